/**
 * What all line-search methods share: a direction, a search along it, a lesson from the step. A method
 * is a `Descent`; what it forgets on demand gives a failed search a second chance.
 */
import { isUsable, type Objective, type Point } from '../objective.ts'
import { blurOf } from '../noise.ts'
import { lineSearches } from '../search/index.ts'
import { longestStep, type SearchOptions } from '../search/line.ts'
import type { Method, Settings, Solver } from '../solver.ts'
import type { Status } from '../status.ts'
import { combine, dot, equalVectors, type Vector } from '../vector.ts'
import { iterate, type Taken } from './iterate.ts'

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
  return (objective, x0, settings) => {
    const descent = create(objective, settings)
    const steps = {
      evaluate: (x: Vector) => descent.evaluate(x),
      reduced: (point: P) => point,
      take: (point: P, done: (at: P) => boolean) => take(objective, descent, point, done, settings),
      save: () => descent.save(),
    }
    return iterate(method, steps, objective, x0, settings)
  }
}

function take<P extends Point>(
  objective: Objective,
  descent: Descent<P>,
  point: P,
  done: (at: P) => boolean,
  { tolerances: { epsilon }, lineSearch }: Settings,
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
          epsilon,
          longest: longestStep(firstStep, point.x, d),
          done: (at) => done(at as P),
        },
      )
      if (result.kind !== 'failed' && isUsable(result.trial.point)) {
        const { point: next, step } = result.trial
        if (equalVectors(next.x, point.x))
          return step === firstStep ? 'small-step' : 'line-search-failed'
        descent.learn(point, next, step)
        return { point: next, unbounded: result.kind === 'unbounded' }
      }
    }
    if (!descent.reset()) {
      const decrease = -slope * firstStep
      const isBelowNoise = decrease > 0 && decrease <= blurOf(point.value, epsilon)
      return isBelowNoise ? 'noise-floor' : 'line-search-failed'
    }
  }
}
