/**
 * When a run has converged, and when it cannot get further. By default the gradient is held against
 * the one at the start, ‖g‖∞ ≤ √ε ‖g₀‖∞, which does not depend on the units of f or x, and must also
 * be small outright, ‖g‖∞ ≤ 1e-6 max(1, |f|), so that a steep start does not excuse a slope at the
 * end. Neither test alone is enough: f · 1e-10 passes the second at its start. A tolerance that the
 * caller gives is absolute and stands alone.
 */
import type { Point } from './objective.ts'
import type { Status } from './status.ts'
import { normInf } from './vector.ts'

export interface StoppingState {
  /** ‖g‖∞ at the start of the run. */
  readonly startNorm: number
  /** The least ‖g‖∞ so far. */
  readonly bestNorm: number
  /** Iterations in a row in which neither f nor ‖g‖∞ moved by more than rounding. */
  readonly stalled: number
}

export interface Tolerances {
  /** Absolute bound on ‖g‖∞; null for the default test. */
  readonly gradient: number | null
  /** The relative rounding error of the parameters' dtype. */
  readonly epsilon: number
}

/** Idle iterations that count as the noise floor. */
const patience = 12

export function startStopping(point: Point): StoppingState {
  const startNorm = normInf(point.gradient)
  return { startNorm, bestNorm: startNorm, stalled: 0 }
}

export function isConverged(
  point: Point,
  { startNorm }: StoppingState,
  { gradient, epsilon }: Tolerances,
): boolean {
  const size = normInf(point.gradient)
  if (gradient !== null) return size <= gradient
  return size <= Math.sqrt(epsilon) * startNorm && isSmall(point, epsilon)
}

/** ‖g‖∞ ≤ 1e-6 max(1, |f|), or 1e-3 in float32. */
function isSmall(point: Point, epsilon: number): boolean {
  const bound = epsilon > 1e-10 ? 1e-3 : 1e-6
  return normInf(point.gradient) <= bound * Math.max(1, Math.abs(point.value))
}

/** The state after a step, by whether it made progress that rounding cannot explain. */
export function afterStep(
  state: StoppingState,
  from: Point,
  to: Point,
  { epsilon }: Tolerances,
): StoppingState {
  const size = normInf(to.gradient)
  const noise = 10 * epsilon * Math.max(Math.abs(from.value), Math.abs(to.value))
  const progress = from.value - to.value > noise || size < 0.9 * state.bestNorm
  return {
    startNorm: state.startNorm,
    bestNorm: Math.min(state.bestNorm, size),
    stalled: progress ? 0 : state.stalled + 1,
  }
}

export function hasStalled({ stalled }: StoppingState): boolean {
  return stalled >= patience
}

/**
 * What to call the end of a run that cannot get further: with the default test, a small gradient at
 * the noise floor is as converged as the arithmetic allows; a tolerance of the caller's is a promise.
 */
export function stalledStatus(point: Point, { gradient, epsilon }: Tolerances): Status {
  return gradient === null && isSmall(point, epsilon) ? 'converged' : 'noise-floor'
}
