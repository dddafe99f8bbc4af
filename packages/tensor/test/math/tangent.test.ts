import { describe } from 'vitest'
import { tanFunction } from '../../src/math/tangent.ts'
import { exactValues } from './exact-values.ts'
import { testLaneFunction } from './support.ts'

describe('the tangent', () => {
  testLaneFunction({
    f: tanFunction,
    ranges: [
      [-4, 4],
      [-0.9, 0.9],
      [-100, 100],
      [-60000, 60000],
    ],
    thresholds: [
      51000,
      5.319372648326541e255,
      ...Array.from({ length: 12 }, (_, i) => ((i + 1) * Math.PI) / 4),
    ],
    exact: exactValues.tan,
    within: 1,
    special: [
      [0, 0],
      [-0, -0],
      [5e-324, 5e-324],
      [Infinity, NaN],
      [-Infinity, NaN],
      [NaN, NaN],
    ],
  })
})
