/**
 * What the methods with bounds share: two-metric projection (Bertsekas, "Projected Newton methods for
 * optimization problems with simple constraints", SIAM J. Control Optim. 20, 1982). Parameters that
 * push against their bound stay; in the subspace of the others the model is minimised; the step is
 * searched along the projected arc, on which any number of parameters may reach their bounds.
 */
import { isUsable, type Objective, type Point } from '../objective.ts'
import type { Box } from '../bounds.ts'
import { blurOf } from '../noise.ts'
import { searchArc } from '../search/arc.ts'
import { longestStep } from '../search/line.ts'
import type { Method, Settings, Solver } from '../solver.ts'
import type { Status } from '../status.ts'
import { combine, difference, dot, equalVectors, norm, type Vector } from '../vector.ts'
import { iterate, type Taken } from './iterate.ts'

export interface Subspace<P extends Point = Point> {
  evaluate(x: Vector): P
  /** The step that minimises the model over the free parameters, and the step length to try first. */
  direction(
    point: P,
    reduced: Vector,
    free: Vector,
  ): { readonly d: Vector; readonly firstStep: number }
  /** The length of a step along −g in the units of the model: what H⁻¹ is on average. */
  readonly scale: number | null
  learn(from: P, to: P): void
  reset(): boolean
  save(): unknown
}

export function projectedSolver<P extends Point>(
  method: Method,
  create: (objective: Objective, settings: Settings) => Subspace<P>,
): Solver {
  return (objective, x0, settings) => {
    const box = settings.box!
    const { epsilon } = settings.tolerances
    const subspace = create(objective, settings)
    const evaluate = (x: Vector): P => subspace.evaluate(box.project(objective.space.round(x)))
    const reduced = (at: P): Point => ({ ...at, gradient: box.free(at.x, at.gradient) })
    const steps = { evaluate, reduced, take, save: () => subspace.save() }
    return iterate(method, steps, objective, x0, settings)

    function take(at: P, done: (point: P) => boolean): Taken<P> | Status {
      for (;;) {
        const free = freeOf(box, at, subspace.scale)
        const { gradient } = reduced(at)
        const inside = gradient.map((value, i) => value * free[i])
        const { d: model, firstStep } = subspace.direction(at, inside, free)
        // Those near a bound go there, along −g.
        const d = model.map((value, i) => value - (subspace.scale ?? 0) * (gradient[i] - inside[i]))
        const slope = dot(gradient, d)
        if (slope < 0 && Number.isFinite(slope)) {
          const result = searchArc(
            (step) => {
              const trial = evaluate(combine(at.x, step, d))
              const promised = dot(at.gradient, difference(trial.x, at.x))
              return { point: trial, promised, slope: arcSlope(box, trial, d) }
            },
            { value: at.value, slope },
            firstStep,
            {
              epsilon,
              longest: longestStep(firstStep, at.x, d),
              done: (point) => done(point as P),
            },
          )
          if (result.kind === 'bottomless') return 'unbounded'
          if (result.kind !== 'failed' && isUsable(result.point)) {
            if (equalVectors(result.point.x, at.x)) return 'small-step'
            subspace.learn(at, result.point)
            return { point: result.point, unbounded: result.kind === 'unbounded' }
          }
        }
        if (!subspace.reset()) {
          const decrease = -slope * firstStep
          const isBelowNoise = decrease > 0 && decrease <= blurOf(at.value, epsilon)
          return isBelowNoise ? 'noise-floor' : 'line-search-failed'
        }
      }
    }
  }
}

/** The parameters that a step along −g would not take to a bound, if they are near it already. */
function freeOf(box: Box, { x, gradient }: Point, scale: number | null): Vector {
  const reach = scale ?? 0
  const moved = box.project(combine(x, -reach, gradient))
  const margin = norm(difference(moved, x))
  const widest = (i: number): number => 0.01 * (box.upper[i] - box.lower[i])
  return box.movable(x, gradient, (i) =>
    Math.min(
      margin,
      reach * Math.abs(gradient[i]),
      Number.isFinite(widest(i)) ? widest(i) : Infinity,
    ),
  )
}

/** The slope of f along the arc: parameters at a bound that d pushes against have stopped. */
function arcSlope(box: Box, { x, gradient }: Point, d: Vector): number {
  let slope = 0
  for (let i = 0; i < x.length; i++) {
    const stopped = d[i] < 0 ? x[i] <= box.lower[i] : x[i] >= box.upper[i]
    if (!stopped) slope += gradient[i] * d[i]
  }
  return slope
}
