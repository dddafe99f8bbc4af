import { describe } from 'vitest'
import { tanhFunction } from '../../src/math/tanh.ts'
import { exactValues } from './exact-values.ts'
import { testLaneFunction } from './support.ts'

describe('the hyperbolic tangent', () => {
  testLaneFunction({
    f: tanhFunction,
    ranges: [
      [-1, 1],
      [-0.4, 0.4],
      [-20, 20],
      [-1e-3, 1e-3],
    ],
    thresholds: [20, 0.375 * Math.LN2, 0.875 * Math.LN2],
    exact: exactValues.tanh,
    within: 1.75,
    special: [
      [0, 0],
      [-0, -0],
      [5e-324, 5e-324],
      [Infinity, 1],
      [-Infinity, -1],
      [22, 1],
      [-1e300, -1],
      [NaN, NaN],
    ],
  })
})
