/**
 * The logistic function σ(x) = 1 / (1 + e⁻ˣ). With e = e^−|x|, which does not overflow, and
 * q = e / (1 + e), it is 1 − q for x ≥ 0 and e − e q below: both end in the rounding of a difference
 * from a number that is nearly right, where the quotient's own roundings would show.
 * x σ(x) is x/2 + x/2 tanh(x/2) in (−1, 1); below, it is scaled by the power of two in e last, so that it
 * is rounded once where e is subnormal.
 */
import type { LaneFunction } from '../emitter.ts'
import { exp, exponentOf, restOf } from './exp.ts'
import { scaled } from './powers.ts'
import { singleSigmoid } from './single/sigmoid.ts'

function sigmoid(x: number): number {
  const e = exp(-Math.abs(x))
  const q = e / (1 + e)
  return x < 0 ? e - e * q : 1 - q
}

export const sigmoidFunction: LaneFunction = {
  name: 'sigmoid',
  scalar: sigmoid,
  single: singleSigmoid,
}

/** Below, x eˣ rounds to 0. */
export const siluLowest = -760

function silu(x: number): number {
  const z = Math.max(x, siluLowest)
  const a = Math.max(-Math.abs(z), siluLowest)
  const k = exponentOf(a)
  const m = 1 + restOf(a, k)
  const e = scaled(m, k)
  const sum = 1 + e
  const q = e / sum
  if (z >= 1) return z * (1 - q)
  if (!(z > -1)) return scaled(z * (m - m * q), k)
  const half = 0.5 * z
  return half + half * ((z < 0 ? e - 1 : 1 - e) / sum)
}

export const siluFunction: LaneFunction = { name: 'silu', scalar: silu }
