/**
 * Preconditioned conjugate gradients for A x = b with A symmetric positive definite, given only as
 * v ↦ A v (Hestenes & Stiefel 1952; Nocedal & Wright, algorithm 5.3).
 */
import type { Tensor, TreeLike } from '@wengert/tensor'
import type { LinearOperator } from '../operator.ts'
import { addScaled, combine, dot, norm, scaled, type Vector } from '../vector.ts'
import { systemOf, type SystemOptions } from './system.ts'

export type CgOptions<X> = SystemOptions<X>

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
  const system = systemOf('cg', A, b, options)
  const { space, apply, precondition, goal, maxIterations } = system
  let { x0: x, residual } = system
  let direction: Vector | null = null
  let previous = 0
  let iterations = 0
  let status: CgResult<X>['status'] = norm(residual) <= goal ? 'converged' : 'iteration-limit'
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
      if (norm(residual) <= goal) status = 'converged'
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
