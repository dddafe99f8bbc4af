/** xʸ as lanes: the steps of math/pow.ts; where they are not for the arguments, the host is asked. */
import type { DoubleLanes, Lane, LaneRule } from '../../emitter.ts'
import { leastNormal } from '../../math/log.ts'
import {
  hugeExponent,
  l1,
  l2,
  l3,
  l4,
  l5,
  l6,
  ln2High,
  ln2Low,
  powFunction,
  rootMiddle,
  rootStart,
  scale,
  scaleHigh,
  scaleLow,
  stepHigh,
  stepLow,
} from '../../math/pow.ts'
import { emitBend } from './exp.ts'
import { emitParts } from './log.ts'
import { doublyBiasedShifter, emitPolynomial, emitScaled } from './powers.ts'
import { emitUpperHalf } from './product.ts'

interface EmittedPair {
  readonly high: Lane
  readonly low: Lane
}

/** log₂ a in two parts; the same steps as the host's. */
function emitLog2(lanes: DoubleLanes, a: Lane): EmittedPair {
  const { k, mantissa: m } = emitParts(lanes, a, rootStart)
  const zero = lanes.constant(0)
  const three = lanes.constant(3)
  const upper = lanes.greaterEqual(m, lanes.constant(rootMiddle))
  const b = lanes.select(upper, lanes.constant(1.5), lanes.constant(1))
  const u = lanes.sub(m, b)
  const sum = lanes.add(m, b)
  const v = lanes.div(lanes.constant(1), sum)
  const s = lanes.mul(u, v)
  const sHigh = emitUpperHalf(lanes, s)
  const sumHigh = emitUpperHalf(lanes, sum)
  const sumLow = lanes.sub(m, lanes.sub(sumHigh, b))
  const residue = lanes.sub(lanes.sub(u, lanes.mul(sHigh, sumHigh)), lanes.mul(sHigh, sumLow))
  const sLow = lanes.mul(v, residue)
  const z = lanes.mul(s, s)
  const series = lanes.mul(lanes.mul(z, z), emitPolynomial(lanes, z, [l1, l2, l3, l4, l5, l6]))
  const r = lanes.add(series, lanes.mul(sLow, lanes.add(sHigh, s)))
  const square = lanes.mul(sHigh, sHigh)
  const factor = emitUpperHalf(lanes, lanes.add(lanes.add(square, three), r))
  const factorLow = lanes.sub(r, lanes.sub(lanes.sub(factor, three), square))
  const product = lanes.mul(sHigh, factor)
  const rest = lanes.add(lanes.mul(sLow, factor), lanes.mul(factorLow, s))
  const lnHigh = emitUpperHalf(lanes, lanes.add(product, rest))
  const lnLow = lanes.sub(rest, lanes.sub(lnHigh, product))
  const high = lanes.mul(lanes.constant(scaleHigh), lnHigh)
  const lows = lanes.add(
    lanes.mul(lanes.constant(scaleLow), lnHigh),
    lanes.mul(lnLow, lanes.constant(scale)),
  )
  const low = lanes.add(lows, lanes.select(upper, lanes.constant(stepLow), zero))
  const step = lanes.select(upper, lanes.constant(stepHigh), zero)
  const whole = lanes.add(lanes.add(lanes.add(high, low), step), k)
  const logHigh = emitUpperHalf(lanes, whole)
  const back = lanes.sub(lanes.sub(lanes.sub(logHigh, k), step), high)
  return { high: logHigh, low: lanes.sub(low, back) }
}

/** 2^(high + low), where the sum is neither so large nor so small that it decides alone. */
function emitExp2(lanes: DoubleLanes, power: Lane, high: Lane, low: Lane): Lane {
  const shift = lanes.constant(doublyBiasedShifter)
  const n = lanes.add(power, shift)
  const fraction = lanes.sub(high, lanes.sub(n, shift))
  const t = emitUpperHalf(lanes, lanes.add(low, fraction))
  const natural = lanes.mul(t, lanes.constant(ln2High))
  const left = lanes.sub(low, lanes.sub(t, fraction))
  const naturalLow = lanes.add(
    lanes.mul(left, lanes.constant(Math.LN2)),
    lanes.mul(t, lanes.constant(ln2Low)),
  )
  const e = lanes.add(natural, naturalLow)
  const eLow = lanes.sub(naturalLow, lanes.sub(e, natural))
  const one = lanes.constant(1)
  const start = lanes.add(one, e)
  const startLow = lanes.add(lanes.sub(one, start), e)
  const rest = lanes.add(startLow, lanes.add(emitBend(lanes, e), eLow))
  return emitScaled(lanes, lanes.add(start, rest), n)
}

export const powLanes: LaneRule = (lanes, [x, y]) => {
  const zero = lanes.constant(0)
  const a = lanes.abs(x)
  const log = emitLog2(lanes, a)
  const yHigh = emitUpperHalf(lanes, y)
  const low = lanes.add(lanes.mul(lanes.sub(y, yHigh), log.high), lanes.mul(y, log.low))
  const high = lanes.mul(yHigh, log.high)
  const power = lanes.add(low, high)
  const moderate = emitExp2(lanes, power, high, low)
  const over = lanes.greater(power, lanes.constant(1025))
  const under = lanes.less(power, lanes.constant(-1080))
  const bounded = lanes.select(under, zero, moderate)
  const nonzero = lanes.select(over, lanes.constant(Infinity), bounded)
  const vanishes = lanes.and(lanes.equal(a, zero), lanes.greater(y, zero))
  const size = lanes.select(vanishes, zero, nonzero)

  const half = lanes.mul(y, lanes.constant(0.5))
  const whole = lanes.equal(lanes.floor(y), y)
  const odd = lanes.and(whole, lanes.notEqual(lanes.floor(half), half))
  const sign = lanes.select(odd, lanes.bitAnd(x, lanes.bits(0x80000000, 0)), zero)
  const signed = lanes.bitXor(size, sign)

  const normal = lanes.and(
    lanes.greaterEqual(a, lanes.constant(leastNormal)),
    lanes.less(a, lanes.constant(Infinity)),
  )
  const defined = lanes.or(lanes.greaterEqual(x, zero), whole)
  const tame = lanes.lessEqual(lanes.abs(y), lanes.constant(hugeExponent))
  const usual = lanes.and(lanes.and(lanes.or(normal, vanishes), defined), tame)
  return lanes.escape(lanes.not(usual), powFunction, [x, y], signed)
}
