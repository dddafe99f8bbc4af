/**
 * Gauss–Newton: the undamped step, shortened by a backtracking line search where the cost does not
 * fall as the model says (Nocedal & Wright, Numerical Optimization, 2nd ed., section 10.3; parabolic
 * interpolation between a tenth and a half). Where J has not full rank the step is the basic
 * solution by QR, or the shortest by LSMR.
 */
import type { Status } from '../status.ts'
import type { StoppingState } from '../stopping.ts'
import { combine, dot, norm, reviveVector, scaled, type Vector } from '../vector.ts'
import { afterAttempt, hasStalled, isClose, statusAtFloor } from './closeness.ts'
import { boxedStep } from './model.ts'
import type { ResidualFunction } from './residual-function.ts'
import {
  currentAt,
  startStopping,
  stateOf,
  type LeastSquaresSettings,
  type LeastSquaresSolver,
  type LeastSquaresState,
} from './solver.ts'
import { acceptance, tryStep, type Current, type Trial } from './trial.ts'

/** Trial points of one search. */
const maxTrials = 40

export const gaussNewtonSolver: LeastSquaresSolver = function* solve(residual, x0, settings) {
  const { tolerances, box, resume } = settings
  const start = resume === null ? x0 : reviveVector(resume.x, residual.size)
  let current = currentAt(residual, residual.evaluate(start), settings, null)
  let stopping: StoppingState = resume?.stopping ?? startStopping(current.close)
  let iteration = resume?.iteration ?? 0
  let status: Status | null = isClose(current, stopping, tolerances) ? 'converged' : null
  yield state(0)

  while (status === null) {
    const before = current
    const { point, model, close } = before
    const p = boxedStep(model, box, point.x, point.residual, 0, model.scale)
    const trial = search(before, p, residual, settings)
    if (typeof trial === 'string') status = statusAtFloor(close, tolerances, trial)
    else {
      iteration++
      current = currentAt(residual, trial.point, settings, null, trial.model)
      stopping = afterAttempt(stopping, close, current.close, trial.decrease)
      if (isClose(current, stopping, tolerances)) status = 'converged'
      else if (hasStalled(stopping))
        status = statusAtFloor(current.close, tolerances, 'noise-floor')
    }
    yield state(current === before ? 0 : norm(combine(current.point.x, -1, point.x)))
  }

  function state(stepNorm: number): LeastSquaresState {
    const progress = { iteration, stepNorm, status, stopping, memory: null }
    return stateOf('gauss-newton', residual, current, progress)
  }
}

/** The first acceptable point along p, or why there is none. */
function search(
  current: Current,
  p: Vector,
  residual: ResidualFunction,
  settings: LeastSquaresSettings,
): Trial | Status {
  const { point, model } = current
  const slope = dot(model.gradient, p)
  let step = 1
  for (let k = 0; k < maxTrials; k++) {
    const trial = tryStep(current, scaled(step, p), model.scale, residual, settings)
    if (trial === null) return 'small-step'
    if (trial.ratio > acceptance) return trial
    if (trial.atFloor) return 'noise-floor'
    const rise = trial.point.value - point.value - step * slope
    const lowest = Number.isFinite(rise) ? (-slope * step * step) / (2 * rise) : 0.25 * step
    step = Math.min(0.5 * step, Math.max(0.1 * step, lowest))
  }
  return 'line-search-failed'
}
