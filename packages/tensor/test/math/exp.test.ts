import { describe } from 'vitest'
import { expFunction, expm1Function } from '../../src/math/exp.ts'
import { exactValues } from './exact-values.ts'
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
    exact: exactValues.exp,
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

  testLaneFunction({
    f: expm1Function,
    ranges: [
      [-1, 1],
      [-40, 40],
      [0, 709.8],
      [-1e-3, 1e-3],
    ],
    thresholds: [709.78271289338397, 40, 709.4, Math.LN2 / 2, 1.5 * Math.LN2],
    exact: exactValues.expm1,
    within: 2,
    special: [
      [0, 0],
      [-0, -0],
      [5e-324, 5e-324],
      [Infinity, Infinity],
      [-Infinity, -1],
      [710, Infinity],
      [-41, -1],
      [NaN, NaN],
    ],
  })
})
