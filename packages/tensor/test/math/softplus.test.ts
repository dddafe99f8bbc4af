import { describe } from 'vitest'
import { softplusFunction } from '../../src/math/softplus.ts'
import { exactExp, exactLog, fixed, placesFor } from './exact.ts'
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
    exact: (x) => {
      if (!(Math.abs(x) < 745.2)) return null
      const p = placesFor(x) + 1400
      const { digits, places } = exactExp(fixed(-Math.abs(x), p), p)
      const log = exactLog((1n << BigInt(p)) + (digits >> BigInt(places - p)), p)
      return { digits: log + (x > 0 ? fixed(x, p) : 0n), places: p }
    },
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
