import { describe } from 'vitest'
import { acosFunction, asinFunction } from '../../src/math/arcsine.ts'
import { exactValues } from './exact-values.ts'
import { testLaneFunction } from './support.ts'

describe('the inverses of sine and cosine', () => {
  testLaneFunction({
    f: asinFunction,
    ranges: [
      [-1, 1],
      [-0.5, 0.5],
      [0.9, 1],
      [-1e-3, 1e-3],
    ],
    thresholds: [0.5, 1, 0.975],
    exact: exactValues.asin,
    within: 1,
    special: [
      [0, 0],
      [-0, -0],
      [5e-324, 5e-324],
      [NaN, NaN],
      [1, Math.PI / 2],
      [-1, -Math.PI / 2],
      [1.0000000000000002, NaN],
      [Infinity, NaN],
      [-Infinity, NaN],
    ],
  })
  testLaneFunction({
    f: acosFunction,
    ranges: [
      [-1, 1],
      [-0.5, 0.5],
      [0.9, 1],
      [-1e-3, 1e-3],
    ],
    thresholds: [0.5, 1, 0.975],
    exact: exactValues.acos,
    within: 1,
    special: [
      [1, 0],
      [-1, Math.PI],
      [0, Math.PI / 2],
      [1.0000000000000002, NaN],
      [Infinity, NaN],
      [-Infinity, NaN],
      [NaN, NaN],
    ],
  })
})
