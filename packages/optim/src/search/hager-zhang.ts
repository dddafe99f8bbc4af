/**
 * The line search of Hager & Zhang ("A new conjugate gradient method with guaranteed descent and an
 * efficient line search", SIAM J. Optim. 16, 2005; algorithm numbers below are theirs): bracket a
 * minimiser by slopes, shrink the bracket by double secant steps. A step is accepted by the strong
 * Wolfe conditions (c₁ = 1e-4, c₂ = 0.9) or, where rounding blurs f, by the approximate ones, which
 * use slopes only. Trial points where f is not finite are backed away from.
 */
import type { Point } from '../objective.ts'
import { isUsable } from '../objective.ts'

/** A point on the line and the slope of f along it. */
export interface Trial<P extends Point = Point> {
  readonly step: number
  readonly value: number
  readonly slope: number
  readonly point: P
}

export interface SearchOptions {
  /** Decrease demanded, relative to the first slope. */
  readonly c1?: number
  /** How much of the first slope may remain. */
  readonly c2?: number
  /** The relative rounding error of f. */
  readonly epsilon?: number
  readonly maxTrials?: number
}

export type SearchResult<P extends Point> =
  | { readonly kind: 'found'; readonly trial: Trial<P> }
  | { readonly kind: 'unbounded'; readonly trial: Trial<P> }
  | { readonly kind: 'failed' }

/** δ of the approximate Wolfe conditions: (2δ − 1) φ′(0) ≥ φ′(α). */
const approximateDelta = 0.1
/** ρ: by how much the bracketing phase lengthens the step. */
const expansion = 5
/** γ: the bracket must shrink at least by this in a round, or it is bisected. */
const shrinkage = 0.66
/** Steps this much longer than the first that still go downhill mean there is no minimum. */
const unboundedRatio = 1e20

/**
 * Finds a step α along a direction of descent d that satisfies the strong Wolfe conditions,
 * `φ(α) ≤ φ(0) + c₁ α φ′(0)` and `|φ′(α)| ≤ c₂ |φ′(0)|` for `φ(α) = f(x + α d)`, or their approximate form where
 * rounding blurs f. Usually one or two evaluations; `failed` when no trial of `maxTrials` passes.
 *
 * @param evaluate - The point at a step.
 * @param slopeAt - The slope of f along the direction at a point.
 * @param start - f and slope at step 0; the slope is negative.
 * @param first - The step to try first.
 * @example
 * ```ts
 * import { searchLine } from '@wengert/optim'
 * // f(x) = (x - 3)² from x = 0 along d = 1
 * const at = (step: number) => ({
 *   x: Float64Array.of(step),
 *   value: (step - 3) ** 2,
 *   gradient: Float64Array.of(2 * (step - 3)),
 * })
 * const result = searchLine(at, ({ gradient }) => gradient[0], { value: 9, slope: -6 }, 1)
 * result.kind === 'found' && result.trial.value < 9 // → true
 * ```
 */
export function searchLine<P extends Point>(
  evaluate: (step: number) => P,
  slopeAt: (point: P) => number,
  start: { readonly value: number; readonly slope: number },
  first: number,
  options: SearchOptions = {},
): SearchResult<P> {
  return new Search(evaluate, slopeAt, start, options).run(first)
}

/** Thrown through the nested procedures when a trial is accepted or trials run out. */
class Stop extends Error {}

class Search<P extends Point> {
  private readonly evaluate: (step: number) => P
  private readonly slopeAt: (point: P) => number
  private readonly start: { readonly value: number; readonly slope: number }
  private readonly c1: number
  private readonly c2: number
  private readonly maxTrials: number
  /** f may exceed its start by this much and still count as no higher. */
  private readonly ceiling: number
  /** Changes of f below this carry too few digits to test a decrease by. */
  private readonly blur: number
  private trials = 0
  private accepted: Trial<P> | null = null
  private lowest: Trial<P> | null = null

  constructor(
    evaluate: (step: number) => P,
    slopeAt: (point: P) => number,
    start: { readonly value: number; readonly slope: number },
    { c1 = 1e-4, c2 = 0.9, epsilon = Number.EPSILON, maxTrials = 60 }: SearchOptions,
  ) {
    this.evaluate = evaluate
    this.slopeAt = slopeAt
    this.start = start
    this.c1 = c1
    this.c2 = c2
    this.maxTrials = maxTrials
    this.ceiling = start.value + 100 * epsilon * Math.abs(start.value)
    this.blur = 1e4 * epsilon * Math.abs(start.value)
  }

