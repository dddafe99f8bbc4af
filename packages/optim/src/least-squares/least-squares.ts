/**
 * `leastSquares`: drives the least-squares solvers as `minimize` does its own, and says what is to be
 * said of the fit at its end. Every solver's value only falls, so the last state is the best.
 */
import { tensor, type Tensor, type TreeLike } from '@wengert/tensor'
import { drive } from '../drive.ts'
import { ObjectiveFailure } from '../objective.ts'
import { checkLimits, limitNames, type Limits } from '../options.ts'
import type { Result } from '../result.ts'
import type { LeastSquaresMethod } from '../solver.ts'
import { messageOf } from '../status.ts'
import { watch, watchNames, type WatchOptions } from '../watch.ts'
import { denseCovariance } from './covariance.ts'
import { DenseModel } from './dense-model.ts'
import { prepareLeastSquares } from './methods.ts'
import { freeParameters } from './model.ts'
import type { LeastSquaresSolverOptions } from './options.ts'
import type { LeastSquaresEvaluations, ResidualFunction } from './residual-function.ts'
import { modelAt, type LeastSquaresSettings, type LeastSquaresState } from './solver.ts'

export interface LeastSquaresOptions<X>
  extends LeastSquaresSolverOptions<X>, Partial<Limits>, WatchOptions<LeastSquaresState> {
  /** `levenberg-marquardt` by default. */
  readonly method?: LeastSquaresMethod
}

export interface LeastSquaresResult<X> extends Result<X>, Fit<X> {
  /** The cost ½ Σ rᵢ², or ½ C² Σ ρ((rᵢ/C)²). */
  readonly value: number
  /** ‖P r‖ / ‖r‖: the part of the residual that a linear model could still take away. */
  readonly offset: number
  readonly evaluations: LeastSquaresEvaluations
  readonly state: LeastSquaresState
}

/** What the fit says of its parameters; nulls where it cannot, and where it was cut short. */
export interface Fit<X> {
  /** s² (JᵀJ)⁻¹, of shape [n, n] in the order of the leaves; 0 for parameters held by a bound. */
  readonly covariance: Tensor | null
  /** The square roots of its diagonal, a tree like x. */
  readonly standardErrors: X | null
  /** s = √(2 value / degrees of freedom). */
  readonly residualStandardDeviation: number | null
  /** The number of residuals less that of parameters not held by a bound. */
  readonly degreesOfFreedom: number | null
  /** The rank of J; less than the number of free parameters where the data do not determine them. */
  readonly rank: number | null
}

const otherNames = ['method', ...watchNames, ...limitNames]

/**
 * Fits parameters by least squares: minimises `½ Σ rᵢ(x)²`, or a robust loss of the residuals, over a
 * tree of parameters, with exact derivatives.
 *
 * - `levenberg-marquardt` (default): a trust region, scaled by the columns of J (Moré 1978).
 * - `gauss-newton`: full steps and a line search; fast near a good start.
 *
 * Small problems are solved by dense QR; large ones by LSMR on products with J and Jᵀ, without
 * forming J. A run has converged when the relative offset ‖P r‖ / ‖r‖ (Bates & Watts 1981), P the
 * projection on the range of J, is at most 1e-11, or is at rounding. This cosine does not depend on
 * the units of data or parameters, and bounds the distance left in units of their standard errors.
 * A start that passes at once is left where the sum of squares curves down.
 *
 * Losses, with z = (r/C)², are those of SciPy: `linear` z, `huber` z or 2√z − 1 beyond 1, `soft-l1`
 * 2(√(1 + z) − 1), `cauchy` ln(1 + z), and `tukey` (1 − (1 − z)³)/3 or ⅓ beyond 1.
 *
 * In a page, what runs for long as soon as it has loaded comes after `await loadCompiler()`, as for `minimize`.
 *
 * @param residual - From parameters to residuals, a tensor or a tree of them.
 * @param x0 - The start, inside the bounds; its leaves may be numbers and typed arrays.
 * @returns The result as of `minimize`, with `covariance` and `standardErrors`, which are computed
 *   where J is dense (`linearSolver` is `qr`), has full rank, and there are more residuals than
 *   parameters; otherwise see `covarianceOperator`.
 * @throws OptimizationError for a bad option, a start outside its bounds, or one where residuals or
 *   derivatives are not finite.
 * @example
 * ```ts
 * import { leastSquares } from '@wengert/optim'
 * import { tensor, type Tensor } from '@wengert/tensor'
 * const [t, y] = [tensor([0, 1, 2, 3]), tensor([10.1, 6.0, 3.7, 2.2])]
 * const decay = ({ a, k }: { a: Tensor; k: Tensor }) => y.sub(a.mul(k.mul(t).neg().exp()))
 * const { x, standardErrors, status } = leastSquares(decay, { a: 1, k: 1 })
 * status // → converged
 * x.k.item().toFixed(3) // → 0.508
 * standardErrors?.k.item().toFixed(3) // → 0.006
 * ```
 */
export function leastSquares<X = Tensor, R = Tensor>(
  residual: (x: X) => R,
  x0: TreeLike<X>,
  options: LeastSquaresOptions<X> = {},
): LeastSquaresResult<X> {
  const { method = 'levenberg-marquardt' } = options
  const run = prepareLeastSquares<X>('leastSquares', method, residual, x0, options, otherNames)
  const { evaluations, space } = run.residual
  const limits = checkLimits('leastSquares', options, Math.max(2000, 200 * space.size))
  const { interrupted, whyStop } = watch('leastSquares', options, limits, evaluations)
  run.residual.interrupted = interrupted
  const { state: final, status, history, failure } = drive(run.states, whyStop)
  run.residual.interrupted = () => null
  return {
    x: space.unflatten(final.x),
    value: final.value,
    gradient: space.unflatten(final.gradient),
    gradientNorm: final.gradientNorm,
    offset: final.offset,
    success: status === 'converged',
    status,
    message: messageOf(status),
    iterations: final.iteration,
    ...fitAt(run.residual, final, run.settings),
    evaluations: { ...evaluations },
    history,
    state: final,
    ...failure,
  }
}

const unknown = {
  covariance: null,
  standardErrors: null,
  residualStandardDeviation: null,
  degreesOfFreedom: null,
  rank: null,
}

/** Needs residuals and derivative once more; only after a run that ended by itself. */
function fitAt<X>(
  residual: ResidualFunction<X>,
  { x, status }: LeastSquaresState,
  settings: LeastSquaresSettings,
): Fit<X> {
  if (status === null) return unknown
  try {
    const point = residual.evaluate(x, true)
    const model = modelAt(residual as ResidualFunction, point, settings)
    const free = freeParameters(settings.box, x, model.gradient)
    const degreesOfFreedom = point.raw.length - free.length
    const variance = degreesOfFreedom > 0 ? (2 * point.value) / degreesOfFreedom : null
    const fit = {
      ...unknown,
      degreesOfFreedom,
      residualStandardDeviation: variance === null ? null : Math.sqrt(variance),
    }
    if (!(model instanceof DenseModel)) return fit
    const { rank } = model.factor(free)
    const found = variance === null ? null : denseCovariance(model, free, variance)
    if (found === null) return { ...fit, rank }
    return {
      ...fit,
      rank,
      covariance: tensor(found.matrix, { shape: [x.length, x.length] }),
      standardErrors: residual.space.unflatten(found.deviations),
    }
  } catch (error) {
    if (error instanceof ObjectiveFailure) return unknown
    throw error
  }
}
