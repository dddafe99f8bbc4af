/**
 * MINRES for A x = b with A symmetric, definite or not (Paige & Saunders, "Solution of sparse
 * indefinite systems of linear equations", SIAM J. Numer. Anal. 12, 1975): the Lanczos vectors reduce
 * A to a tridiagonal matrix, whose QR factorisation is updated by one reflection a step, so that the
 * residual never grows. The recurrences follow the authors' published program; what is ours is the
 * end: the recurrence's residual only proposes to stop, the residual of x itself decides.
 *
 * In exact arithmetic vₖ₋₁·A vₖ = βₖ if A is symmetric. The product is at hand, so an operator that
 * is not is found out at the price of one inner product a step.
 */
import type { Tensor, TreeLike } from '@wengert/tensor'
import { hypot } from '../elementary.ts'
import type { LinearOperator } from '../operator.ts'
import { addScaled, combine, dot, norm, scaled, type Vector } from '../vector.ts'
import { systemOf, type SystemOptions } from './system.ts'
import type { KrylovResult } from './vectors.ts'

export type MinresOptions<X> = SystemOptions<X>

export type MinresStatus =
  | 'converged'
  | 'least-squares'
  | 'noise-floor'
  | 'not-symmetric'
  | 'indefinite-preconditioner'
  | 'iteration-limit'
  | 'non-finite'

const messages: { readonly [S in MinresStatus]: string } = {
  converged: 'The residual passed its test.',
  'least-squares':
    'A is singular to the tolerance and b is not in its range; x makes the residual smallest.',
  'noise-floor':
    'Rounding hides any further decrease of the residual, which did not pass its test; precondition, ' +
    'or loosen the tolerance.',
  'not-symmetric': 'A, or the preconditioner, is not symmetric; use gmres, or lsmr.',
  'indefinite-preconditioner': 'The preconditioner is not positive definite; give one that is.',
  'iteration-limit': 'The iteration limit was reached; precondition, or raise maxIterations.',
  'non-finite': 'A product was not finite; x is the last finite iterate.',
}

/**
 * Solves `A x = b` for symmetric A, which may be indefinite or singular. One product with A an
 * iteration, O(n) memory. The residual decreases at every step; with condition number κ its bound
 * falls by (κ − 1)/(κ + 1) every second step. For a singular A and a b in its range any solution is
 * found that the start leads to, with x0 = 0 the shortest; for a b outside it the status is
 * `least-squares`, which is no success.
 *
 * @throws OptimizationError when A returns a tree of another size, or for a bad option.
 * @example
 * ```ts
 * import { minres } from '@wengert/optim'
 * import { matmul, tensor } from '@wengert/tensor'
 * const A = tensor([[1, 2], [2, -3]])
 * const { x, status } = minres((v) => matmul(A, v), tensor([5, -4]))
 * status // → converged
 * x.toArray() // → 1,2
 * ```
 */
export function minres<X = Tensor>(
  A: LinearOperator<X>,
  b: TreeLike<X>,
  options: MinresOptions<X> = {},
): KrylovResult<X, MinresStatus> {
  const system = systemOf('minres', A, b, options)
  const {
    space,
    apply,
    precondition,
    unit,
    rhs,
    residual: start,
    tolerance,
    goal,
    maxIterations,
  } = system
  let x = system.x0
  let residualNorm = norm(start)
  let iterations = 0
  let status: MinresStatus = residualNorm <= goal ? 'converged' : 'iteration-limit'
  const end = (): KrylovResult<X, MinresStatus> => ({
    x: space.unflatten(scaled(unit, x)),
    residualNorm: unit * (iterations === 0 ? residualNorm : norm(combine(rhs, -1, apply(x)))),
    iterations,
    success: status === 'converged',
    status,
    message: messages[status],
  })
  if (status === 'converged') return end()

  // Lanczos: r₁, r₂ are the last two vectors before preconditioning, z = M r₂, v = z / β.
  let r1 = start
  let r2 = start
  let z = precondition(start)
  let beta = Math.sqrt(dot(start, z))
  if (!(beta > 0)) {
    status = Number.isFinite(dot(start, z)) ? 'indefinite-preconditioner' : 'non-finite'
    return end()
  }
  let [oldBeta, dbar, epsln, cs, sn] = [0, 0, 0, -1, 0]
  // φ̄ is the residual in the norm of the preconditioner, and the target is in that norm too.
  const inNorm = beta / residualNorm
  let phibar = beta
  let target = goal * inNorm
  let w: Vector = new Float64Array(space.size)
  let w2: Vector = w
  let previous: Vector | null = null
  let size = 0
  let largest = 0

  while (status === 'iteration-limit' && iterations < maxIterations) {
    const v = scaled(1 / beta, z)
    const product = apply(v)
    iterations++
    const alpha = dot(v, product)
    largest = Math.max(largest, norm(product) / norm(v))
    // ‖A‖ of the preconditioned operator, by the tridiagonal matrix so far.
    size = hypot(size, hypot(alpha, previous === null ? 0 : Math.SQRT2 * beta))
    if (previous !== null && !isSymmetric(previous, v, product, beta, largest, space.epsilon)) {
      status = 'not-symmetric'
      break
    }
    let next = previous === null ? product : addScaled(product, -beta / oldBeta, r1)
    next = addScaled(next, -alpha / beta, r2)
    r1 = r2
    r2 = next
    z = precondition(next)
    const square = dot(next, z)
    if (!Number.isFinite(square) || !Number.isFinite(alpha)) {
      status = 'non-finite'
      break
    }
    if (square < 0) {
      status = 'indefinite-preconditioner'
      break
    }
    previous = v
    oldBeta = beta
    beta = Math.sqrt(square)

    // The QR factorisation of the tridiagonal matrix: the last reflection, then a new one.
    const oldEpsln = epsln
    const delta = cs * dbar + sn * alpha
    const gbar = sn * dbar - cs * alpha
    epsln = sn * beta
    dbar = -cs * beta
    // ‖A r‖ of the iterate before this step.
    if (hypot(gbar, dbar) <= tolerance * hypot(size, beta)) {
      status = 'least-squares'
      break
    }
    const gamma = hypot(gbar, beta)
    cs = gbar / gamma
    sn = beta / gamma
    const phi = cs * phibar
    phibar *= sn
    const w1 = w2
    w2 = w
    w = scaled(1 / gamma, combine(combine(v, -oldEpsln, w1), -delta, w2))
    x = combine(x, phi, w)

    const floor = space.epsilon * largest * norm(x) * inNorm
    if (phibar <= Math.max(target, floor)) {
      residualNorm = norm(combine(rhs, -1, apply(x)))
      if (residualNorm <= goal) status = 'converged'
      else if (phibar <= floor) status = 'noise-floor'
      else target = 0.1 * phibar
    }
  }
  return end()
}

/** Whether vₖ₋₁·A vₖ is βₖ, to what rounding leaves of the orthogonality of vₖ where βₖ is small. */
function isSymmetric(
  previous: Vector,
  v: Vector,
  product: Vector,
  beta: number,
  size: number,
  epsilon: number,
): boolean {
  const slack = Math.sqrt(epsilon) + (100 * epsilon * size) / beta
  return !(Math.abs(dot(previous, product) - beta) > slack * size * norm(v) * norm(previous))
}
