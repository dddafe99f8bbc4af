/** σ(x) and x σ(x) as lanes: the steps of math/sigmoid.ts. */
import type { Lane, LaneRule, Lanes } from '../../emitter.ts'
import { siluLowest } from '../../math/sigmoid.ts'
import { emitDecay, emitExpParts } from './exp.ts'
import { emitScaled } from './powers.ts'

/** σ(x), with e = e^−|x|. */
export function emitSigmoid(lanes: Lanes, x: Lane, e: Lane): Lane {
  const one = lanes.constant(1)
  const q = lanes.div(e, lanes.add(one, e))
  const negative = lanes.less(x, lanes.constant(0))
  return lanes.select(negative, lanes.sub(e, lanes.mul(e, q)), lanes.sub(one, q))
}

export const sigmoidLanes: LaneRule = (lanes, [x]) => emitSigmoid(lanes, x, emitDecay(lanes, x))

export const siluLanes: LaneRule = (lanes, [x]) => {
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
}
