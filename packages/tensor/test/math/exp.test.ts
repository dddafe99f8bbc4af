import { describe } from 'vitest'
import { expFunction } from '../../src/math/exp.ts'
import { exactExp, fixed, placesFor } from './exact.ts'
import { testLaneFunction } from './support.ts'

describe('the exponential functions', () => {
  testLaneFunction({
    f: expFunction,
    ranges: [
      [-1, 1],
      [-30, 30],
      [-745.2, 709.8],
      [-746, -700],
    ],
    thresholds: [709.78271289338397, 745.13321910194122, 708.39641853226408, 710, 746],
    exact: (x) => {
      if (!(x > -745.2 && x < 709.79)) return null
      const p = placesFor(x)
      return exactExp(fixed(x, p), p)
    },
    within: 1,
    special: [
      [0, 1],
      [-0, 1],
      [Infinity, Infinity],
      [-Infinity, 0],
      [NaN, NaN],
      [710, Infinity],
      [-746, 0],
    ],
  })
})
