/** The public loops over `scanPrimitive` and `whilePrimitive`: trees in, trees out. */
import {
  arange,
  ArgumentError,
  ShapeError,
  tensor,
  TreeError,
  type Tensor,
  type TensorLike,
  type TreeLike,
} from '@wengert/tensor'
import {
  bindMany,
  castTo,
  flattenTree,
  formatAval,
  toTensor,
  unflattenTree,
  type Flat,
} from '@wengert/tensor/internal'
import { close, closeTogether, outputAvals, sliceAval } from '../structured.ts'
import type { AnyFunction } from '../api/types.ts'
import { checkCarry, traceBody } from './body.ts'
import { hoistParts } from './hoist.ts'
import { scanPrimitive } from './scan.ts'
import { whilePrimitive } from './while.ts'

export interface ScanOptions {
  /** Go from the last element to the first; outputs keep their elements' places. */
  readonly reverse?: boolean
  /** The number of steps; needed where there are no sequences. */
  readonly length?: number
}

/**
 * A loop that carries a state over the first axis of `xs`: from `[carry, y] = body(carry, x)` for each
 * element, the last carry and the stacked ys, `[carry, ys]`. The body is traced once; its carry must
 * keep structure, shapes and dtypes. Either of x and y may be left out (null, an empty array).
 *
 * Reverse mode stores the body's residuals of every step: memory is O(length) of those. A scan over
 * √length chunks, whose body is a `checkpoint` of a scan over the chunk, stores the carries between
 * chunks and the residuals of one chunk only, O(√length), and computes every step once more (Griewank &
 * Walther, Evaluating Derivatives, 2nd ed., chapter 12): see the second example.
 *
 * @throws TreeError or ShapeError when the carry changes, or the sequences differ in length.
 * @throws ArgumentError when there is neither a sequence nor a length.
 * @example
 * ```ts
 * import { grad, scan } from '@wengert/autodiff'
 * import { tensor, type Tensor } from '@wengert/tensor'
 * const powers = (x: Tensor) => scan((c: Tensor, a: Tensor) => [c.mul(x), c.add(a)], 1, tensor([0, 0, 0]))
 * powers(tensor(2))[0].item() // → 8
 * powers(tensor(2))[1].toArray() // → 1,2,4
 * grad((x: Tensor) => powers(x)[0])(2).item() // → 12
 * ```
 * @example
 * ```ts
 * import { checkpoint, grad, scan } from '@wengert/autodiff'
 * import { arange, type Tensor } from '@wengert/tensor'
 * const step = (c: Tensor, a: Tensor): [Tensor, Tensor] => [c.mul(a).sin(), c]
 * const chunk = checkpoint((c: Tensor, as: Tensor) => scan(step, c, as))
 * const xs = arange(10_000).div(10_000)
 * const plain = (x: Tensor) => scan(step, x, xs)[0]
 * const spared = (x: Tensor) => scan(chunk, x, xs.reshape([100, 100]))[0]
 * grad(spared)(0.5).item() === grad(plain)(0.5).item() // → true
 * ```
 */
export function scan<C, X = Tensor, Y = Tensor>(
  body: (carry: C, x: X) => readonly [C, Y],
  init: TreeLike<C>,
  xs: TreeLike<X> | null,
  options: ScanOptions = {},
): [C, Y] {
  return scanAs('scan', 'carry', pairOf(body), init, xs ?? [], options) as [C, Y]
}

/** `scan` under the name of an operation that is made of it, which calls the carry `what`. */
function scanAs(
  operation: string,
  what: string,
  body: AnyFunction,
  init: unknown,
  xs: unknown,
  options: ScanOptions,
): [unknown, unknown] {
  const sequences = flattenTree('scan', xs, 'the sequences')
  const length = scanLength(sequences, options.length)
  const start = flattenTree(operation, init, `the ${what}`)
  const { leaves } = start
  const { program, structure } = traceBody(
    operation,
    body,
    [start.structure, sequences.structure],
    [leaves.length, sequences.leaves.length],
    [...leaves.map(({ aval }) => aval), ...sequences.leaves.map(({ aval }) => sliceAval(aval))],
  )
  const [carryStructure, outputStructure] =
    structure.kind === 'array' ? structure.children : [structure, structure]
  const carries = leaves.length
  const avals = outputAvals(program)
  checkCarry(
    operation,
    `the ${what} that the body returns`,
    { structure: carryStructure, avals: avals.slice(0, carries) },
    { structure: start.structure, avals: leaves.map(({ aval }) => aval) },
  )
  const closedBody = close(hoistParts(program))
  const constants = closedBody.captured.length
  const own = program.inputs.length
  const inputs = closedBody.program.inputs
  const results = bindMany(
    scanPrimitive,
    [...closedBody.captured, ...leaves, ...sequences.leaves],
    {
      body: closedBody.program.with({ inputs: [...inputs.slice(own), ...inputs.slice(0, own)] }),
      length,
      reverse: options.reverse ?? false,
      constants,
      carries,
    },
  )
  return [
    unflattenTree(start.structure, results.slice(0, carries)),
    unflattenTree(outputStructure, results.slice(carries)),
  ]
}

