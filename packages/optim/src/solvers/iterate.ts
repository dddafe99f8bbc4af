/**
 * The loop that all solvers of `minimize` share: take a step, learn from it, ask whether that is the
 * end, yield the state. What a step is, and by which gradient a point is judged, is the method's.
 */
import type { Objective, Point } from '../objective.ts'
import type { Method, Settings, SolverState } from '../solver.ts'
import type { Status } from '../status.ts'
import {
  afterStep,
  hasStalled,
  isAtRest,
  isConverged,
  statusAtFloor,
  startStopping,
  type DescentStopping,
} from '../stopping.ts'
import { difference, norm, normInf, reviveVector, type Vector } from '../vector.ts'

export interface Taken<P extends Point> {
  readonly point: P
  /** Whether f still went down after a step so long that there is no minimum. */
  readonly unbounded: boolean
}

export interface Steps<P extends Point> {
  evaluate(x: Vector): P
  /** The point with the gradient that has to vanish; without bounds the point itself. */
  reduced(point: P): Point
  /** The next point, with what the method learns of it, or why there is none. `done` says of a point whether the run would end there. */
  take(point: P, done: (at: P) => boolean): Taken<P> | Status
  /** Trust-region methods: how long the next step may be; null where all of space is trusted. */
  radius?(): number | null
  /** What the method remembers, as plain data. */
  save(): unknown
}

export function* iterate<P extends Point>(
  method: Method,
  { evaluate, reduced, take, radius, save }: Steps<P>,
  objective: Objective,
  x0: Vector,
  { tolerances, resume }: Settings,
): Generator<SolverState, void> {
  let point = evaluate(resume === null ? x0 : reviveVector(resume.x, objective.size))
  let stopping: DescentStopping = startStopping(reduced(point), resume?.stopping)
  let iteration = resume?.iteration ?? 0
  const done = (at: P): boolean => isConverged(reduced(at), stopping, tolerances)
  /** What to call an end short of the gradient test; `isExplained`: rounding is known to be its cause. */
  const atFloor = (otherwise: Status, isExplained: boolean): Status => {
    if (otherwise === 'unbounded') return otherwise
    const at = reduced(point)
    const status = statusAtFloor(at, stopping, tolerances, otherwise)
    return status === otherwise || isExplained || isAtRest(objective, at, stopping)
      ? status
      : otherwise
  }
  const state = (stepNorm: number, status: Status | null): SolverState => ({
    method,
    iteration,
    x: point.x,
    value: point.value,
    gradient: point.gradient,
    gradientNorm: normInf(reduced(point).gradient),
    stepNorm,
    ...(radius === undefined ? {} : { radius: radius() }),
    evaluations: { ...objective.evaluations },
    status,
    stopping,
    memory: save(),
  })

  let status: Status | null = done(point) ? 'converged' : null
  yield state(0, status)
  while (status === null) {
    const from = point
    const taken = take(from, done)
    if (typeof taken === 'string') {
      yield state(0, atFloor(taken, taken === 'noise-floor' || taken === 'small-step'))
      return
    }
    point = taken.point
    iteration++
    stopping = afterStep(stopping, reduced(point), tolerances)
    if (done(point)) status = 'converged'
    else if (taken.unbounded) status = 'unbounded'
    else if (hasStalled(stopping)) status = atFloor('noise-floor', false)
    yield state(norm(difference(point.x, from.x)), status)
  }
}
