/**
 * A search along a projected arc, α ↦ P(x + α d), where f has kinks: each time a parameter reaches its
 * bound. Enough decrease is measured by the displacement that is left (Bertsekas 1982), from the first
 * step back; a first step that still goes steeply downhill is lengthened while that helps.
 */
import { isUsable, type Point } from '../objective.ts'
import { blurOf } from '../noise.ts'

export interface ArcPoint<P extends Point = Point> {
  readonly point: P
  /** g(x)·(P(x + α d) − x): the decrease to first order. */
  readonly promised: number
  /** The slope of f along the arc. */
  readonly slope: number
}

export interface ArcOptions {
  readonly epsilon: number
  /** A step that still goes downhill beyond this means there is no minimum. */
  readonly longest: number
  /** Whether a point ends the search at once, if f is no higher there. */
  readonly done: (point: Point) => boolean
}

const decrease = 1e-4
const steepness = 0.9
const maxTrials = 60
const maxExpansions = 20

export type ArcResult<P extends Point> =
  | { readonly kind: 'found' | 'unbounded'; readonly point: P }
  | { readonly kind: 'failed' }
  /** f is −∞ at a trial. */
  | { readonly kind: 'bottomless' }

export function searchArc<P extends Point>(
  evaluate: (step: number) => ArcPoint<P>,
  start: { readonly value: number; readonly slope: number },
  first: number,
  { epsilon, longest, done }: ArcOptions,
): ArcResult<P> {
  const blur = blurOf(start.value, epsilon)
  const isEnough = ({ point, promised, slope }: ArcPoint<P>): boolean => {
    if (!isUsable(point)) return false
    if (point.value <= start.value + decrease * promised) return true
    if (Math.abs(point.value - start.value) > blur) return false
    return done(point) || slope <= -0.8 * start.slope
  }
  let step = first
  for (let trials = 0; trials < maxTrials && step > 0; trials++) {
    const trial = evaluate(step)
    if (trial.point.value === -Infinity) return { kind: 'bottomless' }
    if (trials > 0 && trial.promised === 0) break
    if (isEnough(trial))
      return trials === 0 ? lengthen(trial) : { kind: 'found', point: trial.point }
    const rise = trial.point.value - start.value
    const guess = (-start.slope * step) / (2 * (rise - start.slope * step))
    step *= Number.isFinite(guess) ? Math.min(0.5, Math.max(0.1, guess)) : 0.1
  }
  return { kind: 'failed' }

  function lengthen(trial: ArcPoint<P>): ArcResult<P> {
    let best = trial
    let stretch = 1
    for (let k = 0; k < maxExpansions; k++) {
      if (!(best.slope < steepness * start.slope) || done(best.point)) break
      stretch *= 2
      step *= stretch
      const next = evaluate(step)
      if (next.point.value === -Infinity) return { kind: 'unbounded', point: best.point }
      if (!isEnough(next) || next.point.value > best.point.value) break
      best = next
      if (step > longest) return { kind: 'unbounded', point: best.point }
    }
    return { kind: 'found', point: best.point }
  }
}
