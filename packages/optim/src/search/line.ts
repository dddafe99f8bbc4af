/**
 * What line searches share: their options, their result, and when a step is acceptable. That is by
 * the strong Wolfe conditions (Nocedal & Wright, 3.7) or, where rounding blurs f, by the approximate
 * ones of Hager & Zhang (SIAM J. Optim. 16, 2005), which use slopes only.
 */
import { blurOf } from '../noise.ts'
import type { Point } from '../objective.ts'
import { normInf, type Vector } from '../vector.ts'

/** f and its slope along the direction, at step 0. */
export interface Start {
  readonly value: number
  readonly slope: number
}

/** A step with the value and the slope there. */
export interface End {
  readonly step: number
  readonly value: number
  readonly slope: number
}

/** A point on the line and the slope of f along it. */
export interface Trial<P extends Point = Point> extends End {
  readonly point: P
}

export interface SearchOptions {
  /** Decrease demanded, relative to the first slope; 1e-4. */
  readonly c1?: number
  /** How much of the first slope may remain; 0.9. */
  readonly c2?: number
  /** The relative rounding error of the parameters' dtype; 2⁻⁵². */
  readonly epsilon?: number
  /** A step that still goes downhill beyond this means there is no minimum; 1e20 times the first. */
  readonly longest?: number
  /** At most this many points; 60. */
  readonly maxTrials?: number
  /** Whether a point ends the search at once, if f is no higher there. */
  readonly done?: (point: Point) => boolean
}

export type SearchResult<P extends Point> =
  | { readonly kind: 'found'; readonly trial: Trial<P> }
  | { readonly kind: 'unbounded'; readonly trial: Trial<P> }
  | { readonly kind: 'failed' }

/**
 * Finds a step along a direction of descent: `evaluate` gives the point at a step, `slopeAt` the slope
 * of f along the direction there; `start` is what they are at step 0, with a negative slope; `first`
 * is the step to try first.
 */
export type LineSearch = <P extends Point>(
  evaluate: (step: number) => P,
  slopeAt: (point: P) => number,
  start: Start,
  first: number,
  options?: SearchOptions,
) => SearchResult<P>

/** What makes a step acceptable. */
export interface Rule extends Required<SearchOptions> {
  readonly start: Start
  /** Changes of f below this are not trusted. */
  readonly blur: number
}

/** δ of the approximate Wolfe conditions: (2δ − 1) φ′(0) ≥ φ′(α). */
const approximateDelta = 0.1
/** Steps this much longer than the first, or than the point is far from 0, are beyond any minimum. */
const unboundedRatio = 1e20

export function ruleOf(start: Start, first: number, options: SearchOptions): Rule {
  const { c1 = 1e-4, c2 = 0.9, epsilon = Number.EPSILON, maxTrials = 60 } = options
  const { done = () => false, longest = unboundedRatio * first } = options
  return { start, c1, c2, epsilon, longest, maxTrials, done, blur: blurOf(start.value, epsilon) }
}

/**
 * The step along d from x that is beyond any minimum. By the first step alone, one that a cliff made
 * tiny would make every next minimum seem infinitely far.
 */
export function longestStep(first: number, x: Vector, d: Vector): number {
  return unboundedRatio * Math.max(first, normInf(x) / normInf(d))
}

export function hasDecreased({ step, value }: End, { start, c1 }: Rule): boolean {
  return value <= start.value + c1 * step * start.slope
}

export function isAcceptable(trial: Trial, rule: Rule): boolean {
  const { start, c2, blur } = rule
  const { value, slope } = trial
  if (hasDecreased(trial, rule) && Math.abs(slope) <= -c2 * start.slope) return true
  if (value <= start.value + blur && rule.done(trial.point)) return true
  const limit = (2 * approximateDelta - 1) * start.slope
  return Math.abs(value - start.value) <= blur && slope <= limit && slope >= c2 * start.slope
}
