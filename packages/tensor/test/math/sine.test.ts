import { describe } from 'vitest'
import { cosFunction, sinFunction } from '../../src/math/sine.ts'
import { exactValues } from './exact-values.ts'
import { testLaneFunction } from './support.ts'

/** 6381956970095103 · 2⁷⁹⁷, of all doubles the nearest to a multiple of π/2 (Muller, "Elementary Functions"). */
const hardest = 5.319372648326541e255

const ranges = [
  [-4, 4],
  [-0.9, 0.9],
  [-100, 100],
  [-60000, 60000],
] as const
const thresholds = [
  51000,
  hardest,
  ...Array.from({ length: 12 }, (_, i) => ((i + 1) * Math.PI) / 4),
]

describe('sine and cosine', () => {
  testLaneFunction({
    f: sinFunction,
    ranges,
    thresholds,
    exact: exactValues.sin,
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
  testLaneFunction({
    f: cosFunction,
    ranges,
    thresholds,
    exact: exactValues.cos,
    within: 1,
    special: [
      [0, 1],
      [-0, 1],
      [5e-324, 1],
      [Infinity, NaN],
      [-Infinity, NaN],
      [NaN, NaN],
    ],
  })
})
