/**
 * Preconditioned conjugate gradients for A x = b with A symmetric positive definite, given only as
 * v ↦ A v (Hestenes & Stiefel 1952; Nocedal & Wright, algorithm 5.3).
 */
import type { Tensor, TreeLike } from '@wengert/tensor'
import type { LinearOperator } from '../operator.ts'
import { addScaled, combine, dot, norm, scaled, type Vector } from '../vector.ts'
import { systemOf, type SystemOptions } from './system.ts'
import type { KrylovResult } from './vectors.ts'

export type CgOptions<X> = SystemOptions<X>

export type CgStatus = 'converged' | 'indefinite' | 'noise-floor' | 'iteration-limit' | 'non-finite'

export type CgResult<X> = KrylovResult<X, CgStatus>

const messages: { readonly [S in CgStatus]: string } = {
  converged: 'The residual passed its test.',
  indefinite:
    'A, or the preconditioner, is not positive definite to rounding, and x is the last iterate before ' +
    'that showed; use minres for indefinite symmetric systems, or shift A.',
  'noise-floor':
    'Rounding hides any further decrease of the residual, which did not pass its test; precondition, ' +
    'or loosen the tolerance.',
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
  const { space, apply, precondition, unit, rhs, goal, maxIterations } = system
  let { x0: x, residual } = system
  let direction: Vector | null = null
  let previous = 0
  let iterations = 0
  let largest = 0
  /** ‖b − A x‖ when it was last computed. */
  let computed = norm(residual)
  let status: CgStatus = computed <= goal ? 'converged' : 'iteration-limit'
  while (status === 'iteration-limit' && iterations < maxIterations) {
    const z = precondition(residual)
    const rz = dot(residual, z)
    direction = direction === null ? z : addScaled(scaled(rz / previous, direction), 1, z)
    const product = apply(direction)
    iterations++
    const curvature = dot(direction, product)
    const square = dot(direction, direction)
    largest = Math.max(largest, norm(product) / Math.sqrt(square))
    if (!Number.isFinite(curvature) || !Number.isFinite(rz)) status = 'non-finite'
    else if (curvature <= space.epsilon * largest * square || rz <= 0) status = 'indefinite'
    else {
      x = combine(x, rz / curvature, direction)
      residual = combine(residual, -rz / curvature, product)
      previous = rz
      if (norm(residual) <= goal) {
        // The recurrence says so; what x leaves decides, and starts it anew while that helps.
        const last: number = computed
        residual = combine(rhs, -1, apply(x))
        computed = norm(residual)
        direction = null
        if (computed <= goal) status = 'converged'
        else if (!(computed < 0.5 * last)) status = 'noise-floor'
      }
    }
  }
  return {
    x: space.unflatten(scaled(unit, x)),
    residualNorm: unit * (iterations === 0 ? computed : norm(combine(rhs, -1, apply(x)))),
    iterations,
    success: status === 'converged',
    status,
    message: messages[status],
  }
}
