/**
 * How certain fitted parameters are: s² (JᵀJ)⁻¹ with s² = 2 cost / (m − n), from the rows weighted by
 * the loss, as SciPy's `curve_fit` has it. Dense, it comes from the triangle R of the QR of J, never
 * from JᵀJ, whose condition number would be squared. For many parameters there is the operator.
 */
import type { Tensor, TreeLike } from '@wengert/tensor'
import { checkNames } from '../checks.ts'
import { OptimizationError } from '../errors.ts'
import { lsmrVectors } from '../krylov/bidiagonal.ts'
import type { LinearOperator } from '../operator.ts'
import { Space } from '../ravel.ts'
import { norm, scaled, type Vector } from '../vector.ts'
import type { DenseModel } from './dense-model.ts'
import type { Loss } from './loss.ts'
import { ResidualFunction } from './residual-function.ts'

export interface Covariance {
  /** Row by row; rows and columns of parameters held by a bound are 0. */
  readonly matrix: Vector
  readonly deviations: Vector
}

/** The covariance of the free parameters for the variance s²; null where J has not full rank. */
export function denseCovariance(
  model: DenseModel,
  free: readonly number[],
  variance: number,
): Covariance | null {
  const n = model.columns.length
  const k = free.length
  const { r, order, rank } = model.factor(free)
  if (rank < k) return null
  // The rows of W = S P R⁻¹, for which the covariance is s² W Wᵀ.
  const rows = Array.from({ length: k }, () => new Float64Array(k))
  for (let j = 0; j < k; j++) {
    for (let i = j; i >= 0; i--) {
      let rest = i === j ? 1 : 0
      for (let l = i + 1; l <= j; l++) rest -= r[l][i] * rows[order[l]][j]
      rows[order[i]][j] = rest / r[i][i]
    }
  }
  const matrix = new Float64Array(n * n)
  const deviations = new Float64Array(n)
  const s = Math.sqrt(variance)
  const unscaled = rows.map((row, i) => scaled(s / model.scale[free[i]], row))
  free.forEach((a, i) => {
    deviations[a] = norm(unscaled[i])
    free.forEach((b, j) => {
      let sum = 0
      for (let l = 0; l < k; l++) sum += unscaled[i][l] * unscaled[j][l]
      matrix[a * n + b] = sum
    })
  })
  return { matrix, deviations }
}

export interface CovarianceOptions {
  /** The loss of the fit, and its scale. */
  readonly loss?: Loss
  readonly lossScale?: number
  /** The relative accuracy of a product; 1e-10. */
  readonly tolerance?: number
}

/**
 * The covariance `s² (JᵀJ)⁻¹` of parameters fitted by least squares, as an operator v ↦ C v, without
 * forming J: the standard error of the combination c·x is `√(c · C c)`. A product solves two
 * least-squares problems by LSMR, `Jᵀu = v` and `J z = u`, each with the condition number of J.
 *
 * @param residual - The residual function of the fit.
 * @param x - The fitted parameters.
 * @throws OptimizationError when there are no more residuals than parameters, and from the operator
 *   when J has not full rank, to the tolerance.
 * @example
 * ```ts
 * import { covarianceOperator } from '@wengert/optim'
 * import { tensor, type Tensor } from '@wengert/tensor'
 * const y = tensor([1, 2, 6])
 * // The variance of a mean is that of an observation, 7, over their number.
 * const C = covarianceOperator((m: Tensor) => y.sub(m), tensor([3]))
 * C(tensor([1])).item().toFixed(9) // → 2.333333333
 * ```
 */
export function covarianceOperator<X = Tensor, R = Tensor>(
  residual: (x: X) => R,
  x: TreeLike<X>,
  options: CovarianceOptions = {},
): LinearOperator<X> {
  const operation = 'covarianceOperator'
  checkNames(operation, options, ['loss', 'lossScale', 'tolerance'])
  const { loss = 'linear', lossScale = 1, tolerance = 1e-10 } = options
  const space = new Space<X>(operation, x)
  const f = new ResidualFunction<X>(operation, residual, space, loss, lossScale)
  const { raw, rows, value, x: at } = f.evaluate(space.flatten(x), true)
  const [m, n] = [raw.length, space.size]
  if (m <= n) {
    throw new OptimizationError(
      'singular',
      `${operation}: ${m} residuals leave no freedom beside ${n} parameters; give more residuals.`,
    )
  }
  const products = f.products(at)
  const weigh = (v: Vector): Vector => (rows === null ? v : v.map((e, i) => e * rows[i]))
  const forward = (v: Vector): Vector => weigh(products.forward(v))
  const adjoint = (u: Vector): Vector => products.adjoint(weigh(u))
  const solve = (A: typeof forward, At: typeof forward, b: Vector, size: number): Vector => {
    const { x: found, end } = lsmrVectors(A, At, b, size, {
      damping: 0,
      tolerance,
      normalTolerance: 0,
      conditionLimit: 1 / f.epsilon,
      maxIterations: Math.max(100, 10 * n),
      epsilon: f.epsilon,
    })
    if (end === 'residual') return found
    throw new OptimizationError(
      'singular',
      `${operation}: the Jacobian of the residuals has not full rank, or is too ill-conditioned (${end}); ` +
        'fix parameters that the data do not determine.',
    )
  }
  const variance = (2 * value) / (m - n)
  return (v) => {
    const u = solve(adjoint, forward, space.flatten(v), m)
    return space.unflatten(scaled(variance, solve(forward, adjoint, u, n)))
  }
}
