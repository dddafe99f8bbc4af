import { describe, expect, test } from 'vitest'
import { random } from '@wengert/tensor'
import { signedRankCut, signedRankInterval } from '../../src/curvature/signed-rank.ts'

// Critical values of the signed-rank sum, two-sided 5 % and 1 %, as printed in tables (Wilcoxon & Wilcox
// 1964): the sum may be at most this, one below the cut.
test.each([
  [6, 0, -1],
  [7, 2, -1],
  [8, 3, 0],
  [9, 5, 1],
  [10, 8, 3],
  [15, 25, 15],
  [20, 52, 37],
  [25, 89, 68],
  [30, 137, 109],
  [50, 434, 373],
])('critical values of %d samples', (count, p5, p1) => {
  expect(signedRankCut(0.95, count) - 1).toBe(p5)
  expect(signedRankCut(0.99, count) - 1).toBe(p1)
})

test('beyond what is counted out the distribution is normal', () => {
  // Where counting ends, at 200 samples, the two differ by a thousandth.
  const ratio = signedRankCut(0.95, 201) / signedRankCut(0.95, 200)
  expect(ratio).toBeCloseTo((201 * 202) / (200 * 201), 2)
})

describe('the ends are means of two samples, of the rank given', () => {
  const means = (x: readonly number[]): number[] =>
    x.flatMap((a, i) => x.slice(i).map((b) => (a + b) / 2)).toSorted((a, b) => a - b)
  const samples = [
    [...random.normal(random.key(1), [23]).data],
    [...random.rademacher(random.key(2), [40]).data],
    [...random.randint(random.key(3), [17], -3, 4).data],
    [5, 5, 5, 5],
    [-1e300, 0, 1e-300, 1e300],
    [0.1, 0.2, 0.3],
  ].map((x) => Float64Array.from(x).sort())

  test.each(samples.map((x) => [x.length, x] as const))('of %d samples', (count, x) => {
    const sorted = means([...x])
    for (let k = 1; k <= (count * (count + 1)) / 4; k++)
      expect(signedRankInterval(x, k).map((end) => end + 0)).toEqual([
        sorted[k - 1],
        sorted[sorted.length - k],
      ])
  })

  test('without a rank there are none', () => {
    expect(signedRankInterval(samples[0], 0)).toEqual([-Infinity, Infinity])
  })
})
