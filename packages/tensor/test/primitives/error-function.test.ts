import { describe, expect, test } from 'vitest'
import { erf, erfc, erfinv, tensor, type Tensor } from '@wengert/tensor'
import { testRealFunction } from '../support/functions.ts'
import { erfcOf, erfOf, erfSlopeOf, exactly, relativeError } from '../support/high-precision.ts'

testRealFunction({
  op: erf,
  facts: [
    [1e-300, 1.1283791670955126e-300],
    [0.1, 0.1124629160182849],
    [-0.46875, -0.49261347321793797],
    [0.5, 0.5204998778130465],
    [1.25, 0.9229001282564583],
    [-3.75, -0.9999998862727434],
    [5.5, 0.9999999999999927],
  ],
  limits: [
    [0, 0],
    [-0, -0],
    [Infinity, 1],
    [-Infinity, -1],
    [1e308, 1],
  ],
})

testRealFunction({
  op: erfc,
  facts: [
    [1e-300, 1],
    [0.1, 0.887537083981715],
    [-0.5, 1.5204998778130465],
    [0.75, 0.28884436634648486],
    [2.5, 0.0004069520174449589],
    [4, 1.541725790028002e-8],
    [6.25, 9.672204131876253e-19],
    [-3, 1.9999779095030015],
    [20.5, 8.450842369572458e-185],
    [26.5, 2.2109076642637343e-307],
  ],
  limits: [
    [0, 1],
    [Infinity, 0],
    [-Infinity, 2],
    [27, 5.23705e-319],
    [27.5, 0],
    [-10, 2],
  ],
})

testRealFunction({
  op: erfinv,
  facts: [
    [1e-300, 8.86226925452758e-301],
    [0.1, 0.08885599049425769],
    [-0.5, -0.4769362762044699],
    [0.84375, 1.00253397062404],
    [0.9375, 1.3171503349861307],
    [-0.9990234375, -2.331467773621948],
    [1 - 2 ** -40, 5.05125408524939],
    [1 - 2 ** -53, 5.8635847487551676],
  ],
  limits: [
    [0, 0],
    [-0, -0],
    [1, Infinity],
    [-1, -Infinity],
    [1.0000001, NaN],
    [-Infinity, NaN],
  ],
})

/** Points of an interval, irregularly spaced. */
function points(low: number, high: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => {
    const u = (i + 0.5 + 0.4 * Math.sin(12.9 * i)) / count
    return low + (high - low) * u
  })
}

describe('against a hundred digits', () => {
  const worst = (
    xs: number[],
    op: (x: Tensor) => Tensor,
    error: (x: number, y: number) => number,
  ) => {
    const ys = op(tensor(xs)).data
    return Math.max(...xs.map((x, i) => error(x, ys[i])))
  }

  test('erf is within 1e-15', () => {
    const error = (x: number, y: number) => relativeError(exactly(y), erfOf(exactly(x)))
    expect(worst(points(-6, 6, 200), erf, error)).toBeLessThan(1e-15)
    expect(worst(points(1e-9, 1e-8, 20), erf, error)).toBeLessThan(1e-15)
  })

  test('erfc is within 1e-15, as long as it is a normal number', () => {
    const error = (x: number, y: number) => relativeError(exactly(y), erfcOf(exactly(x)))
    expect(worst(points(-6, 26.5, 300), erfc, error)).toBeLessThan(1e-15)
  })

  test('erfinv is within 1e-15: erf of it differs from x by no more than that moves it', () => {
    const error = (x: number, y: number) => {
      const at = exactly(y)
      // The step of Newton's iteration from y, relative to y.
      const step = ((erfOf(at) - exactly(x)) << 1300n) / erfSlopeOf(at)
      return relativeError(at - step, at)
    }
    expect(worst(points(-0.999, 0.999, 150), erfinv, error)).toBeLessThan(1e-15)
    const tails = points(3, 52, 50).map((k) => 1 - 2 ** -k)
    expect(worst(tails, erfinv, error)).toBeLessThan(1e-15)
  })
})
