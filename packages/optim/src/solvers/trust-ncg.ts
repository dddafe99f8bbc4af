/**
 * Newton's method in a trust region, the model minimised by Steihaug's conjugate gradients (Nocedal
 * & Wright, algorithms 4.1 and 7.2). The first radius is the length of the Cauchy step, so that it
 * has the units of x. Near the minimum, where rounding hides the decrease of f, a step is judged by
 * the decrease of the gradient instead.
 */
import { forcingTerm } from '../forcing.ts'
import { isUsable, type CurvedPoint, type Objective } from '../objective.ts'
import type { Solver, SolverState } from '../solver.ts'
import type { Status } from '../status.ts'
import { truncatedCg, type ModelStep } from '../steihaug.ts'
import { afterStep, hasStalled, isConverged, stalledStatus, startStopping } from '../stopping.ts'
import { combine, dot, equalVectors, norm, normInf, reviveVector } from '../vector.ts'

interface TrustMemory {
  readonly radius: number | null
  readonly firstRadius: number | null
  readonly previousNorm: number | null
  readonly term: number
}

/** A step is taken when it achieves this part of the decrease that the model promised (η). */
const acceptance = 0.1
/** A radius this much larger than the first that still binds means there is no minimum. */
const unboundedRatio = 1e20

export const trustNcgSolver: Solver = function* solve(objective, x0, settings) {
  const { tolerances, resume, maxInnerIterations } = settings
  const saved = resume?.memory as TrustMemory | undefined
  let point = objective.evaluateCurved(
    resume === null ? x0 : reviveVector(resume.x, objective.size),
  )
  let stopping = resume?.stopping ?? startStopping(point)
  let iteration = resume?.iteration ?? 0
  let radius = saved?.radius ?? null
  let firstRadius = saved?.firstRadius ?? null
  let previousNorm = saved?.previousNorm ?? null
  let term = saved?.term ?? 0.5
  let status: Status | null =
    isConverged(point, stopping, tolerances) || normInf(point.gradient) === 0 ? 'converged' : null
  yield state(0)

  while (status === null) {
    const size = norm(point.gradient)
    const from = point
    radius ??= cauchyLength(point, tolerances.epsilon)
    firstRadius ??= radius
    const relativeResidual = forcingTerm(size, previousNorm, term)
    const step = truncatedCg(point.hvp, point.gradient, {
      relativeResidual,
      radius,
      maxIterations: maxInnerIterations,
    })
    const length = norm(step.p)
    const trial = trialPoint(objective, point, step)
    const ratio = trial === null ? -Infinity : agreement(point, trial, step, tolerances.epsilon)
    if (ratio < 0.25) radius = 0.25 * Math.min(length, radius)
    else if (ratio > 0.75 && step.end !== 'residual') radius = Math.max(radius, 2 * length)

    iteration++
    if (trial !== null && equalVectors(trial.x, point.x)) {
      status = stalledStatus(point, tolerances) === 'converged' ? 'converged' : 'small-step'
    } else if (trial !== null && ratio > acceptance) {
      previousNorm = size
      term = relativeResidual
      stopping = afterStep(stopping, point, trial, tolerances)
      point = trial
      if (isConverged(point, stopping, tolerances)) status = 'converged'
      else if (radius > unboundedRatio * firstRadius && step.end !== 'residual')
        status = 'unbounded'
      else if (hasStalled(stopping)) status = stalledStatus(point, tolerances)
    }
    yield state(point === from ? 0 : length)
  }

  function state(stepNorm: number): SolverState {
    const memory: TrustMemory = { radius, firstRadius, previousNorm, term }
    return {
      method: 'trust-ncg',
      iteration,
      x: point.x,
      value: point.value,
      gradient: point.gradient,
      gradientNorm: normInf(point.gradient),
      stepNorm,
      evaluations: { ...objective.evaluations },
      status,
      stopping,
      memory,
    }
  }
}

/** The minimiser of the model along −g, or where that has none the same length with its curvature reversed. */
function cauchyLength(point: CurvedPoint, epsilon: number): number {
  const { gradient } = point
  const gg = dot(gradient, gradient)
  const curvature = Math.abs(dot(gradient, point.hvp(gradient)))
  const length = (gg / curvature) * Math.sqrt(gg)
  if (Number.isFinite(length) && length > epsilon * norm(point.x)) return length
  return Math.max(1, norm(point.x))
}

/** The point of a step; null where the function is not finite. */
function trialPoint(
  objective: Objective,
  point: CurvedPoint,
  { p }: ModelStep,
): CurvedPoint | null {
  const trial = objective.evaluateCurved(objective.space.round(combine(point.x, 1, p)))
  return isUsable(trial) ? trial : null
}

/** Achieved over promised decrease; by gradients where f is blurred by rounding. */
function agreement(from: CurvedPoint, to: CurvedPoint, step: ModelStep, epsilon: number): number {
  const promised = -(dot(from.gradient, step.p) + 0.5 * dot(step.p, step.hp))
  const achieved = from.value - to.value
  const noise = 100 * epsilon * Math.max(Math.abs(from.value), Math.abs(to.value))
  if (promised > noise || Math.abs(achieved) > noise) return achieved / promised
  // By the trapezoidal rule the decrease is -½ (g + g⁺)·p, which rounding of f does not touch.
  return (-0.5 * (dot(from.gradient, step.p) + dot(to.gradient, step.p))) / promised
}
