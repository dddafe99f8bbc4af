/**
 * eˣ and eˣ − 1. With k the integer nearest x / ln 2 and r = x − k ln 2 (ln 2 in two parts, after Cody
 * and Waite), eˣ = 2ᵏ eʳ, and eʳ is a polynomial that is minimax for the relative error of eʳ − 1 on
 * |r| ≤ ln 2 / 2 (1.9e-17; Remez's algorithm in 200 bits, then rounded).
 */
import type { DoubleLanes, Lane, LaneFunction } from '../emitter.ts'
import {
  doublyBiasedShifter,
  emitPolynomial,
  emitScaled,
  emitWithSign,
  powerOfTwo,
  scaled,
  shifter,
} from './powers.ts'

export const log2e = Math.LOG2E
/** ln 2 in two parts, the first of 32 bits: its products with exponents are exact. */
export const ln2High = 0.6931471803691238
export const ln2Low = 1.9082149292705877e-10

// eʳ = 1 + r + r² (c2 + c3 r + …)
const c2 = 0.5000000000000006
const c3 = 0.16666666666666685
const c4 = 0.0416666666665736
const c5 = 0.008333333333314595
const c6 = 0.0013888888932387274
const c7 = 0.00019841269903035248
const c8 = 2.4801504435004965e-5
const c9 = 2.7557227941992476e-6
const c10 = 2.762633112463439e-7
const c11 = 2.5114478744030994e-8

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

export function emitBend(lanes: DoubleLanes, r: Lane): Lane {
  const w = lanes.mul(r, r)
  const even = emitPolynomial(lanes, w, [c2, c4, c6, c8, c10])
  const odd = emitPolynomial(lanes, w, [c3, c5, c7, c9, c11])
  return lanes.mul(w, lanes.add(even, lanes.mul(r, odd)))
}

/** x − k ln 2. */
function emitReduced(lanes: DoubleLanes, x: Lane, k: Lane): Lane {
  const high = lanes.sub(x, lanes.mul(k, lanes.constant(ln2High)))
  return lanes.sub(high, lanes.mul(k, lanes.constant(ln2Low)))
}

export interface EmittedRest {
  readonly r: Lane
  /** The rounding error of r, nearly. */
  readonly low: Lane
}

export function emitReducedWithLow(lanes: DoubleLanes, x: Lane, k: Lane): EmittedRest {
  const high = lanes.sub(x, lanes.mul(k, lanes.constant(ln2High)))
  const part = lanes.mul(k, lanes.constant(ln2Low))
  const r = lanes.sub(high, part)
  return { r, low: lanes.sub(lanes.sub(high, r), part) }
}

/** The p and k of eˣ = (1 + p) 2ᵏ for x in [−1000, 710], with k as `emitScaled` wants it. */
export function emitExpParts(lanes: DoubleLanes, x: Lane): readonly [p: Lane, n: Lane] {
  const shift = lanes.constant(doublyBiasedShifter)
  const n = lanes.add(lanes.mul(x, lanes.constant(log2e)), shift)
  const r = emitReduced(lanes, x, lanes.sub(n, shift))
  return [lanes.add(r, emitBend(lanes, r)), n]
}

function emitExp(lanes: DoubleLanes, x: Lane): Lane {
  const [p, n] = emitExpParts(lanes, x)
  return emitScaled(lanes, lanes.add(lanes.constant(1), p), n)
}

export const expFunction: LaneFunction = {
  name: 'exp',
  scalar: exp,
  emit: (lanes, [x]) => {
    const below = lanes.min(x, lanes.constant(710))
    return emitExp(lanes, lanes.max(below, lanes.constant(-746)))
  },
}

/** e^−|x|; as the host's `exp(-Math.abs(x))`. */
export function emitDecay(lanes: DoubleLanes, x: Lane): Lane {
  const negative = lanes.bitOr(x, lanes.bits(0x80000000, 0))
  return emitExp(lanes, lanes.max(negative, lanes.constant(-746)))
}

const expm1Lowest = -40
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

export const expm1Function: LaneFunction = {
  name: 'expm1',
  scalar: expm1,
  emit: (lanes, [x]) => {
    const below = lanes.min(x, lanes.constant(710))
    const clamped = lanes.max(below, lanes.constant(expm1Lowest))
    const shift = lanes.constant(halfShifter)
    const n = lanes.add(lanes.mul(clamped, lanes.constant(log2e)), shift)
    const k = lanes.sub(n, shift)
    const { r, low } = emitReducedWithLow(lanes, clamped, k)
    const p = lanes.add(r, lanes.add(emitBend(lanes, r), low))
    const half = lanes.shiftLeft(n, 52)
    const sum = lanes.add(lanes.mul(half, p), lanes.sub(half, lanes.constant(0.5)))
    const small = lanes.equal(k, lanes.constant(0))
    return emitWithSign(lanes, lanes.select(small, p, lanes.add(sum, sum)), x)
  },
}
