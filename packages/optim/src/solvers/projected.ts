/**
 * The loop of the methods with bounds: two-metric projection (Bertsekas, "Projected Newton methods for
 * optimization problems with simple constraints", SIAM J. Control Optim. 20, 1982). Parameters that
 * push against their bound stay; in the subspace of the others the model is minimised; the step is
 * searched along the projected arc, on which any number of parameters may reach their bounds.
 */
import { isUsable, type Objective, type Point } from '../objective.ts'
import type { Box } from '../bounds.ts'
import { searchArc } from '../search/arc.ts'
import type { Method, Settings, Solver, SolverState } from '../solver.ts'
import { stateOf } from '../state.ts'
import type { Status } from '../status.ts'
import { afterStep, hasStalled, isConverged, stalledStatus, startStopping } from '../stopping.ts'
import {
  combine,
  difference,
  dot,
  equalVectors,
  norm,
  reviveVector,
  type Vector,
} from '../vector.ts'

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
  return function* solve(objective, x0, settings) {
    const { tolerances, resume } = settings
    const box = settings.box!
    const subspace = create(objective, settings)
    const evaluate = (x: Vector): P => subspace.evaluate(box.project(objective.space.round(x)))
    const reducedAt = (at: P): Point => ({ ...at, gradient: box.free(at.x, at.gradient) })
    const done = (at: Point): boolean => isConverged(reducedAt(at as P), stopping, tolerances)
    let point = evaluate(resume === null ? x0 : reviveVector(resume.x, objective.size))
    let stopping = startStopping(reducedAt(point), resume?.stopping)
    let iteration = resume?.iteration ?? 0
    const state = (stepNorm: number, status: Status | null): SolverState => {
      const memory = subspace.save()
      const progress = { iteration, point, stepNorm, status, stopping, memory }
      const gradientNorm = normOf(reducedAt(point))
      return { ...stateOf(method, objective, progress), gradientNorm }
    }

    let status: Status | null = done(point) ? 'converged' : null
    yield state(0, status)
    while (status === null) {
      const from = point
      const next = take(from)
      if (next === null || equalVectors(next.point.x, from.x)) {
        const failure = next === null ? 'line-search-failed' : 'small-step'
        status = stalledStatus(reducedAt(point), tolerances) === 'converged' ? 'converged' : failure
        yield state(0, status)
        return
      }
      point = next.point
      iteration++
      stopping = afterStep(stopping, reducedAt(point), tolerances)
      subspace.learn(from, point)
      if (done(point)) status = 'converged'
      else if (next.unbounded) status = 'unbounded'
      else if (hasStalled(stopping)) status = stalledStatus(reducedAt(point), tolerances)
      yield state(norm(difference(point.x, from.x)), status)
    }

    function take(at: P): { readonly point: P; readonly unbounded: boolean } | null {
      for (;;) {
        const free = freeOf(box, at, subspace.scale)
        const reduced = box.free(at.x, at.gradient)
        const inside = reduced.map((value, i) => value * free[i])
        const { d: model, firstStep } = subspace.direction(at, inside, free)
        // Those near a bound go there, along −g.
        const d = model.map((value, i) => value - (subspace.scale ?? 0) * (reduced[i] - inside[i]))
        const slope = dot(reduced, d)
        if (slope < 0 && Number.isFinite(slope)) {
          const result = searchArc(
            (step) => {
              const trial = evaluate(combine(at.x, step, d))
              const promised = dot(at.gradient, difference(trial.x, at.x))
              return { point: trial, promised, slope: arcSlope(box, trial, d) }
            },
            { value: at.value, slope },
            firstStep,
            { epsilon: tolerances.epsilon, done },
          )
          if (result.kind !== 'failed' && isUsable(result.point)) {
            return { point: result.point, unbounded: result.kind === 'unbounded' }
          }
        }
        if (!subspace.reset()) return null
      }
    }
  }
}

function normOf({ gradient }: Point): number {
  return gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
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
