import { describe } from 'vitest'
import { acoshFunction, asinhFunction, atanhFunction } from '../../src/math/area.ts'
import { exactValues } from './exact-values.ts'
import { testLaneFunction } from './support.ts'

describe('the inverse hyperbolic functions', () => {
  testLaneFunction({
    f: asinhFunction,
    ranges: [
      [-1, 1],
      [-10, 10],
      [-1e9, 1e9],
      [-1e-3, 1e-3],
    ],
    thresholds: [2 ** 28],
    exact: exactValues.asinh,
    within: 1.75,
    special: [
      [0, 0],
      [-0, -0],
      [5e-324, 5e-324],
      [NaN, NaN],
      [Infinity, Infinity],
      [-Infinity, -Infinity],
    ],
  })
  testLaneFunction({
    f: acoshFunction,
    ranges: [
      [1, 3],
      [1, 30],
      [1, 1e9],
      [1, 1.001],
    ],
    thresholds: [2 ** 28, 1],
    exact: exactValues.acosh,
    within: 1.75,
    special: [
      [1, 0],
      [0.9999999999999999, NaN],
      [0, NaN],
      [-1e300, NaN],
      [Infinity, Infinity],
      [-Infinity, NaN],
      [NaN, NaN],
    ],
  })
  testLaneFunction({
    f: atanhFunction,
    ranges: [
      [-1, 1],
      [-0.5, 0.5],
      [0.9, 1],
      [-1e-3, 1e-3],
    ],
    thresholds: [0.5, 1],
    exact: exactValues.atanh,
    within: 1.75,
    special: [
      [0, 0],
      [-0, -0],
      [5e-324, 5e-324],
      [NaN, NaN],
      [1, Infinity],
      [-1, -Infinity],
      [1.0000000000000002, NaN],
      [-1e300, NaN],
      [Infinity, NaN],
      [-Infinity, NaN],
    ],
  })
})
