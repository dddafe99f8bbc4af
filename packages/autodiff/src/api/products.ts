/**
 * Products with derivatives at one point: jvp, vjp, linearize, and the curvature products hvp and
 * gnvp. None of them forms a matrix.
 */
import type { Tensor, TensorTree } from '@wengert/tensor'
import { unflattenTree, zerosOf } from '@wengert/tensor/internal'
import { perform } from '../cache/perform.ts'
import { pushforward } from '../jvp.ts'
import type { Program } from '../program.ts'
import { checkFunction, conform } from './arguments.ts'
import { differentiate } from './grad.ts'
import { LinearMap } from './linear-map.ts'
import { traceAll } from './traced.ts'
import type { AnyFunction, Arguments, DefaultArguments } from './types.ts'

/**
 * The value of f and its derivative along a tangent, `[f(x), J v]`, by forward mode in one pass: a small
 * multiple of f, and no memory for a way back. Both results are trees like that of f, in
 * its shapes and dtypes.
 *
 * @param primals - The arguments of f, as a list; a single argument that is not an array may stand
 *   alone.
 * @param tangents - A tree like `primals`, with leaves of the same shapes and dtypes.
 * @throws DTypeError when a leaf of a primal is an integer or bool.
 * @throws TreeError, ShapeError or DTypeError when the tangents do not fit the primals.
 * @throws FunctionError when f is asynchronous or returns nothing.
 * @example
 * ```ts
 * import { jvp } from '@wengert/autodiff'
 * import { tensor, type Tensor } from '@wengert/tensor'
 * const [y, dy] = jvp((x: Tensor) => x.square(), [tensor([1, 2, 3])], [tensor([1, 0, -1])])
 * dy.toArray() // → 2,0,-6
 * ```
 */
export function jvp<A extends readonly unknown[] = DefaultArguments, R = Tensor>(
  f: (...args: A) => R,
  primals: Arguments<A>,
  tangents: Arguments<A>,
): [R, R]
export function jvp<X = Tensor, R = Tensor>(
  f: (x: X) => R,
  primals: Arguments<[X]>[0],
  tangents: Arguments<[X]>[0],
): [R, R]
export function jvp(f: AnyFunction, primals: unknown, tangents: unknown): [unknown, unknown] {
  const listed = Array.isArray(primals)
  const args: readonly unknown[] = listed ? primals : [primals]
  const at = traceAll('jvp', f, args)
  const { leaves } = at.prepared
  const slopes = conform(
    'jvp',
    'the tangent',
    listed ? tangents : [tangents],
    at.structure,
    leaves.map((leaf) => leaf.aval),
  )
  const { program, structure } = at.traced
  const results = perform('jvp', program, [...leaves, ...slopes], push)
  const count = program.outputs.length
  return [
    unflattenTree(structure, results.slice(0, count)),
    unflattenTree(structure, results.slice(count)),
  ]
}

/** The outputs and then their tangents, from the inputs and then theirs. */
function push(program: Program, inputs: readonly Tensor[]): Tensor[] {
  const count = program.inputs.length
  const { primals, tangents } = pushforward(program, inputs.slice(0, count), inputs.slice(count))
  return [...primals, ...tangents.map((t, i) => t ?? zerosOf(primals[i].aval))]
}

/**
 * The value of f and its pullback: `[f(x), pullback]`, where `pullback(u)` gives `Jᵀu`, a list with
 * a cotangent for each primal, in its shapes and dtypes. The pullback can be called many times; it does
 * not repeat f, and one call costs a small multiple of it.
 *
 * @throws DTypeError when a leaf of a primal is an integer or bool.
 * @throws TreeError, ShapeError or DTypeError from the pullback, when the cotangent does not fit the
 *   result of f.
 * @throws FunctionError when f is asynchronous or returns nothing.
 * @example
 * ```ts
 * import { vjp } from '@wengert/autodiff'
 * import { tensor, type Tensor } from '@wengert/tensor'
 * const [y, pullback] = vjp((x: Tensor, s: Tensor) => x.mul(s), tensor([1, 2]), 3)
 * const [dx, ds] = pullback(tensor([1, 1]))
 * dx.toArray() // → 3,3
 * ds.item() // → 3
 * ```
 */
export function vjp<A extends readonly unknown[] = DefaultArguments, R = Tensor>(
  f: (...args: A) => R,
  ...primals: Arguments<A>
): [R, (cotangent: Arguments<[R]>[0]) => { -readonly [K in keyof A]: TensorTree<A[K]> }]
export function vjp(f: AnyFunction, ...primals: unknown[]): [unknown, AnyFunction] {
  const { prepared, traced } = traceAll('vjp', f, primals)
  const map = LinearMap.at(traced.program, prepared.leaves)
  const avals = map.outputs.map((output) => output.aval)
  const pullback = (cotangent: unknown): unknown => {
    const cts = conform('pullback', 'the cotangent', cotangent, traced.structure, avals)
    return prepared.rebuild(map.pullBack(cts))
  }
  return [unflattenTree(traced.structure, map.outputs), pullback]
}

