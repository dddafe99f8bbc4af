/**
 * `implicit`: the derivative of a solution by the implicit function theorem. Where F(x, θ) = 0
 * determines x, ∂F/∂x dx = −∂F/∂θ dθ whatever the way in which x was found. The solver runs on plain
 * values; one equation stands for its result, and is tied to θ by a linear solution, which is itself
 * differentiable: so the derivative is exact to any order.
 */
import {
  ConcretizationError,
  LeakError,
  neg,
  ShapeError,
  type Tensor,
  type TensorTree,
  type TreeLike,
} from '@wengert/tensor'
import {
  avalsOf,
  bindMany,
  flattenLike,
  flattenResult,
  formatAval,
  sameShape,
  setRecorder,
  unflattenTree,
  zerosOf,
  type Flat,
} from '@wengert/tensor/internal'
import { checkFunction } from '../api/arguments.ts'
import type { AnyFunction } from '../api/types.ts'
import { batchedProgram, repeated } from '../batch.ts'
import { callWith, takeApart, type CustomCall } from '../custom/arguments.ts'
import { pushforward } from '../jvp.ts'
import type { Program } from '../program.ts'
import { close, programOf, type StructuredPrimitive } from '../structured.ts'
import { linearSolvePrimitive } from './linear-solve.ts'

interface ImplicitParams {
  /** F: from the solution and the parameters to what vanishes. */
  readonly optimality: Program
  /** How many operands are the solution. */
  readonly count: number
}

export const implicitPrimitive: StructuredPrimitive<ImplicitParams> = {
  name: 'implicit',
  shape: (operands, { count }) => operands.slice(0, count),
  kernel: (operands, { count }) => operands.slice(0, count).map((x) => x.host!),
  jvp: null,
  pushforward: (operands, tangents, params) => {
    const { optimality, count } = params
    const outputs = bindMany(implicitPrimitive, operands, params)
    const constants = [...outputs, ...operands.slice(count)]
    const dParameters = tangents.slice(count)
    if (dParameters.every((t) => t === null)) return { outputs, tangents: outputs.map(() => null) }
    const still = outputs.map(() => null)
    const { tangents: pushed } = pushforward(optimality, constants, [...still, ...dParameters])
    const rhs = outputs.map(({ aval }, i) => neg(pushed[i] ?? zerosOf(aval)))
    const avals = [...constants, ...outputs].map(({ aval }) => aval)
    // v ↦ ∂F/∂x v
    const operator = programOf('implicit', avals, (tensors) => {
      const at = tensors.slice(0, constants.length)
      const v = tensors.slice(constants.length)
      const { tangents: moved } = pushforward(optimality, at, [
        ...v,
        ...dParameters.map(() => null),
      ])
      return moved.map((t, i) => t ?? zerosOf(outputs[i].aval))
    })
    const slopes = bindMany(linearSolvePrimitive, [...constants, ...rhs], {
      operator,
      constants: constants.length,
    })
    return { outputs, tangents: slopes }
  },
  batch: (operands, batched, { optimality, count }, size) => {
    const anyBatched = operands.map((x, i) => (i < count && !batched[i] ? repeated(x, size) : x))
    const flags = batched.map((on, i) => on || i < count)
    const whole = batchedProgram('implicit', optimality, avalsOf(anyBatched), flags, size)
    return bindMany(implicitPrimitive, anyBatched, { optimality: whole, count })
  },
}

/**
 * Differentiates through a solver: `solve(...θ)` finds x by any means, `optimality(x, ...θ)` is what
 * vanishes there (a gradient, an equation, x − step(x) for a fixed point), a tree like x. The result
 * is a function of θ with the derivative of the exact solution, to any order; it is as accurate as x.
 * The linear systems are solved by GMRES, without matrices.
 *
 * `solve` runs on plain values and may read them, loop, or call `minimize`; it is traced only under
 * abstract tracing (vmap, bodies of control flow), or when it computes with traced values that it closes
 * over. F may close over traced values, and has derivatives with respect to them.
 *
 * @throws ShapeError when optimality's result is not a tree like x.
 * @throws DerivativeError when the Jacobian ∂F/∂x is singular.
 * @example
 * ```ts
 * import { grad, implicit } from '@wengert/autodiff'
 * import { type Tensor } from '@wengert/tensor'
 * const sqrt = implicit(
 *   (a: Tensor) => Math.sqrt(a.item()),
 *   (x: Tensor, a: Tensor) => x.square().sub(a),
 * )
 * grad((a: Tensor) => sqrt(a))(4).item() // → 0.25
 * ```
 */
export function implicit<A extends readonly unknown[], X>(
  solve: (...parameters: A) => X,
  optimality: (x: TensorTree<X extends number ? Tensor : X>, ...parameters: A) => unknown,
): (
  ...parameters: { [K in keyof A]: TreeLike<A[K]> }
) => TensorTree<X extends number ? Tensor : X> {
  checkFunction('implicit', solve)
  checkFunction('implicit', optimality)
  return (...parameters) => {
    const call = takeApart('implicit', parameters)
    const solution = findSolution(solve as AnyFunction, call)
    const avals = [...solution.leaves, ...call.leaves].map(({ aval }) => aval)
    const count = solution.leaves.length
    const traced = programOf('implicit', avals, (tensors) => {
      const x = unflattenTree(solution.structure, tensors.slice(0, count))
      const args = call.args(tensors.slice(count))
      const result = callWith(optimality as AnyFunction, [x, ...args])
      const flat = flattenLike('implicit', solution.structure, result, 'what optimality returns')
      flat.forEach((leaf, i) => {
        if (sameShape(leaf.shape, avals[i].shape)) return
        throw new ShapeError(
          `implicit: optimality returns ${formatAval(leaf.aval)} where the solution is ${formatAval(avals[i])}; ` +
            'give one equation for each unknown, in a tree like x.',
        )
      })
      return flat
    })
    const { program, captured } = close(traced)
    const results = bindMany(implicitPrimitive, [...solution.leaves, ...call.leaves, ...captured], {
      optimality: program,
      count,
    })
    return unflattenTree(solution.structure, results) as never
  }
}

/**
 * The solution at the parameters' values, outside of every trace: the solver's own steps are not to be
 * recorded. It is traced where the values are not known, or where it computes with traced ones that it
 * closes over.
 */
function findSolution(solve: AnyFunction, call: CustomCall): Flat {
  const run = (leaves: readonly Tensor[]): Flat =>
    flattenResult('implicit', callWith(solve, call.args(leaves)))
  try {
    const values = call.leaves.map((leaf) =>
      leaf.trace === null ? leaf : leaf.trace.read(leaf, 'implicit'),
    )
    const recorder = setRecorder(null)
    try {
      return run(values)
    } finally {
      setRecorder(recorder)
    }
  } catch (error) {
    if (error instanceof ConcretizationError || error instanceof LeakError) return run(call.leaves)
    throw error
  }
}
