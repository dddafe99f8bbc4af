import { describe } from 'vitest'
import { softplusFunction } from '../../src/math/softplus.ts'
import { exactValues } from './exact-values.ts'
import { testLaneFunction } from './support.ts'

describe('softplus', () => {
  testLaneFunction({
    f: softplusFunction,
    ranges: [
      [-1, 1],
      [-5, 5],
      [-745.2, 40],
      [-746, -700],
    ],
    thresholds: [Math.LN2, 708.39641853226408, 745.13321910194122, 746],
    exact: exactValues.softplus,
    within: 1.75,
    special: [
      [0, Math.LN2],
      [-0, Math.LN2],
      [Infinity, Infinity],
      [-Infinity, 0],
      [1e300, 1e300],
      [-1e300, 0],
      [NaN, NaN],
    ],
    samples: 1500,
  })
})
