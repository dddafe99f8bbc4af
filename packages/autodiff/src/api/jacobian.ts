/**
 * Dense Jacobians and Hessians: the linear map of the derivative applied to a whole basis at once,
 * by batching. Forward mode needs a pass for each input element, reverse mode for each output
 * element, so `auto` takes forward where there are fewer inputs.
 *
 * Shapes: for each leaf of the output and each leaf of the input, output shape ++ input shape.
 */
import { concatenate, eye, reshape, slice, transpose, type Tensor } from '@wengert/tensor'
import {
  castTo,
  makeAval,
  range,
  unflattenTree,
  zerosOf,
  type Aval,
  type MaybeTensor,
} from '@wengert/tensor/internal'
import { runBatched, type Batched } from '../batch.ts'
import type { Program } from '../program.ts'
import { record } from '../tape.ts'
import { transposeLinear } from '../transpose.ts'
import { checkDifferentiable, checkFunction, chosenArguments, prepare } from './arguments.ts'
import { perform } from '../cache/perform.ts'
import { LinearMap } from './linear-map.ts'
import { traceAt } from './traced.ts'
import type { Argnums, Arguments, DefaultArguments, Selected } from './types.ts'

export type JacobianMode = 'auto' | 'forward' | 'reverse'

export interface JacobianOptions<N extends Argnums = Argnums> {
  /** Which arguments to differentiate with respect to; the first by default. */
  readonly argnums?: N
  readonly mode?: JacobianMode
}

/** The output's tree, with the input's tree in the place of each leaf. */
export type JacobianTree<R, X> = R extends Tensor ? X : { [K in keyof R]: JacobianTree<R[K], X> }

/**
 * The Jacobian `∂f/∂x`, dense: for tensors, a tensor of shape `output.shape ++ input.shape`; for
 * trees, the output's tree with the input's tree in place of each leaf.
 *
 * @throws DTypeError when a differentiated leaf is an integer or bool.
 * @example
 * ```ts
 * import { jacobian } from '@wengert/autodiff'
 * import { concatenate, tensor, type Tensor } from '@wengert/tensor'
 * const f = (x: Tensor) => concatenate([x.square(), x.sum().reshape([1])])
 * jacobian(f)(tensor([1, 2])).toArray() // → 2,0,0,4,1,1
 * ```
 */
export function jacobian<
  A extends readonly unknown[] = DefaultArguments,
  R = Tensor,
  const N extends Argnums = 0,
>(
  f: (...args: A) => R,
  options: JacobianOptions<N> = {},
): (...args: Arguments<A>) => JacobianTree<R, Selected<A, N>> {
  checkFunction('jacobian', f)
  const { argnums, mode = 'auto' } = options
  return (...args) => {
    const chosen = chosenArguments('jacobian', argnums, args.length)
    const prepared = prepare('jacobian', f, args, chosen)
    checkDifferentiable('jacobian', prepared.leaves)
    const { program, structure } = traceAt('jacobian', prepared, { differentiated: true })
    const inputs = prepared.leaves.map((leaf) => leaf.aval)
    const outputs = program.outputs.map((operand) => program.aval(operand))
    const forward = mode === 'auto' ? total(inputs) <= total(outputs) : mode === 'forward'
    const blocks = perform(
      forward ? 'forward Jacobian' : 'reverse Jacobian',
      program,
      prepared.leaves,
      (p, leaves) => {
        const map = LinearMap.at(p, leaves)
        return (forward ? forwardBlocks(map, inputs) : reverseBlocks(map, inputs)).flat()
      },
    )
    const rows = outputs.map((_, i) => {
      const trees = prepared.rebuild(blocks.slice(i * inputs.length, (i + 1) * inputs.length))
      return Array.isArray(argnums) ? trees : trees[0]
    })
    return unflattenTree(structure, rows) as JacobianTree<R, Selected<A, N>>
  }
}

/** The Jacobian by forward mode: one pushforward for each input element, batched. */
export function jacfwd<
  A extends readonly unknown[] = DefaultArguments,
  R = Tensor,
  const N extends Argnums = 0,
>(
  f: (...args: A) => R,
  options: Omit<JacobianOptions<N>, 'mode'> = {},
): (...args: Arguments<A>) => JacobianTree<R, Selected<A, N>> {
  return jacobian(f, { ...options, mode: 'forward' })
}

/** The Jacobian by reverse mode: one pullback for each output element, batched. */
export function jacrev<
  A extends readonly unknown[] = DefaultArguments,
  R = Tensor,
  const N extends Argnums = 0,
