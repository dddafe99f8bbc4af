/** What cg, minres and gmres are given: A x = b over trees, as a system of flat vectors. */
import type { TreeLike } from '@wengert/tensor'
import { checkBounds, checkNames } from '../checks.ts'
import type { LinearOperator } from '../operator.ts'
import { Space } from '../ravel.ts'
import { combine, norm, type Vector } from '../vector.ts'
import { onVectors, productLimit, type VectorMap } from './vectors.ts'

export interface SystemOptions<X> {
  /** An approximation of A⁻¹; for cg and minres symmetric positive definite. */
  readonly preconditioner?: LinearOperator<X>
  /** The residual to reach, ‖b − A x‖₂ ≤ tolerance ‖b‖₂; 1e-10. */
  readonly tolerance?: number
  /** At most this many products; by default 10 n, at least 20. */
  readonly maxIterations?: number
  /** Where to start; zero. */
  readonly x0?: TreeLike<X>
}

const systemOptionNames = [
  'preconditioner',
  'tolerance',
  'maxIterations',
  'x0',
] as const satisfies readonly (keyof SystemOptions<unknown>)[]

export interface System<X> {
  readonly space: Space<X>
  readonly apply: VectorMap
  /** The identity where there is no preconditioner. */
  readonly precondition: VectorMap
  /** What b, x and residuals are divided by, lest squares overflow or underflow. */
  readonly unit: number
  readonly rhs: Vector
  /** The start, and its residual. */
  readonly x0: Vector
  readonly residual: Vector
  readonly tolerance: number
  /** tolerance · ‖b‖. */
  readonly goal: number
  readonly maxIterations: number
}

export function systemOf<X>(
  operation: string,
  A: LinearOperator<X>,
  b: TreeLike<X>,
  options: SystemOptions<X>,
  otherNames: readonly string[] = [],
): System<X> {
  checkNames(operation, options, [...systemOptionNames, ...otherNames])
  const space = new Space<X>(operation, b, 'b')
  const { preconditioner, tolerance = 1e-10, maxIterations = productLimit(space.size) } = options
  checkBounds(operation, { tolerance, maxIterations })
  const apply = onVectors(operation, A, space, space)
  const unit = unitOf(space.flatten(b))
  const rhs = divided(space.flatten(b), unit)
  const x0 =
    options.x0 === undefined
      ? new Float64Array(space.size)
      : divided(space.flatten(options.x0, { what: 'x0', numbers: true }), unit)
  return {
    space,
    apply,
    precondition:
      preconditioner === undefined ? (r) => r : onVectors(operation, preconditioner, space, space),
    unit,
    rhs,
    x0,
    residual: options.x0 === undefined ? rhs : combine(rhs, -1, apply(x0)),
    tolerance,
    goal: tolerance * norm(rhs),
    maxIterations,
  }
}

/** 1, or the norm of a vector whose square a float hardly holds. */
export function unitOf(b: Vector): number {
  const size = norm(b)
  return size > 0 && size < Infinity && (size < 1e-100 || size > 1e100) ? size : 1
}

/** x / unit; by division, since 1 / unit may overflow. */
export function divided(x: Vector, unit: number): Vector {
  return unit === 1 ? x : x.map((value) => value / unit)
}
