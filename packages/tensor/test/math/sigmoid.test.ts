import { describe } from 'vitest'
import { sigmoidFunction } from '../../src/math/sigmoid.ts'
import { exactExp, fixed, placesFor } from './exact.ts'
import { testLaneFunction } from './support.ts'

describe('the logistic function', () => {
  testLaneFunction({
    f: sigmoidFunction,
    ranges: [
      [-1, 1],
      [-5, 5],
      [-745.2, 40],
      [-746, -700],
    ],
    thresholds: [Math.LN2 / 2, 1.5 * Math.LN2, 708.39641853226408, 745.13321910194122, 746],
    exact: (x) => {
      if (!(Math.abs(x) < 745.2)) return null
      // 1 / (1 + e^−x), or for x < 0 that is e^x / (1 + e^x).
      const p = placesFor(x)
      const { digits, places } = exactExp(fixed(-Math.abs(x), p), p)
      const one = 1n << BigInt(places)
      const above = x < 0 ? digits : one
      return { digits: (above << 1400n) / (one + digits), places: 1400 }
    },
    within: 1.75,
    special: [
      [0, 0.5],
      [-0, 0.5],
      [Infinity, 1],
      [-Infinity, 0],
      [40, 1],
      [-746, 0],
      [NaN, NaN],
    ],
  })
})
