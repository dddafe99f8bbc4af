/**
 * eˣ and eˣ − 1. With k the integer nearest x / ln 2 and r = x − k ln 2 (ln 2 in two parts, after Cody
 * and Waite), eˣ = 2ᵏ eʳ, and eʳ is a polynomial that is minimax for the relative error of eʳ − 1 on
 * |r| ≤ ln 2 / 2 (1.9e-17; Remez's algorithm in 200 bits, then rounded).
 */
import type { LaneFunction } from '../emitter.ts'
import { powerOfTwo, scaled, shifter } from './powers.ts'
import { singleExp } from './single/exp.ts'

export const log2e = Math.LOG2E
/** ln 2 in two parts, the first of 32 bits: its products with exponents are exact. */
export const ln2High = 0.6931471803691238
export const ln2Low = 1.9082149292705877e-10

// eʳ = 1 + r + r² (c2 + c3 r + …)
export const c2 = 0.5000000000000006
export const c3 = 0.16666666666666685
export const c4 = 0.0416666666665736
export const c5 = 0.008333333333314595
export const c6 = 0.0013888888932387274
export const c7 = 0.00019841269903035248
export const c8 = 2.4801504435004965e-5
export const c9 = 2.7557227941992476e-6
export const c10 = 2.762633112463439e-7
export const c11 = 2.5114478744030994e-8

/** Above, eˣ overflows; below the other, it rounds to 0. */
const highest = 709.79
const lowest = -745.14

export function exp(x: number): number {
  if (x > highest) return Infinity
  if (x < lowest) return 0
  const k = exponentOf(x)
  return scaled(1 + restOf(x, k), k)
}

/** The k of eˣ = (1 + p) 2ᵏ: the integer nearest x / ln 2. */
export function exponentOf(x: number): number {
  return x * log2e + shifter - shifter
}

/** The p of eˣ = (1 + p) 2ᵏ. */
export function restOf(x: number, k: number): number {
  const r = x - k * ln2High - k * ln2Low
  return r + bend(r)
}

/** eʳ − 1 − r for |r| ≤ ln 2 / 2. */
export function bend(r: number): number {
  const w = r * r
  const even = c2 + w * (c4 + w * (c6 + w * (c8 + w * c10)))
  const odd = c3 + w * (c5 + w * (c7 + w * (c9 + w * c11)))
  return w * (even + r * odd)
}

export const expFunction: LaneFunction = { name: 'exp', scalar: exp, single: singleExp }

export const expm1Lowest = -40
/** The bias of the shifter is one less than the exponent's, for 2ᵏ⁻¹. */
export const halfShifter = shifter + 1022

/**
 * 2ᵏ (1 + p) − 1 with p = eʳ − 1, computed by halves, as 2ᵏ may overflow; for k = 0 it is p. For k = 1
 * digits cancel, so the rounding error of r counts.
 */
export function expm1(x: number): number {
  if (x > highest) return Infinity
  if (x < expm1Lowest) return -1
  const k = x * log2e + halfShifter - halfShifter
  const high = x - k * ln2High
  const r = high - k * ln2Low
  const low = high - r - k * ln2Low
  const p = r + (bend(r) + low)
  if (k === 0) return x === 0 ? x : p
  const half = powerOfTwo(k - 1)
  return 2 * (half * p + (half - 0.5))
}

export const expm1Function: LaneFunction = { name: 'expm1', scalar: expm1 }
