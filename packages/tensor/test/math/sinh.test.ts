import { describe } from 'vitest'
import { coshFunction, sinhFunction } from '../../src/math/sinh.ts'
import { exactExpm1, fixed, placesFor } from './exact.ts'
import { testLaneFunction } from './support.ts'

const thresholds = [708, 710.47586007394386, 711, Math.LN2 / 2, 1.5 * Math.LN2]

describe('the hyperbolic sine and cosine', () => {
  testLaneFunction({
    f: sinhFunction,
    ranges: [
      [-1, 1],
      [-5, 5],
      [-711, 711],
      [-1e-3, 1e-3],
    ],
    thresholds: thresholds,
    exact: (x) => {
      if (!(Math.abs(x) < 711)) return null
      const p = placesFor(x)
      const e = exactExpm1(fixed(Math.abs(x), p), p)
      const twice = e + (e << BigInt(p)) / (e + (1n << BigInt(p)))
      return { digits: x < 0 ? -twice : twice, places: p + 1 }
    },
    within: 2,
    special: [
      [0, 0],
      [-0, -0],
      [5e-324, 5e-324],
      [NaN, NaN],
      [Infinity, Infinity],
      [-Infinity, -Infinity],
      [711, Infinity],
      [-1e300, -Infinity],
    ],
  })
  testLaneFunction({
    f: coshFunction,
    ranges: [
      [-1, 1],
      [-5, 5],
      [-711, 711],
      [-1e-3, 1e-3],
    ],
    thresholds: thresholds,
    exact: (x) => {
      if (!(Math.abs(x) < 711)) return null
      const p = placesFor(x)
      const e = exactExpm1(fixed(Math.abs(x), p), p)
      const one = 1n << BigInt(p)
      return { digits: one + (e * e) / (2n * (e + one)), places: p }
    },
    within: 1.5,
    special: [
      [0, 1],
      [-0, 1],
      [Infinity, Infinity],
      [-Infinity, Infinity],
      [711, Infinity],
      [NaN, NaN],
    ],
  })
})
