/**
 * The logistic function σ(x) = 1 / (1 + e⁻ˣ). With e = e^−|x|, which does not overflow, and
 * q = e / (1 + e), it is 1 − q for x ≥ 0 and e − e q below: both end in the rounding of a difference
 * from a number that is nearly right, where the quotient's own roundings would show.
 * x σ(x) is x/2 + x/2 tanh(x/2) in (−1, 1); below, it is scaled by the power of two in e last, so that it
 * is rounded once where e is subnormal.
 */
import type { LaneFunction } from '../emitter.ts'
import { emitDecay, emitExpParts, exp, exponentOf, restOf } from './exp.ts'
import { emitScaled, scaled } from './powers.ts'

function sigmoid(x: number): number {
  const e = exp(-Math.abs(x))
  const q = e / (1 + e)
  return x < 0 ? e - e * q : 1 - q
}

export const sigmoidFunction: LaneFunction = {
  name: 'sigmoid',
  scalar: sigmoid,
  emit: (lanes, [x]) => {
    const one = lanes.constant(1)
    const e = emitDecay(lanes, x)
    const q = lanes.div(e, lanes.add(one, e))
    const negative = lanes.less(x, lanes.constant(0))
    return lanes.select(negative, lanes.sub(e, lanes.mul(e, q)), lanes.sub(one, q))
  },
}

/** Below, x eˣ rounds to 0. */
const siluLowest = -760

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

export const siluFunction: LaneFunction = {
  name: 'silu',
  scalar: silu,
  emit: (lanes, [x]) => {
    const [one, lowest] = [lanes.constant(1), lanes.constant(siluLowest)]
    const z = lanes.max(x, lowest)
    const [p, n] = emitExpParts(lanes, lanes.max(lanes.neg(lanes.abs(z)), lowest))
    const m = lanes.add(one, p)
    const e = emitScaled(lanes, m, n)
    const sum = lanes.add(one, e)
    const q = lanes.div(e, sum)
    const below = emitScaled(lanes, lanes.mul(z, lanes.sub(m, lanes.mul(m, q))), n)
    const half = lanes.mul(lanes.constant(0.5), z)
    const negative = lanes.less(z, lanes.constant(0))
    const difference = lanes.select(negative, lanes.sub(e, one), lanes.sub(one, e))
    const ratio = lanes.div(difference, sum)
    const close = lanes.add(half, lanes.mul(half, ratio))
    const isClose = lanes.less(lanes.abs(z), one)
    const above = lanes.mul(z, lanes.sub(one, q))
    return lanes.select(isClose, close, lanes.select(negative, below, above))
  },
}
