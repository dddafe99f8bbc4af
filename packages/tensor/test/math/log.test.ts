import { describe } from 'vitest'
import { log1pFunction, logFunction } from '../../src/math/log.ts'
import { exactValues } from './exact-values.ts'
import { testLaneFunction } from './support.ts'

describe('the logarithms', () => {
  testLaneFunction({
    f: logFunction,
    ranges: [
      [0, 2],
      [0.5, 1.5],
      [0, 100],
      [0.999, 1.001],
    ],
    thresholds: [Math.SQRT1_2, Math.SQRT2, 2.2250738585072014e-308],
    exact: exactValues.log,
    within: 1,
    special: [
      [1, 0],
      [0, -Infinity],
      [-0, -Infinity],
      [Infinity, Infinity],
      [-1, NaN],
      [-Infinity, NaN],
      [NaN, NaN],
    ],
  })
  testLaneFunction({
    f: log1pFunction,
    ranges: [
      [-1, 1],
      [-0.5, 1],
      [-1, 100],
      [-0.001, 0.001],
    ],
    thresholds: [-1, Math.SQRT1_2 - 1, Math.SQRT2 - 1, 2 ** 1000],
    exact: exactValues.log1p,
    within: 1.25,
    special: [
      [0, 0],
      [-0, -0],
      [5e-324, 5e-324],
      [-1, -Infinity],
      [Infinity, Infinity],
      [-2, NaN],
      [-Infinity, NaN],
      [NaN, NaN],
    ],
  })
})
