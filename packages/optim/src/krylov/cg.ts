/**
 * Preconditioned conjugate gradients for A x = b with A symmetric positive definite, given only as
 * v ↦ A v (Hestenes & Stiefel 1952; Nocedal & Wright, algorithm 5.3).
 */
import type { Tensor, TreeLike } from '@wengert/tensor'
import type { LinearOperator } from '../operator.ts'
import { Space } from '../ravel.ts'
import { addScaled, combine, dot, norm, scaled, type Vector } from '../vector.ts'
import { checkBounds, onVectors, productLimit } from './vectors.ts'

export interface CgOptions<X> {
  /** An approximation of A⁻¹, symmetric positive definite. */
  readonly preconditioner?: LinearOperator<X>
  /** The residual to reach, ‖b − A x‖₂ ≤ tolerance ‖b‖₂; 1e-10. */
  readonly tolerance?: number
  /** At most this many products; by default 10 n, at least 20. */
  readonly maxIterations?: number
  /** Where to start; zero. */
  readonly x0?: TreeLike<X>
}

export interface CgResult<X> {
  readonly x: X
  /** ‖b − A x‖₂, as the recurrence has it. */
  readonly residualNorm: number
  readonly iterations: number
  readonly success: boolean
  /** `indefinite`: a direction without positive curvature was met; x is the last iterate before it. */
  readonly status: 'converged' | 'indefinite' | 'iteration-limit' | 'non-finite'
  readonly message: string
}

const messages: { readonly [S in CgResult<unknown>['status']]: string } = {
  converged: 'The residual passed its test.',
  indefinite:
    'A is not positive definite; use minres for indefinite symmetric systems, or shift A.',
  'iteration-limit': 'The iteration limit was reached; precondition, or raise maxIterations.',
  'non-finite': 'A product with A was not finite; x is the last finite iterate.',
}

/**
 * Solves `A x = b` for symmetric positive definite A. One product with A an iteration, O(n) memory; at
 * most n iterations in exact arithmetic, about √κ ln(1/tolerance) for condition number κ.
 *
 * @throws OptimizationError when A returns a tree of another size, or for a bad option.
 * @example
 * ```ts
 * import { cg } from '@wengert/optim'
 * import { matmul, tensor } from '@wengert/tensor'
 * const A = tensor([[4, 1], [1, 3]])
 * const { x, status } = cg((v) => matmul(A, v), tensor([1, 2]))
 * status // → converged
 * x.toArray() // → 0.09090909090909091,0.6363636363636364
 * ```
 */
export function cg<X = Tensor>(
  A: LinearOperator<X>,
  b: TreeLike<X>,
  options: CgOptions<X> = {},
): CgResult<X> {
  const space = new Space<X>('cg', b)
  const { preconditioner, tolerance = 1e-10 } = options
  const { maxIterations = productLimit(space.size) } = options
  checkBounds('cg', { tolerance, maxIterations })
  const apply = onVectors('cg', A, space, space)
  const precondition =
    preconditioner === undefined
      ? (r: Vector): Vector => r
      : onVectors('cg', preconditioner, space, space)

  const rhs = space.flatten(b)
  const target = tolerance * norm(rhs)
  let x: Vector =
    options.x0 === undefined ? new Float64Array(space.size) : space.flatten(options.x0)
  let residual = options.x0 === undefined ? rhs : combine(rhs, -1, apply(x))
  let direction: Vector | null = null
  let previous = 0
  let iterations = 0
  let status: CgResult<X>['status'] = norm(residual) <= target ? 'converged' : 'iteration-limit'
  while (status === 'iteration-limit' && iterations < maxIterations) {
    const z = precondition(residual)
    const rz = dot(residual, z)
    direction = direction === null ? z : addScaled(scaled(rz / previous, direction), 1, z)
    const product = apply(direction)
    iterations++
    const curvature = dot(direction, product)
    if (!Number.isFinite(curvature) || !Number.isFinite(rz)) status = 'non-finite'
    else if (curvature <= 0 || rz <= 0) status = 'indefinite'
    else {
      x = combine(x, rz / curvature, direction)
      residual = combine(residual, -rz / curvature, product)
      previous = rz
      if (norm(residual) <= target) status = 'converged'
    }
  }
  return {
    x: space.unflatten(x),
    residualNorm: norm(residual),
    iterations,
    success: status === 'converged',
    status,
    message: messages[status],
  }
}
