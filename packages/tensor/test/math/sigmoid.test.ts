import { describe } from 'vitest'
import { sigmoidFunction, siluFunction } from '../../src/math/sigmoid.ts'
import { exactValues } from './exact-values.ts'
import { testLaneFunction } from './support.ts'

describe('the logistic function', () => {
  testLaneFunction({
    f: sigmoidFunction,
    ranges: [
      [-1, 1],
      [-5, 5],
      [-745.2, 40],
      [-746, -700],
    ],
    thresholds: [Math.LN2 / 2, 1.5 * Math.LN2, 708.39641853226408, 745.13321910194122, 746],
    exact: exactValues.sigmoid,
    within: 1.75,
    special: [
      [0, 0.5],
      [-0, 0.5],
      [Infinity, 1],
      [-Infinity, 0],
      [40, 1],
      [-746, 0],
      [NaN, NaN],
    ],
  })
})

describe('the sigmoid linear unit', () => {
  testLaneFunction({
    f: siluFunction,
    ranges: [
      [-1, 1],
      [-5, 5],
      [-752, 40],
      [-753, -700],
    ],
    thresholds: [Math.LN2 / 2, 1, 1.5 * Math.LN2, 708.39641853226408, 745.13321910194122, 760],
    exact: exactValues.silu,
    within: 2.25,
    special: [
      [0, 0],
      [-0, -0],
      [Infinity, Infinity],
      [-Infinity, -0],
      [-1e308, -0],
      [40, 40],
      [NaN, NaN],
    ],
  })
})
