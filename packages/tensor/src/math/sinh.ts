/**
 * sinh and cosh by their addition theorems: with k the integer nearest |x| / ln 2 and r = |x| − k ln 2,
 * sinh |x| = sinh(k ln 2) cosh r + cosh(k ln 2) sinh r, where 2ᵏ and 2⁻ᵏ give the values at k ln 2 and
 * polynomials those at r (with its rounding error, which counts for k = 1), minimax for |r| ≤ ln 2 / 2 (8.2e-19 and 5.5e-18; Remez's algorithm in 200
 * bits, then rounded). There is no division, and where k = 0 sinh x is sinh r to the bit.
 */
import type { LaneFunction } from '../emitter.ts'
import { halfShifter, ln2High, ln2Low, log2e } from './exp.ts'
import { powerOfTwo, scaled } from './powers.ts'

export const s3 = 0.16666666666666674
export const s5 = 0.008333333333322205
export const s7 = 0.00019841269886600226
export const s9 = 2.7557242326244343e-6
export const s11 = 2.51100538294056e-8

export const c4 = 0.04166666666660282
export const c6 = 0.00138888889272555
export const c8 = 2.480150811153102e-5
export const c10 = 2.762541074702644e-7

/** Up to here 2ᵏ and 2⁻ᵏ are normal numbers. */
export const moderate = 708

/** sinh(r + low). */
function smallSinh(r: number, low: number, w: number): number {
  return r + (low + r * w * (s3 + w * (s5 + w * (s7 + w * (s9 + w * s11)))))
}

/** cosh r − 1. */
function smallCosh(w: number): number {
  return 0.5 * w + w * w * (c4 + w * (c6 + w * (c8 + w * c10)))
}

/** Of |x| > 708, where e^−|x| does not count. */
function large(a: number): number {
  if (a > 711) return Infinity
  const k = a * log2e + halfShifter - halfShifter
  const high = a - k * ln2High
  const r = high - k * ln2Low
  const low = high - r - k * ln2Low
  const w = r * r
  return scaled(1 + (smallCosh(w) + smallSinh(r, low, w)), k - 1)
}

function sinh(x: number): number {
  const a = Math.abs(x)
  if (!(a <= moderate)) return x < 0 ? -large(a) : large(a)
  const k = a * log2e + halfShifter - halfShifter
  const high = a - k * ln2High
  const r = high - k * ln2Low
  const low = high - r - k * ln2Low
  const w = r * r
  const up = powerOfTwo(k - 1)
  const down = powerOfTwo(-k - 1)
  const s = up - down
  const y = s + (s * smallCosh(w) + (up + down) * smallSinh(r, low, w))
  return x > 0 ? y : x < 0 ? -y : x
}

function cosh(x: number): number {
  const a = Math.abs(x)
  if (!(a <= moderate)) return large(a)
  const k = a * log2e + halfShifter - halfShifter
  const high = a - k * ln2High
  const r = high - k * ln2Low
  const low = high - r - k * ln2Low
  const w = r * r
  const up = powerOfTwo(k - 1)
  const down = powerOfTwo(-k - 1)
  const c = up + down
  return c + (c * smallCosh(w) + (up - down) * smallSinh(r, low, w))
}

export const sinhFunction: LaneFunction = { name: 'sinh', scalar: sinh }

export const coshFunction: LaneFunction = { name: 'cosh', scalar: cosh }
