/**
 * Intervals for the centre of a symmetric distribution, whatever the distribution, from Wilcoxon's
 * signed-rank test (Hollander, Wolfe & Chicken, Nonparametric Statistical Methods, 3rd ed., section 3.3).
 * The number W of means (xᵢ + xⱼ)/2, i ≤ j, of m samples that are above the centre has a known
 * distribution, that of Σ k over a random set of ranks k ≤ m. So the k-th smallest mean is above the
 * centre with probability P(W ≤ k − 1), or less where samples are equal: two values, or three, are no
 * exception, as they are for Student's. Too few samples may all lie to one side, and then say nothing.
 */
import type { Vector } from '../vector.ts'
import { normalQuantile } from './quantiles.ts'

/** Up to so many samples the distribution is counted out, beyond it is normal to five digits. */
const countedOut = 200

/** The largest k with 2 P(W ≤ k − 1) ≤ 1 − level; 0 where so few samples cannot reach the level. */
export function signedRankCut(level: number, count: number): number {
  const means = (count * (count + 1)) / 2
  if (count > countedOut) {
    const deviation = Math.sqrt((means * (2 * count + 1)) / 12)
    return Math.floor(means / 2 - normalQuantile(level) * deviation)
  }
  // probability[w] = P(W = w), one rank after the other.
  const probability = new Float64Array(means + 1)
  probability[0] = 1
  for (let rank = 1; rank <= count; rank++) {
    for (let w = means; w >= 0; w--)
      probability[w] = (probability[w] + (w >= rank ? probability[w - rank] : 0)) / 2
  }
  // A level such as 1 − 2/64 is itself rounded.
  const allowed = (1 - level) * (1 + 1e-12)
  let k = 0
  for (let below = probability[0]; 2 * below <= allowed; below += probability[k]) k++
  return k
}

/** The interval between the k-th smallest and the k-th largest mean of two of the samples, which ascend. */
export function signedRankInterval(samples: Vector, k: number): [lower: number, upper: number] {
  if (k === 0) return [-Infinity, Infinity]
  const halves = samples.map((x) => x / 2)
  const means = (samples.length * (samples.length + 1)) / 2
  return [smallestSum(halves, k), smallestSum(halves, means + 1 - k)]
}

/**
 * The k-th smallest of hᵢ + hⱼ, i ≤ j, in O(m) memory: between two of them, which hold it, a value is tried,
 * and one moves to the nearest sum on its side. The values come from the counts, and every third time
 * from the middle.
 */
function smallestSum(h: Vector, k: number): number {
  let low: Place = { sum: 2 * h[0], rank: 1 }
  let high: Place = { sum: 2 * h[h.length - 1], rank: (h.length * (h.length + 1)) / 2 }
  for (let i = 0; low.sum < high.sum; i++) {
    const share = i % 3 === 2 ? 0.5 : (k - low.rank) / (high.rank - low.rank + 1)
    const between = low.sum + share * (high.sum - low.sum)
    const { count, below, above } = around(h, between < high.sum ? between : low.sum)
    if (count >= k) high = { sum: below, rank: count }
    else low = { sum: above, rank: count + 1 }
  }
  return low.sum
}

interface Place {
  readonly sum: number
  readonly rank: number
}

/** How many sums are at most v, the largest of them, and the smallest of the others. */
function around(h: Vector, v: number): { count: number; below: number; above: number } {
  let count = 0
  let below = -Infinity
  let above = Infinity
  let j = h.length - 1
  for (let i = 0; i < h.length; i++) {
    // The j from which the sums with hᵢ are above v falls as i grows.
    while (j >= 0 && h[i] + h[j] > v) j--
    if (j >= i) {
      count += j - i + 1
      below = Math.max(below, h[i] + h[j])
    }
    const next = Math.max(i, j + 1)
    if (next < h.length) above = Math.min(above, h[i] + h[next])
  }
  return { count, below, above }
}