>(
  f: (...args: A) => R,
  options: Omit<JacobianOptions<N>, 'mode'> = {},
): (...args: Arguments<A>) => JacobianTree<R, Selected<A, N>> {
  return jacobian(f, { ...options, mode: 'reverse' })
}

/**
 * The Hessian `∇²f`, dense, forward over reverse: for a tensor argument a tensor of shape
 * `x.shape ++ x.shape`, for trees a tree of trees. A function with several outputs gives the
 * Hessian of each, `output.shape ++ x.shape ++ x.shape`.
 *
 * @example
 * ```ts
 * import { hessian } from '@wengert/autodiff'
 * import { tensor, type Tensor } from '@wengert/tensor'
 * const f = (x: Tensor) => x.at(0).pow(2).mul(x.at(1))
 * hessian(f)(tensor([3, 5])).toArray() // → 10,6,6,0
 * ```
 */
export function hessian<
  A extends readonly unknown[] = DefaultArguments,
  R = Tensor,
  const N extends Argnums = 0,
>(
  f: (...args: A) => R,
  options: Omit<JacobianOptions<N>, 'mode'> = {},
): (...args: Arguments<A>) => JacobianTree<JacobianTree<R, Selected<A, N>>, Selected<A, N>> {
  const first = jacrev(f, options) as (...args: unknown[]) => unknown
  return jacfwd(first, options) as ReturnType<typeof hessian<A, R, N>>
}

function total(avals: readonly { readonly size: number }[]): number {
  return avals.reduce((sum, { size }) => sum + size, 0)
}

/** A unit vector for each element of `aval`, batched in front. */
function basis({ shape, size, dtype }: Aval): Tensor {
  return reshape(castTo(eye(size), dtype), [size, ...shape])
}

function forwardBlocks(map: LinearMap, inputs: readonly Aval[]): Tensor[][] {
  const columns = inputs.map((input, j) => {
    const tangents = inputs.map((aval, i) => (i === j ? basis(aval) : zerosOf(aval)))
    const flags = inputs.map((_, i) => i === j)
    const { outputs, batched } = inChunks(map.linear, input.size, (start, stop) => {
      const part = tangents.map((t, i) => (flags[i] ? slice(t, [start, stop]) : t))
      return runBatched(map.linear, part, flags, stop - start)
    })
    return outputs.map((output, i) => {
      const shape = [...map.outputs[i].shape, ...input.shape]
      if (!batched[i]) return zerosOf(makeAval(shape, output.dtype))
      return reshape(transpose(output, [...range(output.ndim).slice(1), 0]), shape)
    })
  })
  return map.outputs.map((_, i) => columns.map((column) => column[i]))
}

function reverseBlocks(map: LinearMap, inputs: readonly Aval[]): Tensor[][] {
  return map.outputs.map((output, i) => {
    const { aval } = output
    const pullback = record('jacobian', [{ aval, value: null, differentiated: false }], ([ct]) => {
      const seeds: MaybeTensor[] = map.outputs.map((_, k) => (k === i ? ct : null))
      const cts = transposeLinear(map.linear, seeds)
      return cts.map((t, j) => t ?? zerosOf(inputs[j]))
    })
    const seeds = basis(aval)
    const { outputs, batched } = inChunks(pullback, aval.size, (start, stop) =>
      runBatched(pullback, [slice(seeds, [start, stop])], [true], stop - start),
    )
    return outputs.map((ct, j) => {
      const shape = [...output.shape, ...inputs[j].shape]
      return batched[j] ? reshape(ct, shape) : zerosOf(makeAval(shape, inputs[j].dtype))
    })
  })
}

/** The memory that one batch of basis vectors may take, in bytes. */
const chunkBytes = 2 ** 28

/** How many basis vectors a program may take at once, so that all its values fit in memory. */
export function chunkLength(program: Program): number {
  const defined = program.equations.flatMap(({ output, count }) =>
    program.avals.slice(output, output + (count ?? 1)),
  )
  const perVector = 8 * total(defined)
  return Math.max(1, Math.floor(chunkBytes / Math.max(1, perVector)))
}

/** Runs a batch in parts, so that the values of all the program's variables fit in memory. */
function inChunks(
  program: Program,
  size: number,
  runPart: (start: number, stop: number) => Batched,
): Batched {
  const chunk = chunkLength(program)
  if (size <= chunk) return runPart(0, size)
  const parts: Batched[] = []
  for (let start = 0; start < size; start += chunk)
    parts.push(runPart(start, Math.min(size, start + chunk)))
  return {
    batched: parts[0].batched,
    outputs: parts[0].outputs.map((first, i) =>
      parts[0].batched[i] ? concatenate(parts.map(({ outputs }) => outputs[i])) : first,
    ),
  }
}
