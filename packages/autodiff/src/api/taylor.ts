/** `taylor`: the Taylor coefficients of a function along a line, in one walk over its program. */
import { ArgumentError, type Tensor } from '@wengert/tensor'
import { range, unflattenTree, zerosOf } from '@wengert/tensor/internal'
import { perform } from '../cache/perform.ts'
import type { Program } from '../program.ts'
import { taylorWalk } from '../taylor/propagate.ts'
import { checkFunction, conform } from './arguments.ts'
import { traceAll } from './traced.ts'
import type { AnyFunction, Arguments } from './types.ts'

/**
 * The Taylor coefficients `[c₀, c₁, …, c_order]` of t ↦ f(x + t v) at 0: `cₖ = 1/k! dᵏ/dtᵏ f(x + t v)`,
 * each a tree like f(x), so that `f(x + t v) = Σₖ cₖ tᵏ + O(t^(order + 1))`. Derivatives are `k! cₖ`;
 * c₁ is the tangent of `jvp`.
 *
 * One pass carries all coefficients through f (Griewank and Walther, Evaluating Derivatives, 2nd ed.,
 * chapter 13), where nested `jvp`s multiply the work with every order. To order d, a product costs
 * O(d²) products; so do exp, log, sin and the like, whose derivatives lead back to themselves; others
 * (a power, sigmoid, lgamma) cost at most O(d³). Each value takes d + 1 times its memory. All
 * primitives have series, and so do control flow and custom rules; at a kink it is that of the piece
 * whose derivative `jvp` takes.
 *
 * @param v - The direction, a tree like x.
 * @param order - The number of the last coefficient, an integer from 0 on.
 * @throws ArgumentError when the order is not one.
 * @throws ShapeError or TreeError when the direction does not fit x.
 * @throws DerivativeError when a backward function of `customVjp` is not linear in its cotangent.
 * @example
 * ```ts
 * import { taylor } from '@wengert/autodiff'
 * import { type Tensor } from '@wengert/tensor'
 * const geometric = (x: Tensor) => x.neg().add(1).reciprocal()
 * taylor(geometric, 0, 1, 5).map((c) => c.item()) // → 1,1,1,1,1,1
 * taylor(geometric, 0.5, 0.1, 3).map((c) => c.item().toFixed(3)) // → 2.000,0.400,0.080,0.016
 * ```
 */
export function taylor<X = Tensor, R = Tensor>(
  f: (x: X) => R,
  x: Arguments<[X]>[0],
  v: Arguments<[X]>[0],
  order: number,
): R[]
export function taylor(f: AnyFunction, x: unknown, v: unknown, order: number): unknown[] {
  checkFunction('taylor', f)
  if (!Number.isInteger(order) || order < 0) {
    throw new ArgumentError(
      `taylor: order ${String(order)} is not one; give the number of the last coefficient, an integer from 0 on.`,
    )
  }
  const { prepared, traced, structure } = traceAll('taylor', f, [x])
  const { leaves } = prepared
  const direction = conform(
    'taylor',
    'the direction',
    [v],
    structure,
    leaves.map(({ aval }) => aval),
  )
  const { program, structure: result } = traced
  const results = perform(`taylor ${order}`, program, [...leaves, ...direction], (p, inputs) =>
    coefficients(p, inputs, order).flat(),
  )
  const count = program.outputs.length
  return range(order + 1).map((k) =>
    unflattenTree(result, results.slice(k * count, (k + 1) * count)),
  )
}

/** For each k, coefficient k of all outputs, from the inputs and then their directions. */
function coefficients(program: Program, inputs: readonly Tensor[], order: number): Tensor[][] {
  const count = program.inputs.length
  const lines = range(count).map((i) => [inputs[i], inputs[count + i]])
  const jets = taylorWalk(order).through(program, lines)
  return range(order + 1).map((k) => jets.map((jet) => jet[k] ?? zerosOf(jet[0].aval)))
}
