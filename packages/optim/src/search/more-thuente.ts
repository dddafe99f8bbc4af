/**
 * The line search of Moré & Thuente ("Line search algorithms with guaranteed sufficient decrease",
 * ACM TOMS 20, 1994): an interval that holds acceptable steps is shrunk by interpolation of values and
 * slopes. Beyond their algorithm, a trial where f is not finite is backed away from and ends the line,
 * and where rounding blurs f only slopes count.
 */
import { isUsable, type Point } from '../objective.ts'
import { interpolate, type Interval } from './interpolation.ts'
import {
  hasDecreased,
  isAcceptable,
  ruleOf,
  type LineSearch,
  type Rule,
  type SearchResult,
  type Start,
  type Trial,
} from './line.ts'

/** How far beyond the trial the next one lies, in steps from the best end, while nothing is bracketed. */
const leastReach = 1.1
const farthestReach = 4
/** Two rounds must shrink the interval at least by this, or it is halved. */
const shrinkage = 0.66
/** The part of the way to a trial without a finite value that is tried next. */
const retreat = 0.1

/**
 * Moré & Thuente's line search.
 *
 * @example
 * ```ts
 * import { searchMoreThuente } from '@wengert/optim'
 * const point = (t: number) => ({
 *   x: Float64Array.of(t),
 *   value: (t - 2) ** 2,
 *   gradient: Float64Array.of(2 * (t - 2)),
 * })
 * const result = searchMoreThuente(point, ({ gradient }) => gradient[0], { value: 4, slope: -4 }, 1)
 * result.kind // → found
 * ```
 */
export const searchMoreThuente: LineSearch = (evaluate, slopeAt, start, first, options = {}) =>
  new Search(evaluate, slopeAt, ruleOf(start, first, options)).run(first)

class Search<P extends Point> {
  private readonly evaluate: (step: number) => P
  private readonly slopeAt: (point: P) => number
  private readonly rule: Rule
  private interval: Interval
  private lowest: Trial<P> | null = null
  /** Steps from here on have no finite value. */
  private wall = Infinity
  /** While true, the interval is kept for φ(α) − φ(0) − c₁ φ′(0) α, whose minimiser decreases f enough. */
  private tilting = true
  private widths: readonly [last: number, before: number] = [Infinity, Infinity]

  constructor(evaluate: (step: number) => P, slopeAt: (point: P) => number, rule: Rule) {
    this.evaluate = evaluate
    this.slopeAt = slopeAt
    this.rule = rule
    const origin = { step: 0, ...rule.start }
    this.interval = { best: origin, other: origin, bracketed: false, step: 0 }
  }

  run(first: number): SearchResult<P> {
    let step: number | null = first
    for (let trials = 0; step !== null && trials < this.rule.maxTrials; trials++) {
      const point = this.evaluate(step)
      if (isUsable(point)) {
        const trial = { step, value: point.value, slope: this.slopeAt(point), point }
        if (trial.value < (this.lowest ?? this.rule.start).value) this.lowest = trial
        if (isAcceptable(trial, this.rule)) return { kind: 'found', trial }
        this.narrow(trial, trials === 0)
        if (!this.interval.bracketed && step > this.rule.longest)
          return { kind: 'unbounded', trial: this.lowest ?? trial }
        step = this.next()
      } else {
        if (point.value === -Infinity && this.lowest !== null)
          return { kind: 'unbounded', trial: this.lowest }
        this.wall = step
        step = this.retreat()
      }
    }
    // A decrease is worth having even where the conditions could not be met.
    return this.lowest === null ? { kind: 'failed' } : { kind: 'found', trial: this.lowest }
  }

  private narrow(trial: Trial<P>, isFirst: boolean): void {
    const { best } = this.interval
    const below = hasDecreased(trial, this.rule)
    if (below && trial.slope >= 0) this.tilting = false
    const tilted = this.tilting && !below && trial.value <= best.value
    const stride = trial.step - best.step
    this.interval = interpolate(this.interval, trial, {
      tilt: tilted ? this.rule.c1 * this.rule.start.slope : 0,
      blur: this.rule.blur,
      least: trial.step + (isFirst ? 0 : leastReach * stride),
      most: trial.step + farthestReach * stride,
    })
  }

  /** The interpolated step, kept inside the interval; null when that has shrunk to nothing. */
  private next(): number | null {
    const { best, other, bracketed, step } = this.interval
    if (!bracketed) return step < this.wall ? step : this.retreat()
    const [low, high] = [Math.min(best.step, other.step), Math.max(best.step, other.step)]
    const [last, before] = this.widths
    this.widths = [high - low, last]
    const middle = low + (high - low) / 2
    const isSlow = high - low >= shrinkage * before
    const inside = step > low && step < high && !isSlow ? step : middle
    return inside > low && inside < high ? inside : null
  }

  private retreat(): number | null {
    const from = this.interval.best.step
    const step = from + retreat * (this.wall - from)
    return step > from && step < this.wall ? step : null
  }
}

export type { Start }
