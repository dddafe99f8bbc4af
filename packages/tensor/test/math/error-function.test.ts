import { describe } from 'vitest'
import { erfcFunction, erfFunction, normalCdfFunction } from '../../src/math/error-function.ts'
import { accuracy } from '../support/accuracy.ts'
import { testLaneFunction } from './support.ts'

const ends = [0.25, 0.84375, 1.25, 1 / 0.35, 28]

describe('the error function', () => {
  testLaneFunction({
    f: erfFunction,
    ranges: [
      [-1.5, 1.5],
      [-7, 7],
    ],
    thresholds: ends,
    exact: accuracy.erf.exact,
    within: 1,
    special: [
      [0, 0],
      [-0, -0],
      [Infinity, 1],
      [-Infinity, -1],
      [6, 1],
      [NaN, NaN],
    ],
    samples: 400,
  })
})

describe('its complement', () => {
  testLaneFunction({
    f: erfcFunction,
    ranges: [
      [-7, 28],
      [-1.5, 1.5],
      [26, 28],
    ],
    thresholds: ends,
    exact: accuracy.erfc.exact,
    within: 3,
    special: [
      [0, 1],
      [-0, 1],
      [Infinity, 0],
      [-Infinity, 2],
      [27.5, 0],
      [NaN, NaN],
    ],
    samples: 400,
  })
})

describe('the normal distribution function', () => {
  testLaneFunction({
    f: normalCdfFunction,
    ranges: [
      [-3, 3],
      [-12, 9],
      [-39, -30],
    ],
    thresholds: [...ends.map((end) => end * Math.SQRT2), 40],
    exact: accuracy.normalCdf.exact,
    within: 4,
    special: [
      [0, 0.5],
      [-0, 0.5],
      [Infinity, 1],
      [-Infinity, 0],
      [-1e308, 0],
      [NaN, NaN],
    ],
    samples: 400,
  })
})
