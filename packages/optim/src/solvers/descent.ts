/**
 * The loop that all line-search methods share: a direction, a search along it, a lesson from the
 * step. A method is a `Descent`; what it forgets on demand gives a failed search a second chance.
 */
import { isUsable, type Objective, type Point } from '../objective.ts'
import { blurOf } from '../noise.ts'
import { lineSearches } from '../search/index.ts'
import type { SearchOptions, Trial } from '../search/line.ts'
import type { Method, Settings, Solver, SolverState } from '../solver.ts'
import { stateOf } from '../state.ts'
import type { Status } from '../status.ts'
import {
  afterStep,
  hasStalled,
  isConverged,
  stalledStatus,
  startStopping,
  type DescentStopping,
} from '../stopping.ts'
import {
  combine,
  difference,
  dot,
  equalVectors,
  norm,
  reviveVector,
  type Vector,
} from '../vector.ts'

export interface Direction {
  readonly d: Vector
  /** The step to try first. */
  readonly firstStep: number
}

export interface Descent<P extends Point = Point> {
  /** What its searches need beyond the defaults. */
  readonly searchOptions?: SearchOptions
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

export function lineSearchSolver<P extends Point>(
  method: Method,
  create: (objective: Objective, settings: Settings) => Descent<P>,
): Solver {
  return function* solve(objective, x0, settings) {
    const { tolerances, resume } = settings
    const descent = create(objective, settings)
    let point = descent.evaluate(resume === null ? x0 : reviveVector(resume.x, objective.size))
    let stopping = startStopping(point, resume?.stopping)
    let iteration = resume?.iteration ?? 0
    const state = (stepNorm: number, status: Status | null): SolverState => {
      const memory = descent.save()
      return stateOf(method, objective, { iteration, point, stepNorm, status, stopping, memory })
    }

    let status: Status | null = isConverged(point, stopping, tolerances) ? 'converged' : null
    yield state(0, status)
    while (status === null) {
      const taken = take(objective, descent, point, stopping, settings)
      if (typeof taken === 'string') {
        status = stalledStatus(point, tolerances) === 'converged' ? 'converged' : taken
        yield state(0, status)
        return
      }
      const from = point
      point = taken.trial.point
      iteration++
      stopping = afterStep(stopping, point, tolerances)
      descent.learn(from, point, taken.trial.step)
      if (isConverged(point, stopping, tolerances)) status = 'converged'
      else if (taken.unbounded) status = 'unbounded'
      else if (hasStalled(stopping)) status = stalledStatus(point, tolerances)
      yield state(norm(difference(point.x, from.x)), status)
    }
  }
}

interface Taken<P extends Point> {
  readonly trial: Trial<P>
  readonly unbounded: boolean
}

/** One step from a point, or why there is none. */
function take<P extends Point>(
  objective: Objective,
  descent: Descent<P>,
  point: P,
  stopping: DescentStopping,
  { tolerances, lineSearch }: Settings,
): Taken<P> | Status {
  for (;;) {
    const { d, firstStep } = descent.direction(point)
    const slope = dot(d, point.gradient)
    if (slope < 0 && Number.isFinite(slope)) {
      const result = lineSearches[lineSearch](
        (step) => descent.evaluate(objective.space.round(combine(point.x, step, d))),
        ({ gradient }) => dot(gradient, d),
        { value: point.value, slope },
        firstStep,
        {
          ...descent.searchOptions,
          epsilon: tolerances.epsilon,
          done: (at) => isConverged(at, stopping, tolerances),
        },
      )
      if (result.kind !== 'failed' && isUsable(result.trial.point)) {
        if (equalVectors(result.trial.point.x, point.x)) return 'small-step'
        return { trial: result.trial, unbounded: result.kind === 'unbounded' }
      }
    }
    if (!descent.reset()) {
      const isBelowNoise = Math.abs(slope * firstStep) <= blurOf(point.value, tolerances.epsilon)
      return isBelowNoise ? stalledStatus(point, tolerances) : 'line-search-failed'
    }
  }
}
