/**
 * Newton's method in a trust region, the model minimised by Steihaug's preconditioned conjugate
 * gradients (Nocedal & Wright, algorithms 4.1 and 7.2). The first region is all of space; a step that
 * the function does not follow is shortened along the path of the iterates, which costs an evaluation
 * but no product, and its length is the next radius. So no radius has to be guessed in the units of
 * the problem. Where rounding hides the decrease of f, a step is judged by slopes instead.
 */
import { lowerPointNearby } from '../escape.ts'
import { forcingTerm } from '../forcing.ts'
import { blurOf } from '../noise.ts'
import { isUsable, type CurvedPoint, type Objective } from '../objective.ts'
import { createPreconditioner } from '../preconditioners.ts'
import type { Method, Settings, Solver, SolverState } from '../solver.ts'
import type { Status } from '../status.ts'
import { truncatedCg, type ModelStep } from '../steihaug.ts'
import { combine, dot, equalVectors, norm, type Vector } from '../vector.ts'
import { iterate, type Taken } from './iterate.ts'

interface TrustMemory {
  readonly firstLength: number | null
  readonly previousNorm: number | null
  readonly term: number
  readonly preconditioner: unknown
}

/** A step is taken when it achieves this part of the decrease that the model promised (η). */
const acceptance = 0.1
/** Above the one the radius may grow, below the other it shrinks. */
const goodAgreement = 0.75
const poorAgreement = 0.25
/** A step this much longer than the first that still binds means there is no minimum. */
const unboundedRatio = 1e20
const maxTrials = 60

export const trustNcgSolver: Solver = (objective, x0, settings) =>
  solve('trust-ncg', objective, x0, settings)

/**
 * The same, but a point where the gradient test passes is searched for negative curvature, and left
 * down it where there is some: it ends at minima only.
 */
export const trustKrylovSolver: Solver = function* (objective, x0, settings) {
  let [start, { resume }] = [x0, settings]
  for (;;) {
    let last: SolverState | null = null
    for (const state of solve('trust-krylov', objective, start, { ...settings, resume })) {
      if (state.status === 'converged') last = state
      else yield state
    }
    const below = last === null ? null : lowerPointNearby(objective, last.x)
    if (last !== null && below === null)
      yield { ...last, evaluations: { ...objective.evaluations } }
    if (last === null || below === null) return
    start = below
    resume = { ...last, x: below, radius: null, memory: null }
  }
}

function solve(
  method: Method,
  objective: Objective,
  x0: Vector,
  settings: Settings,
): Generator<SolverState, void> {
  const saved = settings.resume?.memory as TrustMemory | null | undefined
  const preconditioner = createPreconditioner(objective, settings)
  let radius = settings.resume?.radius ?? Infinity
  let firstLength = saved?.firstLength ?? null
  let previousNorm = saved?.previousNorm ?? null
  let term = saved?.term ?? 0.5
  const steps = {
    evaluate: (x: Vector) => objective.evaluateCurved(x),
    reduced: (point: CurvedPoint) => point,
    take,
    radius: () => (Number.isFinite(radius) ? radius : null),
    save: (): TrustMemory => ({
      firstLength,
      previousNorm,
      term,
      preconditioner: preconditioner.save(),
    }),
  }
  return iterate(method, steps, objective, x0, settings)

  function take(
    point: CurvedPoint,
    done: (at: CurvedPoint) => boolean,
  ): Taken<CurvedPoint> | Status {
    for (;;) {
      term = forcingTerm(norm(point.gradient), previousNorm, term)
      const step = truncatedCg(point.hvp, point.gradient, {
        relativeResidual: term,
        radius,
        maxIterations: settings.maxInnerIterations,
        precondition: preconditioner.at(point),
        sample: preconditioner.sample,
      })
      const shortened = shorten(objective, point, step, settings, done)
      if (typeof shortened !== 'string') return accept(point, step, shortened)
      if (shortened === 'unbounded') return shortened
      if (!preconditioner.reset()) {
        const { decrease } = step.path.at(step.path.length)
        const blur = blurOf(point.value, settings.tolerances.epsilon)
        return decrease > 0 && decrease <= blur ? 'noise-floor' : shortened
      }
      radius = Infinity
    }
  }

  function accept(
    point: CurvedPoint,
    { path, end, pairs }: ModelStep,
    { trial, length, ratio }: Shortened,
  ): Taken<CurvedPoint> {
    const isCut = length < path.length || end === 'boundary'
    const binds = isCut || end === 'negative-curvature'
    if (ratio < poorAgreement) radius = poorAgreement * length
    else if (length < path.length) radius = length
    if (ratio > goodAgreement && binds)
      radius = Math.max(Number.isFinite(radius) ? radius : 0, 2 * length)
    firstLength ??= length
    previousNorm = norm(point.gradient)
    radius *= preconditioner.learn(point, trial, length, pairs)
    return { point: trial, unbounded: binds && length > unboundedRatio * firstLength }
  }
}

interface Shortened {
  readonly trial: CurvedPoint
  readonly length: number
  /** Achieved over promised decrease. */
  readonly ratio: number
}

/** Shortens the step along its path until the function follows the model, or says why it never does. */
function shorten(
  objective: Objective,
  point: CurvedPoint,
  { path }: ModelStep,
  { tolerances: { epsilon } }: Settings,
  done: (trial: CurvedPoint) => boolean,
): Shortened | Status {
  let length = path.length
  for (let trials = 0; trials < maxTrials; trials++) {
    const { p, decrease } = path.at(length)
    const trial = objective.evaluateCurved(objective.space.round(combine(point.x, 1, p)))
    if (equalVectors(trial.x, point.x)) return trials === 0 ? 'small-step' : 'line-search-failed'
    if (trial.value === -Infinity) return 'unbounded'
    if (!isUsable(trial)) {
      length *= 0.1
      continue
    }
    const ratio = agreement(point, trial, p, decrease, epsilon)
    if (ratio > acceptance || (trial.value <= point.value && done(trial))) {
      return { trial, length, ratio }
    }
    // Where the parabola through both values and the first slope has its minimum
    const slope = dot(point.gradient, p)
    const guess = slope / (2 * (slope - (trial.value - point.value)))
    length *= Number.isFinite(guess) ? Math.min(0.5, Math.max(0.1, guess)) : 0.25
  }
  return 'line-search-failed'
}

/** Achieved over promised decrease; by slopes where f is blurred by rounding. */
function agreement(
  from: CurvedPoint,
  to: CurvedPoint,
  p: Vector,
  promised: number,
  epsilon: number,
): number {
  const achieved = from.value - to.value
  if (Math.max(promised, Math.abs(achieved)) > blurOf(from.value, epsilon))
    return achieved / promised
  // By the trapezoidal rule the decrease is -½ (g + g⁺)·p, which rounding of f does not touch.
  return (-0.5 * (dot(from.gradient, p) + dot(to.gradient, p))) / promised
}
