/**
 * The tangent, as the quotient of sine and cosine, each in two doubles; for an odd number of quarter
 * turns, of −cosine and sine. The quotient of the leading parts is corrected once by what is left of
 * the division, which is computed exactly.
 */
import type { LaneFunction } from '../emitter.ts'
import { shifter } from './powers.ts'
import { productError } from './product.ts'
import {
  halfPi1,
  halfPi2,
  halfPi3,
  moderate,
  reduced,
  reduceLarge,
  twoOverPi,
} from './quarter-turns.ts'
import { cosineRest, sineRest } from './sine.ts'

function quotient(quarters: number, y: number, tail: number): number {
  const z = y * y
  const w = 1 - 0.5 * z
  const bend = sineRest(y, tail, z)
  const sine = y - bend
  const sineLow = y - sine - bend
  const rise = cosineRest(y, tail, z, w)
  const cosine = w + rise
  const cosineLow = w - cosine + rise
  if (quarters & 1) return -divide(cosine, cosineLow, sine, sineLow)
  return divide(sine, sineLow, cosine, cosineLow)
}

/** (a + aLow) / (b + bLow). */
function divide(a: number, aLow: number, b: number, bLow: number): number {
  const inverse = 1 / b
  const q = a * inverse
  const product = q * b
  const excess = product - a + productError(q, b, product) + (q * bLow - aLow)
  return q - excess * inverse
}

function tan(x: number): number {
  if (!(Math.abs(x) <= moderate)) {
    if (!Number.isFinite(x)) return NaN
    const quarters = reduceLarge(x)
    return quotient(quarters, reduced[0], reduced[1])
  }
  const k = x * twoOverPi + shifter - shifter
  const first = x - k * halfPi1
  const part = k * halfPi2
  const second = first - part
  const low = k * halfPi3 - (first - second - part)
  const y = second - low
  return quotient(k | 0, y, second - y - low)
}

export const tanFunction: LaneFunction = { name: 'tan', scalar: tan }