/**
 * The value of f and its derivative there as a linear function: `[f(x), pushforward]`, where
 * `pushforward(v)` gives `J v`. The work at the primals is done once; `linearize(grad(f), x)` is a
 * gradient with a Hessian operator that shares its pass. Tangents have the shapes and dtypes of the
 * primals; one call costs a small multiple of f.
 *
 * @throws DTypeError when a leaf of a primal is an integer or bool.
 * @throws TreeError, ShapeError or DTypeError from the pushforward, when a tangent does not fit.
 * @throws FunctionError when f is asynchronous or returns nothing.
 * @example
 * ```ts
 * import { grad, linearize } from '@wengert/autodiff'
 * import { tensor, type Tensor } from '@wengert/tensor'
 * const f = (x: Tensor) => x.pow(3).sum()
 * const [gradient, hessian] = linearize(grad(f), tensor([1, 2]))
 * gradient.toArray() // → 3,12
 * hessian(tensor([1, 1])).toArray() // → 6,12
 * ```
 */
export function linearize<A extends readonly unknown[] = DefaultArguments, R = Tensor>(
  f: (...args: A) => R,
  ...primals: Arguments<A>
): [R, (...tangents: Arguments<A>) => R]
export function linearize(
  f: AnyFunction,
  ...primals: unknown[]
): [unknown, (...tangents: unknown[]) => unknown] {
  const { prepared, traced, structure } = traceAll('linearize', f, primals)
  const map = LinearMap.at(traced.program, prepared.leaves)
  const avals = prepared.leaves.map((leaf) => leaf.aval)
  const push = (...tangents: unknown[]): unknown => {
    const slopes = conform('pushforward', 'the tangent', tangents, structure, avals)
    return unflattenTree(traced.structure, map.pushForward(slopes))
  }
  return [unflattenTree(traced.structure, map.outputs), push]
}

/**
 * The Hessian–vector product `∇²f(x) v` of a scalar function, forward over reverse: the derivative
 * of the gradient along v. It costs a small multiple of the gradient and O(n) memory.
 *
 * @param v - The direction, a tree like x with leaves of the same shapes and dtypes.
 * @param rest - Further arguments of f, taken as constants.
 * @throws ShapeError when f does not return a scalar.
 * @throws DTypeError when a leaf of x, or the result, is an integer or bool.
 * @throws TreeError, ShapeError or DTypeError when the direction does not fit x.
 * @example
 * ```ts
 * import { hvp } from '@wengert/autodiff'
 * import { tensor, type Tensor } from '@wengert/tensor'
 * const f = (x: Tensor) => x.square().sum().square()
 * hvp(f, tensor([1, 2]), tensor([1, 0])).toArray() // → 28,16
 * ```
 */
export function hvp<X = Tensor, Rest extends readonly unknown[] = []>(
  f: (x: X, ...rest: Rest) => Tensor,
  x: Arguments<[X]>[0],
  v: Arguments<[X]>[0],
  ...rest: Arguments<Rest>
): TensorTree<X>
export function hvp(f: AnyFunction, x: unknown, v: unknown, ...rest: unknown[]): unknown {
  checkFunction('hvp', f)
  const gradient = (point: unknown): unknown =>
    differentiate('hvp', f, [point, ...rest], {}).gradient
  const at = traceAll('hvp', gradient, [x])
  const { leaves } = at.prepared
  const avals = leaves.map((leaf) => leaf.aval)
  const slopes = conform('hvp', 'the direction', [v], at.structure, avals)
  const { program, structure } = at.traced
  const tangents = perform('tangents', program, [...leaves, ...slopes], (p, inputs) =>
    push(p, inputs).slice(p.outputs.length),
  )
  return unflattenTree(structure, tangents)
}

/**
 * The Gauss–Newton vector product `JᵀJ v` of a residual function: the Hessian of `½‖r‖²` without
 * the residuals' own curvature, positive semi-definite everywhere. Residuals may be a tree. It costs a
 * product with J and one with Jᵀ; `gaussNewtonOperator` of @wengert/optim shares the pass of r between many.
 *
 * @param v - The direction, a tree like x with leaves of the same shapes and dtypes.
 * @throws DTypeError when a leaf of x is an integer or bool.
 * @throws TreeError, ShapeError or DTypeError when the direction does not fit x.
 * @example
 * ```ts
 * import { gnvp } from '@wengert/autodiff'
 * import { tensor, type Tensor } from '@wengert/tensor'
 * const residual = (x: Tensor) => x.square()
 * gnvp(residual, tensor([1, 2]), tensor([1, 1])).toArray() // → 4,16
 * ```
 */
export function gnvp<X = Tensor, R = Tensor>(
  residual: (x: X) => R,
  x: Arguments<[X]>[0],
  v: Arguments<[X]>[0],
): TensorTree<X>
export function gnvp(residual: AnyFunction, x: unknown, v: unknown): unknown {
  const { prepared, traced, structure } = traceAll('gnvp', residual, [x])
  const map = LinearMap.at(traced.program, prepared.leaves)
  const avals = prepared.leaves.map((leaf) => leaf.aval)
  const slopes = conform('gnvp', 'the direction', [v], structure, avals)
  return prepared.rebuild(map.pullBack(map.pushForward(slopes)))[0]
}
