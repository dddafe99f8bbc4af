/**
 * How close a point is to a minimum. The measure is the relative offset of Bates & Watts ("A relative
 * offset orthogonality convergence criterion for nonlinear least squares", Technometrics 23, 1981):
 * the part of the residual that the linear model can take away, ‖P r‖, beside ‖r‖. It is a cosine, so
 * it does not depend on the units of residuals or parameters, and it bounds what is left to go by
 * the parameters' own standard errors. Where the residual itself is near rounding, ‖P r‖ is held
 * against what rounding of the parameters does to r. Gradients and values alone would stop early:
 * the sum of squares no longer changes when half of the digits are right.
 */
import type { Box } from '../bounds.ts'
import type { Status } from '../status.ts'
import type { StoppingState } from '../stopping.ts'
import { norm, normInf, type Vector } from '../vector.ts'
import { freeParameters, type Model } from './model.ts'
import type { ResidualPoint } from './residual-function.ts'
import type { Current } from './trial.ts'

export interface LeastSquaresTolerances {
  /** Bound on ‖P r‖ / ‖r‖. */
  readonly offset: number
  /** Absolute bound on ‖g‖∞, which then stands alone; null for the test above. */
  readonly gradient: number | null
}

export interface Closeness {
  /** ‖r‖, weighted. */
  readonly size: number
  /** ‖P r‖. */
  readonly reducible: number
  /** What rounding does to r. */
  readonly noise: number
  /** ‖g‖∞ over the free parameters. */
  readonly gradientNorm: number
}

/** Idle iterations that count as the noise floor. */
const patience = 5
/** An offset at the noise floor that still counts as convergence. */
const smallOffset = 1e-6

export function measure(
  point: ResidualPoint,
  model: Model,
  box: Box,
  scaling: Vector,
  epsilon: number,
): Closeness {
  const size = norm(point.residual)
  return {
    size,
    reducible: model.reducible(freeParameters(box, point.x, model.gradient), scaling),
    noise: Math.max(model.noise, epsilon * size),
    gradientNorm: normInf(box.free(point.x, model.gradient)),
  }
}

export function isClose(
  { point, close }: Current,
  { startNorm }: StoppingState,
  { offset, gradient }: LeastSquaresTolerances,
): boolean {
  const { size, reducible, noise, gradientNorm } = close
  if (gradient !== null) return gradientNorm <= gradient
  if (reducible <= offset * size || reducible <= noise) return true
  // Residuals that go to 0 with their parameters have no rounding floor.
  return size <= Number.EPSILON * startNorm && gradientNorm <= 1e-6 * Math.max(1, point.value)
}

/** A bound on the error that rounding makes in the cost. */
export function costNoise({ size, noise }: Closeness): number {
  return 10 * size * noise
}

export function afterAttempt(
  state: StoppingState,
  before: Closeness,
  after: Closeness,
  decrease: number,
): StoppingState {
  const progress = decrease > costNoise(before) || after.reducible < 0.9 * state.bestNorm
  return {
    startNorm: state.startNorm,
    bestNorm: Math.min(state.bestNorm, after.reducible),
    stalled: progress ? 0 : state.stalled + 1,
  }
}

export function hasStalled({ stalled }: StoppingState): boolean {
  return stalled >= patience
}

/** What to call the end of a run that cannot get further, `otherwise` where that is no convergence. */
export function statusAtFloor(
  { size, reducible, noise }: Closeness,
  { gradient }: LeastSquaresTolerances,
  otherwise: Status,
): Status {
  const small = reducible <= smallOffset * size || reducible <= 100 * noise
  return gradient === null && small ? 'converged' : otherwise
}
