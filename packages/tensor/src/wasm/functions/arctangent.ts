/** atan and atan2 as lanes: the steps of math/arctangent.ts. */
import type { DoubleLanes, Lane, LaneRule } from '../../emitter.ts'
import {
  arctanHalf,
  arctanHalfLow,
  atan2Function,
  flat,
  halfPi,
  halfPiLow,
  least,
  middle,
  most,
  piLow,
  quarterPi,
  quarterPiLow,
  t1,
  t10,
  t11,
  t2,
  t3,
  t4,
  t5,
  t6,
  t7,
  t8,
  t9,
  upper,
} from '../../math/arctangent.ts'
import { emitPolynomial, emitWithSign } from './powers.ts'

function emitAngleOf(lanes: DoubleLanes, n: Lane, d: Lane, steep: Lane, left: Lane): Lane {
  const zero = lanes.constant(0)
  const half = lanes.constant(0.5)
  const isUpper = lanes.greater(n, lanes.mul(d, lanes.constant(upper)))
  const isMiddle = lanes.greater(n, lanes.mul(d, lanes.constant(middle)))
  const choose = (high: Lane, between: Lane, other: Lane): Lane =>
    lanes.select(isUpper, high, lanes.select(isMiddle, between, other))
  const above = choose(lanes.sub(n, d), lanes.sub(n, lanes.mul(half, d)), n)
  const below = choose(lanes.add(d, n), lanes.add(d, lanes.mul(half, n)), d)
  const start = choose(lanes.constant(quarterPi), lanes.constant(arctanHalf), zero)
  const low = choose(lanes.constant(quarterPiLow), lanes.constant(arctanHalfLow), zero)
  const z = lanes.div(above, below)
  const w = lanes.mul(z, z)
  const v = lanes.mul(w, w)
  const odd = lanes.mul(w, emitPolynomial(lanes, v, [t1, t3, t5, t7, t9, t11]))
  const even = lanes.mul(v, emitPolynomial(lanes, v, [t2, t4, t6, t8, t10]))
  const bend = lanes.mul(z, lanes.add(odd, even))
  const rest = lanes.sub(z, lanes.sub(bend, low))
  const side = (far: number, top: number): Lane =>
    lanes.select(steep, lanes.constant(top), lanes.select(left, lanes.constant(far), zero))
  const axis = side(Math.PI, halfPi)
  const axisLow = side(piLow, halfPiLow)
  const down = lanes.or(lanes.and(steep, lanes.not(left)), lanes.and(left, lanes.not(steep)))
  const turn = lanes.select(down, lanes.neg(start), start)
  const sum = lanes.add(axis, turn)
  const lost = lanes.add(lanes.sub(axis, sum), turn)
  const signed = lanes.select(down, lanes.neg(rest), rest)
  return lanes.add(sum, lanes.add(signed, lanes.add(lost, axisLow)))
}

export const atanLanes: LaneRule = (lanes, [x]) => {
  const one = lanes.constant(1)
  const a = lanes.min(lanes.abs(x), lanes.constant(flat))
  const steep = lanes.greater(a, one)
  const never = lanes.less(one, one)
  const y = emitAngleOf(lanes, lanes.min(a, one), lanes.max(a, one), steep, never)
  return emitWithSign(lanes, y, x)
}

export const atan2Lanes: LaneRule = (lanes, [y, x]) => {
  const high = lanes.abs(y)
  const wide = lanes.abs(x)
  const d = lanes.max(high, wide)
  const usual = lanes.and(
    lanes.greaterEqual(d, lanes.constant(least)),
    lanes.lessEqual(d, lanes.constant(most)),
  )
  const steep = lanes.greater(high, wide)
  const left = lanes.less(x, lanes.constant(0))
  const size = emitAngleOf(lanes, lanes.min(high, wide), d, steep, left)
  const signed = emitWithSign(lanes, size, y)
  return lanes.escape(lanes.not(usual), atan2Function, [y, x], signed)
}