/** The body as a function whose result is checked to be a pair; a null y is no tensors. */
function pairOf(body: unknown): AnyFunction {
  const paired = (carry: unknown, x: unknown): unknown => {
    const result = (body as (c: unknown, x: unknown) => unknown)(carry, x)
    if (!Array.isArray(result) || result.length !== 2) {
      throw new TreeError('scan: the body must return [carry, y]; return an array of two.')
    }
    return [result[0], result[1] ?? []]
  }
  return paired as AnyFunction
}

function scanLength({ leaves }: Flat, given: number | undefined): number {
  let length = given
  if (given !== undefined && (!Number.isInteger(given) || given < 0)) {
    throw new ArgumentError(`scan: length is ${given}; give a non-negative integer.`)
  }
  for (const { aval } of leaves) {
    if (aval.shape.length === 0) {
      throw new ShapeError('scan: a sequence is a scalar; give each leaf of xs a first axis.')
    }
    if (length !== undefined && aval.shape[0] !== length) {
      throw new ShapeError(
        `scan: a sequence is ${formatAval(aval)} where ${length} steps are expected; make the first axes equal.`,
      )
    }
    length = aval.shape[0]
  }
  if (length === undefined) {
    throw new ArgumentError(
      'scan: there are no sequences to tell the number of steps; give length.',
    )
  }
  return length
}

/**
 * `body(i, state)` for i from 0 to n − 1: the last state. With a number n it is a scan and has every
 * derivative; with a tensor n, whose value the program need not know, it is a `whileLoop`, forward
 * mode only.
 *
 * @throws TreeError or ShapeError when the state changes its structure, shapes or dtypes.
 * @throws ArgumentError when n is not a non-negative integer.
 * @example
 * ```ts
 * import { fori, grad } from '@wengert/autodiff'
 * import { type Tensor } from '@wengert/tensor'
 * const f = (x: Tensor) => fori(3, (_: Tensor, y: Tensor) => y.mul(x), x)
 * grad(f)(2).item() // → 32
 * ```
 */
export function fori<S = Tensor>(
  n: number | Tensor,
  body: (i: Tensor, state: S) => S,
  init: TreeLike<S>,
): S {
  if (typeof n === 'number') {
    if (!Number.isInteger(n) || n < 0) {
      throw new ArgumentError(`fori: ${n} is not a number of steps; give a non-negative integer.`)
    }
    const steps = arange(n, { dtype: 'int32' })
    const step = (state: S, i: Tensor): unknown => [body(i, state), []]
    return scanAs('fori', 'state', step as AnyFunction, init, steps, {})[0] as S
  }
  const count = castTo(n, 'int32')
  if (count.ndim !== 0) {
    throw new ShapeError(
      `fori: the number of steps is ${formatAval(n.aval)}; give a scalar, or a number.`,
    )
  }
  const [, last] = whileAs<[Tensor, S]>(
    'fori',
    ([i]) => i.less(count),
    ([i, state]) => [i.add(1), body(i, state)],
    [tensor(0, { dtype: 'int32' }), init],
  )
  return last
}

/**
 * Repeats `state = body(state)` while `test(state)` holds, in a program that need not know how often.
 * Differentiable in forward mode; reverse mode would have to store an unknown number of states, and
 * throws. What `linearize` gives runs the loop again for every tangent. Under `vmap` all examples go on until the last one stops; those that have stopped keep their
 * state.
 *
 * @throws TreeError or ShapeError when the state changes its structure, shapes or dtypes.
 * @throws DerivativeError in reverse mode.
 * @example
 * ```ts
 * import { jvp, whileLoop } from '@wengert/autodiff'
 * import { type Tensor } from '@wengert/tensor'
 * const f = (x: Tensor) => whileLoop((y: Tensor) => y.less(100), (y: Tensor) => y.mul(x), x)
 * jvp(f, [3], [1])[0].item() // → 243
 * jvp(f, [3], [1])[1].item() // → 405
 * ```
 */
export function whileLoop<S = Tensor>(
  test: (state: S) => TensorLike,
  body: (state: S) => S,
  init: TreeLike<S>,
): S {
  return whileAs('whileLoop', test, body, init)
}

/** `whileLoop` under the name of an operation that is made of it. */
function whileAs<S>(
  operation: string,
  test: (state: S) => TensorLike,
  body: (state: S) => S,
  init: unknown,
): S {
  const start = flattenTree(operation, init, 'the state')
  const { leaves, structure } = start
  const avals = leaves.map(({ aval }) => aval)
  const asBool = (state: S): Tensor => castTo(toTensor(operation, test(state)), 'bool')
  const tested = traceBody(operation, asBool as AnyFunction, [structure], [leaves.length], avals)
  const [verdict] = outputAvals(tested.program)
  if (verdict.shape.length !== 0) {
    throw new ShapeError(
      `${operation}: the test gives ${formatAval(verdict)}; return a scalar, for example by max() over it.`,
    )
  }
  const stepped = traceBody(operation, body as AnyFunction, [structure], [leaves.length], avals)
  checkCarry(
    operation,
    'the state that the body returns',
    { structure: stepped.structure, avals: outputAvals(stepped.program) },
    { structure, avals },
  )
  const { programs, captured } = closeTogether([tested.program, stepped.program])
  const results = bindMany(whilePrimitive, [...leaves, ...captured], {
    test: programs[0],
    body: programs[1],
    states: leaves.length,
  })
  return unflattenTree(structure, results) as S
}