  run(first: number): SearchResult<P> {
    try {
      const bracket = this.bracket(first)
      if (bracket === null) return { kind: 'unbounded', trial: this.lowest! }
      this.shrink(...bracket)
    } catch (error) {
      if (!(error instanceof Stop)) throw error
    }
    // A decrease is worth having even where the conditions could not be met.
    const trial = this.accepted ?? this.lowest
    return trial === null ? { kind: 'failed' } : { kind: 'found', trial }
  }

  /** Evaluates a step; ends the search when it is acceptable. Not finite: null. */
  private attempt(step: number): Trial<P> | null {
    if (this.trials >= this.maxTrials) throw new Stop()
    this.trials++
    const point = this.evaluate(step)
    if (!isUsable(point)) return null
    const trial = { step, value: point.value, slope: this.slopeAt(point), point }
    if (trial.value < (this.lowest?.value ?? this.start.value)) this.lowest = trial
    if (this.isAcceptable(trial)) {
      this.accepted = trial
      throw new Stop()
    }
    return trial
  }

  private isAcceptable({ step, value, slope }: Trial<P>): boolean {
    const { value: value0, slope: slope0 } = this.start
    if (Math.abs(slope) <= -this.c2 * slope0 && value <= value0 + this.c1 * step * slope0)
      return true
    // Approximate Wolfe (T2), where the change of f is too small to be trusted
    if (Math.abs(value - value0) > this.blur) return false
    const limit = (2 * approximateDelta - 1) * slope0
    return value <= this.ceiling && slope <= limit && slope >= this.c2 * slope0
  }

  /** An interval [a, b] with f(a) no higher than the start, slope(a) < 0 and slope(b) ≥ 0 (B0–B3). */
  private bracket(first: number): [Trial<P>, Trial<P>] | null {
    let low = this.origin()
    let step = first
    for (;;) {
      const trial = this.attempt(step)
      if (trial === null) {
        step = low.step + (step - low.step) * 0.1
        if (step <= low.step) throw new Stop()
      } else if (trial.slope >= 0) {
        return [low, trial]
      } else if (trial.value > this.ceiling) {
        return this.bisect(low, trial)
      } else {
        if (trial.step > unboundedRatio * first || trial.value === -Infinity) return null
        low = trial
        step = trial.step * expansion
      }
    }
  }

  /** The start of the line as a trial; its point is never returned. */
  private origin(): Trial<P> {
    const { value, slope } = this.start
    return { step: 0, value, slope, point: null as unknown as P }
  }

  /** Halves an interval whose right end is too high until a slope turns up (U3). */
  private bisect(a: Trial<P>, b: Trial<P>): [Trial<P>, Trial<P>] {
    let low = a
    let high = b.step
    for (;;) {
      const step = (low.step + high) / 2
      if (step <= low.step || step >= high) throw new Stop()
      const trial = this.attempt(step)
      if (trial === null) high = step
      else if (trial.slope >= 0) return [low, trial]
      else if (trial.value <= this.ceiling) low = trial
      else high = step
    }
  }

  /** Shrinks the bracket until a trial is acceptable (L0–L3). */
  private shrink(a: Trial<P>, b: Trial<P>): never {
    for (let low = a, high = b; ;) {
      const width = high.step - low.step
      ;[low, high] = this.doubleSecant(low, high)
      if (high.step - low.step > shrinkage * width) {
        ;[low, high] = this.update(low, high, (low.step + high.step) / 2)
      }
      if (high.step - low.step <= Number.EPSILON * high.step) throw new Stop()
    }
  }

  /** One or two secant steps (S1–S4). */
  private doubleSecant(a: Trial<P>, b: Trial<P>): [Trial<P>, Trial<P>] {
    const c = secant(a, b)
    const [low, high] = this.update(a, b, c)
    if (c === high.step) return this.update(low, high, secant(b, high))
    if (c === low.step) return this.update(low, high, secant(a, low))
    return [low, high]
  }

  /** The part of the bracket that a new step leaves (U0–U3). */
  private update(a: Trial<P>, b: Trial<P>, step: number): [Trial<P>, Trial<P>] {
    if (!(step > a.step && step < b.step)) return [a, b]
    const trial = this.attempt(step)
    if (trial === null) throw new Stop()
    if (trial.slope >= 0) return [a, trial]
    if (trial.value <= this.ceiling) return [trial, b]
    return this.bisect(a, trial)
  }
}

/** Where a straight line through the two slopes vanishes. */
function secant(a: Trial, b: Trial): number {
  return (a.step * b.slope - b.step * a.slope) / (b.slope - a.slope)
}
