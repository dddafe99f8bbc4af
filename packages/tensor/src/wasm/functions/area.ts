/** The inverse hyperbolic functions as lanes: the steps of math/area.ts. */
import type { LaneRule } from '../../emitter.ts'
import { far } from '../../math/area.ts'
import { emitLog1pOfSum } from './log.ts'
import { emitWithSign } from './powers.ts'

export const asinhLanes: LaneRule = (lanes, [x]) => {
  const one = lanes.constant(1)
  const a = lanes.abs(x)
  const isFar = lanes.greater(a, lanes.constant(far))
  const square = lanes.mul(a, a)
  const root = lanes.sqrt(lanes.add(square, one))
  const rest = lanes.div(square, lanes.add(root, one))
  const t = lanes.add(a, rest)
  const low = lanes.select(isFar, lanes.constant(0), lanes.add(lanes.sub(a, t), rest))
  const log = emitLog1pOfSum(lanes, lanes.select(isFar, lanes.sub(a, one), t), low)
  const doubled = lanes.add(log, lanes.constant(Math.LN2))
  return emitWithSign(lanes, lanes.select(isFar, doubled, log), x)
}

export const acoshLanes: LaneRule = (lanes, [x]) => {
  const t = lanes.sub(x, lanes.constant(1))
  const isFar = lanes.greater(x, lanes.constant(far))
  const root = lanes.sqrt(lanes.add(lanes.mul(t, t), lanes.add(t, t)))
  const sum = lanes.add(root, t)
  const low = lanes.select(isFar, lanes.constant(0), lanes.add(lanes.sub(root, sum), t))
  const log = emitLog1pOfSum(lanes, lanes.select(isFar, t, sum), low)
  const y = lanes.select(isFar, lanes.add(log, lanes.constant(Math.LN2)), log)
  const inDomain = lanes.greaterEqual(x, lanes.constant(1))
  return lanes.select(inDomain, y, lanes.constant(NaN))
}

export const atanhLanes: LaneRule = (lanes, [x]) => {
  const a = lanes.abs(x)
  const twice = lanes.add(a, a)
  const isNear = lanes.less(a, lanes.constant(0.5))
  const above = lanes.select(isNear, lanes.mul(twice, a), twice)
  const quotient = lanes.div(above, lanes.sub(lanes.constant(1), a))
  const sum = lanes.add(twice, quotient)
  const low = lanes.add(lanes.sub(twice, sum), quotient)
  const t = lanes.select(isNear, sum, quotient)
  const log = emitLog1pOfSum(lanes, t, lanes.select(isNear, low, lanes.constant(0)))
  return emitWithSign(lanes, lanes.mul(lanes.constant(0.5), log), x)
}
