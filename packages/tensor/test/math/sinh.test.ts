import { describe } from 'vitest'
import { coshFunction, sinhFunction } from '../../src/math/sinh.ts'
import { exactValues } from './exact-values.ts'
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
    exact: exactValues.sinh,
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
    exact: exactValues.cosh,
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
