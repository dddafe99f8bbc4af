import { expect, test } from 'vitest'
import { hypot } from '../src/elementary.ts'

test('hypot is exact for Pythagorean triples of any size', () => {
  for (const [a, b, c] of [
    [3, 4, 5],
    [-8, 15, 17],
    [20, -21, 29],
    [0, 7, 7],
    [0, 0, 0],
  ]) {
    for (const scale of [1, 2 ** -1000, 2 ** 1000]) {
      expect(Math.abs(hypot(a * scale, b * scale) / scale - c)).toBeLessThanOrEqual(c * 2 ** -52)
    }
  }
})

test('hypot propagates infinities and NaN', () => {
  expect(hypot(-Infinity, 1)).toBe(Infinity)
  expect(hypot(1, NaN)).toBeNaN()
})
