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
import { createPreconditioner } from '../preconditioner.ts'
import type { Method, Settings, Solver, SolverState } from '../solver.ts'
import type { Status } from '../status.ts'
import { truncatedCg, type ModelStep } from '../steihaug.ts'
import { afterStep, hasStalled, isConverged, stalledStatus, startStopping } from '../stopping.ts'
import { stateOf } from '../state.ts'
import { combine, dot, equalVectors, norm, reviveVector, type Vector } from '../vector.ts'

interface TrustMemory {
  /** null: all of space. */
  readonly radius: number | null
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
    resume = { ...last, x: below, memory: null }
  }
}

function* solve(
  method: Method,
  objective: Objective,
  x0: Vector,
  settings: Settings,
): Generator<SolverState, void> {
  const { tolerances, resume, maxInnerIterations } = settings
  const saved = resume?.memory as TrustMemory | null | undefined
  const preconditioner = createPreconditioner(objective, settings)
  let point = objective.evaluateCurved(
    resume === null ? x0 : reviveVector(resume.x, objective.size),
  )
  let stopping = startStopping(point, resume?.stopping)
  let iteration = resume?.iteration ?? 0
  let radius = saved?.radius ?? Infinity
  let firstLength = saved?.firstLength ?? null
  let previousNorm = saved?.previousNorm ?? null
  let term = saved?.term ?? 0.5
  const state = (stepNorm: number, status: Status | null): SolverState => {
    const memory: TrustMemory = {
      radius: Number.isFinite(radius) ? radius : null,
      firstLength,
      previousNorm,
      term,
      preconditioner: preconditioner.save(),
    }
    return stateOf(method, objective, { iteration, point, stepNorm, status, stopping, memory })
  }

  let status: Status | null = isConverged(point, stopping, tolerances) ? 'converged' : null
  yield state(0, status)
  while (status === null) {
    term = forcingTerm(norm(point.gradient), previousNorm, term)
    const step = truncatedCg(point.hvp, point.gradient, {
      relativeResidual: term,
      radius,
      maxIterations: maxInnerIterations,
      precondition: preconditioner.at(point),
      sample: preconditioner.sample,
    })
    const done = (trial: CurvedPoint): boolean => isConverged(trial, stopping, tolerances)
    const taken = shorten(objective, point, step, settings, done)
    if (taken === null) {
      const { path } = step
      if (preconditioner.reset()) {
        radius = Infinity
        continue
      }
      const isBelowNoise = path.at(path.length).decrease <= blurOf(point.value, tolerances.epsilon)
      const atFloor = stalledStatus(point, tolerances)
      status = isBelowNoise || atFloor === 'converged' ? atFloor : 'small-step'
      yield state(0, status)
      return
    }
    const { trial, length, ratio } = taken
    const isCut = length < step.path.length || step.end === 'boundary'
    const binds = isCut || step.end === 'negative-curvature'
    if (ratio < poorAgreement) radius = poorAgreement * length
    else if (length < step.path.length) radius = length
    if (ratio > goodAgreement && binds)
      radius = Math.max(Number.isFinite(radius) ? radius : 0, 2 * length)
    firstLength ??= length

    const from = point
    point = trial
    iteration++
    previousNorm = norm(from.gradient)
    stopping = afterStep(stopping, point, tolerances)
    radius *= preconditioner.learn(from, point, length, step.pairs)
    if (isConverged(point, stopping, tolerances)) status = 'converged'
    else if (binds && length > unboundedRatio * firstLength) status = 'unbounded'
    else if (hasStalled(stopping)) status = stalledStatus(point, tolerances)
    yield state(norm(combine(point.x, -1, from.x)), status)
  }
}

interface Taken {
  readonly trial: CurvedPoint
  readonly length: number
  /** Achieved over promised decrease. */
  readonly ratio: number
}

/** Shortens the step along its path until the function follows the model; null where it never does. */
function shorten(
  objective: Objective,
  point: CurvedPoint,
  { path }: ModelStep,
  { tolerances: { epsilon } }: Settings,
  done: (trial: CurvedPoint) => boolean,
): Taken | null {
  let length = path.length
  for (let trials = 0; trials < maxTrials; trials++) {
    const { p, decrease } = path.at(length)
    const trial = objective.evaluateCurved(objective.space.round(combine(point.x, 1, p)))
    if (equalVectors(trial.x, point.x)) return null
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
  return null
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
