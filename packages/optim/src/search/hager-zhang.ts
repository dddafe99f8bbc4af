/**
 * The line search of Hager & Zhang ("A new conjugate gradient method with guaranteed descent and an
 * efficient line search", SIAM J. Optim. 16, 2005; algorithm numbers below are theirs): bracket a
 * minimiser by slopes, shrink the bracket by double secant steps. A step is accepted by the strong
 * Wolfe conditions (c₁ = 1e-4, c₂ = 0.9) or, where rounding blurs f, by the approximate ones, which
 * use slopes only. Trial points where f is not finite are backed away from.
 */
import { isUsable, type Point } from '../objective.ts'
import {
  isAcceptable,
  ruleOf,
  type End,
  type LineSearch,
  type Rule,
  type SearchResult,
  type Trial,
} from './line.ts'

/** ρ: by how much the bracketing phase lengthens the step. */
const expansion = 5
/** γ: the bracket must shrink at least by this in a round, or it is bisected. */
const shrinkage = 0.66

/**
 * Hager & Zhang's line search: a step α along a direction of descent d that satisfies the strong Wolfe
 * conditions, `φ(α) ≤ φ(0) + c₁ α φ′(0)` and `|φ′(α)| ≤ c₂ |φ′(0)|` for `φ(α) = f(x + α d)`, or their
 * approximate form where rounding blurs f. Usually one or two evaluations; `failed` when no trial of
 * `maxTrials` is lower.
 *
 * @example
 * ```ts
 * import { searchHagerZhang } from '@wengert/optim'
 * // f(x) = (x - 3)² from x = 0 along d = 1
 * const at = (step: number) => ({
 *   x: Float64Array.of(step),
 *   value: (step - 3) ** 2,
 *   gradient: Float64Array.of(2 * (step - 3)),
 * })
 * const result = searchHagerZhang(at, ({ gradient }) => gradient[0], { value: 9, slope: -6 }, 1)
 * result.kind === 'found' && result.trial.value < 9 // → true
 * ```
 */
export const searchHagerZhang: LineSearch = (evaluate, slopeAt, start, first, options = {}) =>
  new Search(evaluate, slopeAt, ruleOf(start, first, options)).run(first)

/** Thrown through the nested procedures when a trial is accepted or trials run out. */
class Stop extends Error {}

class Search<P extends Point> {
  private readonly evaluate: (step: number) => P
  private readonly slopeAt: (point: P) => number
  private readonly rule: Rule
  /** f may reach this and still count as no higher than at the start. */
  private readonly ceiling: number
  private trials = 0
  private accepted: Trial<P> | null = null
  private lowest: Trial<P> | null = null

  constructor(evaluate: (step: number) => P, slopeAt: (point: P) => number, rule: Rule) {
    this.evaluate = evaluate
    this.slopeAt = slopeAt
    this.rule = rule
    this.ceiling = rule.start.value + rule.blur
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
    if (this.trials >= this.rule.maxTrials) throw new Stop()
    this.trials++
    const point = this.evaluate(step)
    if (!isUsable(point)) return null
    const trial = { step, value: point.value, slope: this.slopeAt(point), point }
    if (trial.value < (this.lowest?.value ?? this.rule.start.value)) this.lowest = trial
    if (isAcceptable(trial, this.rule)) {
      this.accepted = trial
      throw new Stop()
    }
    return trial
  }

  /** An interval [a, b] with f(a) no higher than the start, slope(a) < 0 and slope(b) ≥ 0 (B0–B3). */
  private bracket(first: number): [End, End] | null {
    let low: End = { step: 0, ...this.rule.start }
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
        if (trial.step > this.rule.longest || trial.value === -Infinity) return null
        low = trial
        step = trial.step * expansion
      }
    }
  }

  /** Halves an interval whose right end is too high until a slope turns up (U3). */
  private bisect(a: End, b: End): [End, End] {
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
  private shrink(a: End, b: End): never {
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
  private doubleSecant(a: End, b: End): [End, End] {
    const c = secant(a, b)
    const [low, high] = this.update(a, b, c)
    if (c === high.step) return this.update(low, high, secant(b, high))
    if (c === low.step) return this.update(low, high, secant(a, low))
    return [low, high]
  }

  /** The part of the bracket that a new step leaves (U0–U3). */
  private update(a: End, b: End, step: number): [End, End] {
    if (!(step > a.step && step < b.step)) return [a, b]
    const trial = this.attempt(step)
    if (trial === null) throw new Stop()
    if (trial.slope >= 0) return [a, trial]
    if (trial.value <= this.ceiling) return [trial, b]
    return this.bisect(a, trial)
  }
}

/** Where a straight line through the two slopes vanishes. */
function secant(a: End, b: End): number {
  return (a.step * b.slope - b.step * a.slope) / (b.slope - a.slope)
}
