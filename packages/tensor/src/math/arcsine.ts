/**
 * asin and acos. Up to ½, asin x = x + x R(x²); above, asin x = π/2 − 2 asin √z with z = (1 − x) / 2,
 * where √z is kept in two parts as in fdlibm's e_asin.c. R is minimax on [0, ¼] (1.7e-17 relative to
 * x; Remez's algorithm in 200 bits, then rounded), and the same for both functions and both cases.
 */
import type { LaneFunction } from '../emitter.ts'

export const r1 = 0.16666666666665375
export const r2 = 0.07500000000344867
export const r3 = 0.044642856821921074
export const r4 = 0.030381959397610812
export const r5 = 0.022371751890745667
export const r6 = 0.017359796291371403
export const r7 = 0.013884344549402322
export const r8 = 0.012174978395419176
export const r9 = 0.006503373880449974
export const r10 = 0.01959471804690889
export const r11 = -0.016327249836467377
export const r12 = 0.03198204941865292

export const quarterPi = Math.PI / 4
export const halfPi = Math.PI / 2
export const halfPiLow = 6.123233995736766e-17

/** A sum with it is rounded to a multiple of 2⁻²⁵, so that squares of such numbers below 1 are exact. */
export const coarse = 1.5 * 2 ** 27
/** Keeps 0 / 0 out; next to anything else it is nothing. */
export const tiny = 1e-300

/** asin √z / √z − 1. */
function series(z: number): number {
  const w = z * z
  const odd = r1 + w * (r3 + w * (r5 + w * (r7 + w * (r9 + w * r11))))
  const even = r2 + w * (r4 + w * (r6 + w * (r8 + w * (r10 + w * r12))))
  return z * (odd + z * even)
}

function asin(x: number): number {
  const a = Math.abs(x)
  let y: number
  if (a < 0.5) {
    y = a + a * series(a * a)
  } else {
    const z = (1 - a) * 0.5
    const s = Math.sqrt(z)
    const f = s + coarse - coarse
    const rest = (z - f * f) / Math.max(s + f, tiny) // s = f + rest
    const bend = (s + s) * series(z) - (halfPiLow - (rest + rest))
    y = quarterPi - (bend - (quarterPi - (f + f)))
  }
  return x > 0 ? y : x < 0 ? -y : x
}

function acos(x: number): number {
  const a = Math.abs(x)
  if (a < 0.5) return halfPi - (x - (halfPiLow - x * series(x * x)))
  const z = (1 - a) * 0.5
  const s = Math.sqrt(z)
  if (x < 0) {
    const sum = s + (s * series(z) - halfPiLow)
    return Math.PI - (sum + sum)
  }
  const f = s + coarse - coarse
  const sum = f + (s * series(z) + (z - f * f) / Math.max(s + f, tiny))
  return sum + sum
}

export const asinFunction: LaneFunction = { name: 'asin', scalar: asin }

export const acosFunction: LaneFunction = { name: 'acos', scalar: acos }
