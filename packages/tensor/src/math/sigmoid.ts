/**
 * The logistic function σ(x) = 1 / (1 + e⁻ˣ). With e = e^−|x|, which does not overflow, and
 * q = e / (1 + e), it is 1 − q for x ≥ 0 and e − e q below: both end in the rounding of a difference
 * from a number that is nearly right, where the quotient's own roundings would show.
 */
import type { LaneFunction } from '../emitter.ts'
import { emitDecay, exp } from './exp.ts'

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
