/**
 * The hyperbolic tangent. With an integer k near 2u / ln 2 and t = tanh(u − k ln 2 / 2), the addition
 * theorem makes tanh u a quotient linear in t, with one division; for small u, where k = 0, it is t to
 * the bit. k is the integer nearest 2u / ln 2 − ¼, since a negative t would cancel digits where k = 1.
 * The polynomial for (tanh z − z) / z³ is minimax for the relative error of tanh z on
 * |z| ≤ 3 ln 2 / 8 (7.6e-18; Remez's algorithm in 200 bits, then rounded).
 */
import type { LaneFunction } from '../emitter.ts'
import { ln2High, ln2Low } from './exp.ts'
import { biasedShifter, powerOfTwo } from './powers.ts'
import { singleTanh } from './single/tanh.ts'

export const twiceLog2e = 2 * Math.LOG2E
export const halfLn2High = ln2High / 2
export const halfLn2Low = ln2Low / 2

export const c3 = -0.33333333333332427
export const c5 = 0.1333333333298982
export const c7 = -0.05396825352785983
export const c9 = 0.021869461741903205
export const c11 = -0.008862361919096033
export const c13 = 0.0035764082094146494
export const c15 = -0.0013076577664321626

/** tanh z for |z| ≤ 3 ln 2 / 8. */
function smallTanh(z: number): number {
  const w = z * z
  return z + z * w * (c3 + w * (c5 + w * (c7 + w * (c9 + w * (c11 + w * (c13 + w * c15))))))
}

/** From here on tanh rounds to 1. */
export const saturation = 20

/**
 * With s = 2ᵏ, tanh u = (s − 1 + (s + 1) t) / (s + 1 + (s − 1) t), and from k = 2 on 1 less the rest,
 * 2 (1 − t) over the same: near 1 the quotient's roundings would show.
 */
function tanh(x: number): number {
  const u = Math.min(Math.abs(x), saturation)
  const k = u * twiceLog2e - 0.25 + biasedShifter - biasedShifter
  const t = smallTanh(u - k * halfLn2High - k * halfLn2Low)
  const s = powerOfTwo(k)
  const less = s - 1
  const more = s + 1
  const below = more + less * t
  const y = k < 2 ? (less + more * t) / below : 1 - (2 - (t + t)) / below
  return x > 0 ? y : x < 0 ? -y : x
}

export const tanhFunction: LaneFunction = { name: 'tanh', scalar: tanh, single: singleTanh }
