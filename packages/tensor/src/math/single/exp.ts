/**
 * eˣ in float32, by the method of math/exp.ts: the polynomial is minimax for the relative error of eʳ on
 * |r| ≤ ln 2 / 2 (3.8e-9 with its rounded coefficients; Remez's algorithm in 150 bits).
 */
import type { LaneFunction } from '../../emitter.ts'
import { scaled, shifter } from './powers.ts'

const round = Math.fround

export const log2e = round(Math.LOG2E)
/** ln 2 in two parts, the first of 15 bits: its products with exponents are exact. */
export const ln2High = 0.693145751953125
export const ln2Low = round(Math.LN2 - ln2High)

// eʳ = 1 + r + r² (c2 + c3 r + …)
export const c2 = 0.4999999403953552
export const c3 = 0.1666652113199234
export const c4 = 0.04166838899254799
export const c5 = 0.008368716575205326
export const c6 = 0.001381459878757596

/** Above, eˣ overflows; below the other, it rounds to 0. */
export const highest = 89
export const lowest = -104

/** For x ≤ `highest`. */
export function expOf(x: number): number {
  if (x < lowest) return 0
  const k = round(round(round(x * log2e) + shifter) - shifter)
  const r = round(round(x - round(k * ln2High)) - round(k * ln2Low))
  const w = round(r * r)
  const even = round(c2 + round(w * round(c4 + round(w * c6))))
  const odd = round(c3 + round(w * c5))
  const p = round(r + round(w * round(even + round(r * odd))))
  return scaled(round(1 + p), k)
}

export const singleExp: LaneFunction = {
  name: 'exp',
  scalar: (x) => (x > highest ? Infinity : expOf(x)),
}
