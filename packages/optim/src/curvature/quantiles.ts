/**
 * Quantiles for intervals: how many standard errors to either side hold a given probability. The
 * normal one by the inverse error function; Student's, for errors estimated from few samples, from
 * the finite series of its distribution for whole degrees of freedom (Abramowitz & Stegun 26.7.3–4).
 */
import { atan2, erfinv } from '@wengert/tensor'
import { badOption } from '../checks.ts'

/** The z with P(|Z| ≤ z) = level for a standard normal Z: 1.96 for 0.95. */
export function normalQuantile(level: number): number {
  return Math.SQRT2 * erfinv(level).item()
}

/** The t with P(|T| ≤ t) = level for Student's T; infinite without degrees of freedom. */
export function studentQuantile(level: number, degreesOfFreedom: number): number {
  if (degreesOfFreedom < 1) return Infinity
  if (degreesOfFreedom > 1000) return normalQuantile(level)
  let [low, high] = [0, 1]
  for (;;) {
    const cosine = (low + high) / 2
    if (cosine === low || cosine === high) break
    if (probabilityWithin(cosine, degreesOfFreedom) < level) high = cosine
    else low = cosine
  }
  return Math.sqrt(degreesOfFreedom * (1 - high * high)) / high
}

/** P(|T| ≤ √ν tan θ), from cos θ. */
function probabilityWithin(cosine: number, degreesOfFreedom: number): number {
  const sine = Math.sqrt(1 - cosine * cosine)
  const isOdd = degreesOfFreedom % 2 === 1
  let term = isOdd ? cosine : 1
  let sum = 0
  for (let k = isOdd ? 3 : 2; k <= degreesOfFreedom; k += 2) {
    sum += term
    term *= ((k - 1) / k) * cosine * cosine
  }
  return isOdd ? (2 / Math.PI) * (atan2(sine, cosine).item() + sine * sum) : sine * sum
}

/** Checks the probability of an interval. */
export function checkLevel(operation: string, level: number): number {
  if (typeof level === 'number' && level > 0 && level < 1) return level
  throw badOption(operation, 'level', level, 'a probability between 0 and 1')
}
