/**
 * xʸ = 2^(y log₂ x), after fdlibm's e_pow.c: log₂ |x| and its product with y in two doubles, some 67
 * bits, of which the leading one is cut to 26 bits wherever products shall be exact. With
 * |x| = 2ⁿ m, m in [√3/2, √3), log₂ m is that of b = 1 or 3/2 and a series in (m − b) / (m + b). Signs
 * and special cases are those of IEEE 754: of ECMAScript's, but that 1 to any power is 1, even to NaN, and
 * −1 to ±∞.
 */
import type { DoubleLanes, Lane, LaneFunction } from '../emitter.ts'
import { bend, emitBend } from './exp.ts'
import { emitParts, exponentOf, leastNormal } from './log.ts'
import {
  doublyBiasedShifter,
  emitPolynomial,
  emitScaled,
  powerOfTwo,
  scaled,
  shifter,
} from './powers.ts'
import { emitUpperHalf, upperHalf } from './product.ts'

const l1 = 0.5999999999999946
const l2 = 0.4285714285785502
const l3 = 0.33333332981837743
const l4 = 0.272728123808534
const l5 = 0.23066074577556175
const l6 = 0.20697501780033842

/** 2 / (3 ln 2), also in two parts. */
const scale = 0.9617966939259756
const scaleHigh = 0.9617967009544373
const scaleLow = -7.028461650952758e-9
/** log₂ 3/2 in two parts. */
const stepHigh = 0.5849624872207642
const stepLow = 1.350039202129749e-8
/** ln 2 in two parts, the first of 24 bits. */
const ln2High = 0.6931471824645996
const ln2Low = -1.904654299957768e-9

/** The upper half of √3/2, where mantissas begin, and √(3/2), from which on b = 3/2. */
const rootStart = 0x3febb67b
const rootMiddle = 1.224744871391589
/** Beyond, xʸ overflows or underflows but for |x| = 1. */
const hugeExponent = 2 ** 500

/** |x|ʸ for normal |x| 2^−extra and moderate y. */
function magnitudePower(a: number, extra: number, y: number): number {
  const k = exponentOf(a, rootStart)
  const m = a * powerOfTwo(-k)
  const n = k - extra
  const upper = m >= rootMiddle
  const b = upper ? 1.5 : 1
  // s = (m − b) / (m + b) in two parts.
  const u = m - b
  const v = 1 / (m + b)
  const s = u * v
  const sHigh = upperHalf(s)
  const sumHigh = upperHalf(m + b)
  const sumLow = m - (sumHigh - b)
  const sLow = v * (u - sHigh * sumHigh - sHigh * sumLow)
  // 3/2 ln(m / b) = s (3 + s² + r).
  const z = s * s
  const series = z * z * (l1 + z * (l2 + z * (l3 + z * (l4 + z * (l5 + z * l6)))))
  const r = series + sLow * (sHigh + s)
  const square = sHigh * sHigh
  const factor = upperHalf(square + 3 + r)
  const factorLow = r - (factor - 3 - square)
  const product = sHigh * factor
  const rest = sLow * factor + factorLow * s
  const lnHigh = upperHalf(product + rest)
  const lnLow = rest - (lnHigh - product)
  // log₂ |x| in two parts.
  const high = scaleHigh * lnHigh
  const low = scaleLow * lnHigh + lnLow * scale + (upper ? stepLow : 0)
  const step = upper ? stepHigh : 0
  const logHigh = upperHalf(high + low + step + n)
  const logLow = low - (logHigh - n - step - high)

  const yHigh = upperHalf(y)
  const powerLow = (y - yHigh) * logHigh + y * logLow
  const powerHigh = yHigh * logHigh
  const power = powerLow + powerHigh
  if (power > 1025) return Infinity
  if (power < -1080) return 0
  const whole = power + shifter - shifter
  const fraction = powerHigh - whole
  const t = upperHalf(powerLow + fraction)
  const natural = t * ln2High
  const naturalLow = (powerLow - (t - fraction)) * Math.LN2 + t * ln2Low
  const e = natural + naturalLow
  const eLow = naturalLow - (e - natural)
  const start = 1 + e
  const startLow = 1 - start + e
  return scaled(start + (startLow + (bend(e) + eLow)), whole)
}

function isOdd(y: number): boolean {
  const half = y * 0.5
  return Math.floor(y) === y && Math.floor(half) !== half
}

function pow(x: number, y: number): number {
  const a = Math.abs(x)
  if (!(a >= leastNormal && a < Infinity && Math.abs(y) <= hugeExponent)) return special(x, y)
  if (x > 0) return magnitudePower(a, 0, y)
  if (Math.floor(y) !== y) return NaN
  const size = magnitudePower(a, 0, y)
  return isOdd(y) ? -size : size
}

function special(x: number, y: number): number {
  if (y === 0 || x === 1) return 1
  if (x !== x || y !== y) return NaN
  const a = Math.abs(x)
  if (Math.abs(y) > hugeExponent) {
    // All these exponents are even.
    if (a === 1) return 1
    return a > 1 === y > 0 ? Infinity : 0
  }
  const negative = x < 0 || Object.is(x, -0)
  if (a === 0 || a === Infinity) {
    const size = (a === 0) === y > 0 ? 0 : Infinity
    return negative && isOdd(y) ? -size : size
  }
  if (negative && Math.floor(y) !== y) return NaN
  const size = magnitudePower(a * 2 ** 54, 54, y)
  return negative && isOdd(y) ? -size : size
}

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

export const powFunction: LaneFunction = {
  name: 'pow',
  scalar: pow,
  emit: (lanes, [x, y]) => {
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
  },
}
