/**
 * Levenberg–Marquardt as a trust region in the norm ‖D p‖, with D from the norms of the columns of J,
 * so that parameters may have any units (Moré 1978). Moré keeps the largest norms met, lest a
 * parameter whose column fades runs away; ours forget them slowly, so that a steep start does not
 * cramp the rest of the run. Each iteration is one trial point. The radius follows the agreement of model and function by the continuous rule that Nielsen (1999)
 * gave for the damping.
 */
import type { Status } from '../status.ts'
import type { StoppingState } from '../stopping.ts'
import { combine, norm, reviveVector, type Vector } from '../vector.ts'
import { afterAttempt, hasStalled, isClose, statusAtFloor } from './closeness.ts'
import { boxedStep, freeParameters } from './model.ts'
import { stepOfRadius, type RadiusStep } from './radius.ts'
import {
  currentAt,
  startStopping,
  stateOf,
  type LeastSquaresSolver,
  type LeastSquaresState,
} from './solver.ts'
import { acceptance, tryStep } from './trial.ts'

interface TrustMemory {
  readonly radius: number | null
  readonly scaling: Vector
}

/** The first radius in units of ‖D x₀‖. MINPACK's 100 leaps to where BoxBOD has no slope. */
const firstRadius = 1
/** What D keeps of its largest norms at each step. */
const memory = 0.8

export const levenbergMarquardtSolver: LeastSquaresSolver = function* solve(
  residual,
  x0,
  settings,
) {
  const { tolerances, box, resume } = settings
  const saved = resume?.memory as TrustMemory | undefined
  const revived = saved === undefined ? null : reviveVector(saved.scaling, residual.size)
  const start = resume === null ? x0 : reviveVector(resume.x, residual.size)
  let current = currentAt(residual, residual.evaluate(start), settings, revived)
  let scaling = revived ?? current.model.scale
  let stopping: StoppingState = resume?.stopping ?? startStopping(current.close)
  let radius = saved?.radius ?? null
  let iteration = resume?.iteration ?? 0
  let status: Status | null = isClose(current, stopping, tolerances) ? 'converged' : null
  yield state(0)

  while (status === null) {
    const before = current
    const { point, model, close } = before
    const free = freeParameters(box, point.x, model.gradient)
    const slope = norm(Float64Array.from(free, (i) => model.gradient[i] / (scaling[i] || 1)))
    radius ??= firstRadius * norm(point.x.map((value, i) => value * scaling[i])) || slope
    const step = stepOfRadius(
      (lambda) => boxedStep(model, box, point.x, point.residual, lambda, scaling),
      scaling,
      radius,
      slope,
    )
    iteration++
    const trial = tryStep(before, step.p, scaling, residual, settings)
    if (trial === null) status = statusAtFloor(close, tolerances, 'small-step')
    else {
      radius = nextRadius(step, radius, trial.ratio)
      if (trial.ratio > acceptance) {
        current = currentAt(residual, trial.point, settings, scaling, trial.model)
        const { scale } = current.model
        scaling = scaling.map((value, i) => Math.max(memory * value, scale[i]))
        stopping = afterAttempt(stopping, close, current.close, trial.decrease)
        if (isClose(current, stopping, tolerances)) status = 'converged'
      } else if (trial.atFloor) stopping = { ...stopping, stalled: stopping.stalled + 1 }
      if (status === null && hasStalled(stopping))
        status = statusAtFloor(current.close, tolerances, 'noise-floor')
    }
    yield state(current === before ? 0 : norm(combine(current.point.x, -1, point.x)))
  }

  function state(stepNorm: number): LeastSquaresState {
    const trust: TrustMemory = { radius, scaling }
    const progress = { iteration, stepNorm, status, stopping, memory: trust }
    return stateOf('levenberg-marquardt', residual, current, progress)
  }
}

/** Times 3 for a perfect agreement, 1 for one of a half, ½ for none; a tenth where the cost rose much. */
function nextRadius(step: RadiusStep, radius: number, ratio: number): number {
  const length = Math.min(radius, step.length)
  if (ratio <= 0) return length * Math.max(0.1, 0.5 / (1 - ratio))
  const excess = 2 * ratio - 1
  const factor = 1 / Math.max(1 / 3, 1 - excess * excess * excess)
  return step.lambda > 0 || ratio < 0.5 ? factor * length : Math.max(factor * length, 0.5 * radius)
}
