/**
 * The loop that all line-search methods share: a direction, a search along it, a lesson from the
 * step. A method is a `Descent`; what it forgets on demand gives a failed search a second chance.
 */
import { isUsable, type Objective, type Point } from '../objective.ts'
import { searchLine, type Trial } from '../search/hager-zhang.ts'
import type { Method, Settings, Solver, SolverState } from '../solver.ts'
import type { Status } from '../status.ts'
import { afterStep, hasStalled, isConverged, stalledStatus, startStopping } from '../stopping.ts'
import {
  combine,
  difference,
  dot,
  equalVectors,
  norm,
  normInf,
  reviveVector,
  type Vector,
} from '../vector.ts'

export interface Direction {
  readonly d: Vector
  /** The step to try first. */
  readonly firstStep: number
}

export interface Descent<P extends Point = Point> {
  /** Evaluates the first trial point of a search, which is mostly the last; others need not be curved. */
  evaluate(x: Vector): P
  /** A direction of descent at the point. */
  direction(point: P): Direction
  /** Learns from a step that was taken. */
  learn(from: P, to: P, step: number): void
  /** Forgets what may have misled the direction; false when there is nothing to forget. */
  reset(): boolean
  /** What `learn` has gathered, as plain data. */
  save(): unknown
}

export function lineSearchSolver(
  method: Method,
  create: (objective: Objective, settings: Settings) => Descent,
): Solver {
  return function* solve(objective, x0, settings) {
    const { tolerances, resume } = settings
    const descent = create(objective, settings)
    let point = descent.evaluate(resume === null ? x0 : reviveVector(resume.x, objective.size))
    let stopping = resume?.stopping ?? startStopping(point)
    let iteration = resume?.iteration ?? 0
    const state = (stepNorm: number, status: Status | null): SolverState => ({
      method,
      iteration,
      x: point.x,
      value: point.value,
      gradient: point.gradient,
      gradientNorm: normInf(point.gradient),
      stepNorm,
      evaluations: { ...objective.evaluations },
      status,
      stopping,
      memory: descent.save(),
    })

    let status: Status | null =
      isConverged(point, stopping, tolerances) || normInf(point.gradient) === 0 ? 'converged' : null
    yield state(0, status)
    while (status === null) {
      const taken = take(objective, descent, point, tolerances.epsilon)
      if (typeof taken === 'string') {
        status =
          taken === 'line-search-failed' && stalledStatus(point, tolerances) === 'converged'
            ? 'converged'
            : taken
        yield state(0, status)
        return
      }
      const from = point
      point = taken.trial.point
      iteration++
      stopping = afterStep(stopping, from, point, tolerances)
      descent.learn(from, point, taken.trial.step)
      if (isConverged(point, stopping, tolerances)) status = 'converged'
      else if (taken.unbounded) status = 'unbounded'
      else if (hasStalled(stopping)) status = stalledStatus(point, tolerances)
      yield state(norm(difference(point.x, from.x)), status)
    }
  }
}

interface Taken {
  readonly trial: Trial
  readonly unbounded: boolean
}

/** One step from a point, or why there is none. */
function take(
  objective: Objective,
  descent: Descent,
  point: Point,
  epsilon: number,
): Taken | Status {
  for (;;) {
    const { d, firstStep } = descent.direction(point)
    const slope = dot(d, point.gradient)
    if (slope < 0 && Number.isFinite(slope)) {
      let first = true
      const evaluate = (step: number): Point => {
        const x = objective.space.round(combine(point.x, step, d))
        const at = first ? descent.evaluate(x) : objective.evaluate(x)
        first = false
        return at
      }
      const result = searchLine(
        evaluate,
        ({ gradient }) => dot(gradient, d),
        { value: point.value, slope },
        firstStep,
        { epsilon },
      )
      if (result.kind !== 'failed' && isUsable(result.trial.point)) {
        if (equalVectors(result.trial.point.x, point.x)) return 'small-step'
        return { trial: result.trial, unbounded: result.kind === 'unbounded' }
      }
    }
    if (!descent.reset()) return 'line-search-failed'
  }
}
