/**
 * One update of the interval of Moré & Thuente (ACM TOMS 20, 1994, section 4; `dcstep` of MINPACK-2):
 * from the best end, the other end and the last trial, the interval that is left and where to try
 * next. Where values differ by noise only, the four cases are told apart by slopes, and the next trial
 * is where the line through two slopes vanishes.
 */
import type { End } from './line.ts'

export interface Interval {
  /** The end with the least value. */
  readonly best: End
  readonly other: End
  /** Whether a minimiser is known to lie between the ends. */
  readonly bracketed: boolean
  /** The next trial. */
  readonly step: number
}

export interface InterpolationOptions {
  /** The slope of a line that is subtracted from the function first. */
  readonly tilt: number
  /** Differences of values below this are noise. */
  readonly blur: number
  /** Where the next trial may lie while nothing is bracketed. */
  readonly least: number
  readonly most: number
}

/** The part of the interval beyond which an extrapolated trial may not pass. */
const cautious = 0.66

export function interpolate(
  { best, other, bracketed }: Omit<Interval, 'step'>,
  trial: End,
  { tilt, blur, least, most }: InterpolationOptions,
): Interval {
  const [x, y, t] = [best, other, trial].map((end) => tilted(end, tilt))
  const blurred = Math.abs(t.value - x.value) <= blur
  const secant = t.step + (t.slope / (t.slope - x.slope)) * (x.step - t.step)
  if (!blurred && t.value > x.value) {
    // Higher than the best end: of the cubic's and the quadratic's minimiser, the nearer or the mean.
    const c = cubic(x, t)
    const bend = (x.value - t.value) / (t.step - x.step) + x.slope
    const quadratic = x.step + (x.slope / bend / 2) * (t.step - x.step)
    const nearer = Math.abs(c - x.step) < Math.abs(quadratic - x.step)
    return { best, other: trial, bracketed: true, step: nearer ? c : c + (quadratic - c) / 2 }
  }
  if (t.slope * Math.sign(x.slope) < 0) {
    // Past a minimiser: of the cubic's and the secant's step, the one farther from the trial.
    const c = blurred ? secant : cubic(t, x)
    const farther = Math.abs(c - t.step) > Math.abs(secant - t.step)
    return { best: trial, other: best, bracketed: true, step: farther ? c : secant }
  }
  if (Math.abs(t.slope) < Math.abs(x.slope)) {
    // The slope flattens: beyond the trial, where the cubic or the secant has its minimiser.
    const c = blurred ? NaN : extrapolated(x, t)
    const nearer = Math.abs(c - t.step) < Math.abs(secant - t.step)
    if (!bracketed) {
      const chosen = Number.isNaN(c) ? most : nearer ? secant : c
      return { best: trial, other, bracketed, step: Math.min(Math.max(chosen, least), most) }
    }
    const limit = t.step + cautious * (y.step - t.step)
    const chosen = nearer ? c : secant
    const step = t.step > x.step ? Math.min(limit, chosen) : Math.max(limit, chosen)
    return { best: trial, other, bracketed, step }
  }
  // It does not: the cubic through the other end, or as far as is allowed.
  return { best: trial, other, bracketed, step: bracketed ? cubic(t, y) : most }
}

function tilted({ step, value, slope }: End, tilt: number): End {
  return { step, value: value - tilt * step, slope: slope - tilt }
}

/** The minimiser of the cubic through two ends. */
function cubic(a: End, b: End): number {
  const { theta, scale, square } = hermite(a, b)
  const gamma = (b.step < a.step ? -1 : 1) * scale * Math.sqrt(Math.max(0, square))
  const ratio = (gamma - a.slope + theta) / (gamma - a.slope + gamma + b.slope)
  return a.step + ratio * (b.step - a.step)
}

/** The minimiser of the cubic through x and t that lies beyond t; NaN where there is none. */
function extrapolated(x: End, t: End): number {
  const { theta, scale, square } = hermite(x, t)
  const gamma = (t.step > x.step ? -1 : 1) * scale * Math.sqrt(Math.max(0, square))
  const ratio = (gamma - t.slope + theta) / (gamma + (x.slope - t.slope) + gamma)
  return ratio < 0 && gamma !== 0 ? t.step + ratio * (x.step - t.step) : NaN
}

/** What both formulas share; the discriminant is square · scale², scaled against overflow. */
function hermite(a: End, b: End): { theta: number; scale: number; square: number } {
  const theta = (3 * (a.value - b.value)) / (b.step - a.step) + a.slope + b.slope
  const scale = Math.max(Math.abs(theta), Math.abs(a.slope), Math.abs(b.slope))
  return {
    theta,
    scale,
    square: (theta / scale) * (theta / scale) - (a.slope / scale) * (b.slope / scale),
  }
}
