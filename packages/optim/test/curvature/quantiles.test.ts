import { expect, test } from 'vitest'
import { normalQuantile, studentQuantile } from '../../src/curvature/quantiles.ts'

test('the normal quantiles of every table', () => {
  expect(normalQuantile(0.95)).toBeCloseTo(1.959963984540054, 13)
  expect(normalQuantile(0.99)).toBeCloseTo(2.5758293035489004, 13)
})

// Two-sided 95 % and 99 % points, as printed in tables of Student's distribution.
test.each([
  [1, 12.706204736, 63.656741162],
  [2, 4.302652729, 9.924843201],
  [3, 3.182446305, 5.840909309],
  [4, 2.776445105, 4.604094871],
  [9, 2.262157163, 3.249835542],
  [10, 2.228138852, 3.169272673],
  [30, 2.042272456, 2.749995654],
  [99, 1.984216952, 2.626405457],
])('Student’s quantiles for %d degrees of freedom', (nu, p95, p99) => {
  expect(studentQuantile(0.95, nu)).toBeCloseTo(p95, 8)
  expect(studentQuantile(0.99, nu)).toBeCloseTo(p99, 8)
})

test('without degrees of freedom nothing is covered but by everything', () => {
  expect(studentQuantile(0.95, 0)).toBe(Infinity)
})
