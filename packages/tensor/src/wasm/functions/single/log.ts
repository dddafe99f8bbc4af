/** ln x as lanes of float32: the steps of math/single/log.ts. */
import type { SingleRule } from '../../../emitter.ts'
import { ln2High, ln2Low } from '../../../math/single/exp.ts'
import {
  leastNormal,
  r1,
  r2,
  r3,
  rootHalf,
  subnormalScale,
  subnormalShift,
} from '../../../math/single/log.ts'
import { emitPolynomial } from '../powers.ts'

export const singleLogLanes: SingleRule = (lanes, [x]) => {
  const [zero, one] = [lanes.constant(0), lanes.constant(1)]
  const isSmall = lanes.less(x, lanes.constant(leastNormal))
  const grown = lanes.mul(x, lanes.constant(subnormalScale))
  const lifted = lanes.addBits(lanes.select(isSmall, grown, x), lanes.bits(0x40000000 - rootHalf))
  const magic = lanes.constant(2 ** 23)
  const biased = lanes.bitOr(lanes.shiftRight(lifted, 23), magic)
  const usual = lanes.sub(biased, lanes.constant(2 ** 23 + 128))
  const k = lanes.sub(usual, lanes.select(isSmall, lanes.constant(subnormalShift), zero))
  const fraction = lanes.bitAnd(lifted, lanes.bits(0x007fffff))
  const f = lanes.sub(lanes.addBits(fraction, lanes.bits(rootHalf)), one)
  const s = lanes.div(f, lanes.add(f, lanes.constant(2)))
  const z = lanes.mul(s, s)
  const series = lanes.mul(z, emitPolynomial(lanes, z, [r1, r2, r3]))
  const half = lanes.mul(lanes.mul(f, f), lanes.constant(0.5))
  const low = lanes.add(lanes.mul(s, lanes.add(half, series)), lanes.mul(k, lanes.constant(ln2Low)))
  const below = lanes.sub(lanes.sub(half, low), f)
  const y = lanes.sub(lanes.mul(k, lanes.constant(ln2High)), below)
  // −∞ at 0, x itself at ∞ and NaN, NaN below 0.
  const infinity = lanes.constant(Infinity)
  const beyond = lanes.select(lanes.less(x, zero), lanes.constant(NaN), x)
  const special = lanes.select(lanes.equal(x, zero), lanes.neg(infinity), beyond)
  const inside = lanes.and(lanes.greater(x, zero), lanes.less(x, infinity))
  return lanes.select(inside, y, special)
}
