/**
 * When a run has converged, and when it cannot get further. By default the gradient must be small
 * against the steepest that the run has seen, ‖g‖∞ ≤ 1e-7 max ‖gₖ‖∞, which does not depend on the
 * units of f or x, and small outright, ‖g‖∞ ≤ 1e-6 max(1, |f|), so that a steep start does not excuse
 * a slope at the end. Neither test alone is enough: f · 1e-10 passes the second at its start. A
 * tolerance that the caller gives is absolute and stands alone.
 */
import type { Objective, Point } from './objective.ts'
import type { Status } from './status.ts'
import { dot, normInf, scaled } from './vector.ts'

export interface StoppingState {
  /** ‖g‖∞ at the start of the run. */
  readonly startNorm: number
  /** The least ‖g‖∞ so far. */
  readonly bestNorm: number
  /** Iterations in a row in which neither f nor ‖g‖∞ fell by more than rounding. */
  readonly stalled: number
}

export interface DescentStopping extends StoppingState {
  /** The largest ‖g‖∞ so far. */
  readonly largestNorm: number
  /** The least value so far. */
  readonly bestValue: number
}

export interface Tolerances {
  /** Absolute bound on ‖g‖∞; null for the default test. */
  readonly gradient: number | null
  /** The relative rounding error of the parameters' dtype. */
  readonly epsilon: number
}

/** Idle iterations that count as the noise floor. */
const patience = 12

/** The state at the start of a run, or that of the run to go on with. */
export function startStopping(point: Point, resumed?: StoppingState): DescentStopping {
  if (resumed !== undefined) return resumed as DescentStopping
  const size = normInf(point.gradient)
  const { value } = point
  return { startNorm: size, largestNorm: size, bestNorm: size, bestValue: value, stalled: 0 }
}

export function isConverged(
  point: Point,
  { largestNorm }: DescentStopping,
  { gradient, epsilon }: Tolerances,
): boolean {
  const size = normInf(point.gradient)
  if (gradient !== null) return size <= gradient
  const relative = epsilon > singlePrecision ? 1e-3 : 1e-7
  return size === 0 || (size <= relative * largestNorm && isSmall(point, epsilon))
}

/** Above it the parameters are float32. */
const singlePrecision = 1e-10

/** ‖g‖∞ ≤ 1e-6 max(1, |f|), or 1e-3 in float32. */
function isSmall({ gradient, value }: Point, epsilon: number): boolean {
  const bound = epsilon > singlePrecision ? 1e-3 : 1e-6
  return normInf(gradient) <= bound * Math.max(1, Math.abs(value))
}

/** The state after a step, by whether it made progress that rounding cannot explain. */
export function afterStep(
  state: DescentStopping,
  { gradient, value }: Point,
  { epsilon }: Tolerances,
): DescentStopping {
  const size = normInf(gradient)
  const noise = 10 * epsilon * Math.max(Math.abs(state.bestValue), Math.abs(value))
  const progress = state.bestValue - value > noise || size < 0.9 * state.bestNorm
  return {
    startNorm: state.startNorm,
    largestNorm: Math.max(state.largestNorm, size),
    bestNorm: Math.min(state.bestNorm, size),
    bestValue: Math.min(state.bestValue, value),
    stalled: progress ? 0 : state.stalled + 1,
  }
}

export function hasStalled({ stalled }: StoppingState): boolean {
  return stalled >= patience
}

/** The squares of gentler slopes, times a curvature, may underflow, and nothing is known of them. */
const leastSteep = 1e-100

/**
 * What to call the end of a run that rounding keeps from getting further: with the default test, a
 * small gradient is as converged as the arithmetic allows; a tolerance of the caller's is a promise.
 */
export function statusAtFloor(
  point: Point,
  { largestNorm }: DescentStopping,
  { gradient, epsilon }: Tolerances,
  otherwise: Status,
): Status {
  const isKnown = gradient === null && largestNorm >= leastSteep
  return isKnown && isSmall(point, epsilon) ? 'converged' : otherwise
}

/** What may be left of the largest gradient where a run has come to rest. */
const leftAtRest = 1e-2
/** The distance to the minimum of the model that counts as none, in units of the largest parameter. */
const near = 1e-6

/**
 * Whether a run that has come to rest without saying why is at a minimum as far as can be told: the
 * gradient has fallen, or the curvature along it puts the minimum nearby. That ‖g‖∞ is small in the
 * units of f alone would let f · 1e-12 excuse any slope.
 */
export function isAtRest(
  objective: Objective,
  point: Point,
  { largestNorm }: DescentStopping,
): boolean {
  const { x, gradient } = point
  const size = normInf(gradient)
  if (size <= leftAtRest * largestNorm) return true
  const direction = scaled(1 / size, gradient)
  const curvature =
    dot(direction, objective.evaluateCurved(x).hvp(direction)) / dot(direction, direction)
  return curvature > 0 && size <= near * curvature * normInf(x)
}
