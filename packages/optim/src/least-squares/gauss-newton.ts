/**
 * Gauss–Newton: the undamped step, shortened by a backtracking line search where the cost does not
 * fall as the model says (Nocedal & Wright, Numerical Optimization, 2nd ed., section 10.3; parabolic
 * interpolation between a tenth and a half). Where J has not full rank the step is the basic
 * solution by QR, or the shortest by LSMR.
 */
import type { Box } from '../bounds.ts'
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
const dampings = [1e-3, 1e-2, 0.1, 1, 10, 100, 1e3, 1e4]

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
    const { point, close } = before
    const trial = search(before, descentStep(before, box), residual, settings)
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

/**
 * The undamped step, or where the sides of the box have bent it uphill the least damped that descends:
 * much damping leaves the projected gradient, which does.
 */
function descentStep({ point, model }: Current, box: Box): Vector {
  for (const lambda of [0, ...dampings]) {
    const p = boxedStep(model, box, point.x, point.residual, lambda, model.scale)
    const product = model.product(p)
    if (dot(model.gradient, p) + 0.5 * dot(product, product) < 0) return p
  }
  return new Float64Array(point.x.length)
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
