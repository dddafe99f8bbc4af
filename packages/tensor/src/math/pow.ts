/**
 * xʸ = 2^(y log₂ x), after fdlibm's e_pow.c: log₂ |x| and its product with y in two doubles, some 67
 * bits, of which the leading one is cut to 26 bits wherever products shall be exact. With
 * |x| = 2ⁿ m, m in [√3/2, √3), log₂ m is that of b = 1 or 3/2 and a series in (m − b) / (m + b). Signs
 * and special cases are those of IEEE 754: of ECMAScript's, but that 1 to any power is 1, even to NaN, and
 * −1 to ±∞.
 */
import type { LaneFunction } from '../emitter.ts'
import { bend } from './exp.ts'
import { exponentOf, leastNormal } from './log.ts'
import { powerOfTwo, scaled, shifter } from './powers.ts'
import { upperHalf } from './product.ts'

export const l1 = 0.5999999999999946
export const l2 = 0.4285714285785502
export const l3 = 0.33333332981837743
export const l4 = 0.272728123808534
export const l5 = 0.23066074577556175
export const l6 = 0.20697501780033842

/** 2 / (3 ln 2), also in two parts. */
export const scale = 0.9617966939259756
export const scaleHigh = 0.9617967009544373
export const scaleLow = -7.028461650952758e-9
/** log₂ 3/2 in two parts. */
export const stepHigh = 0.5849624872207642
export const stepLow = 1.350039202129749e-8
/** ln 2 in two parts, the first of 24 bits. */
export const ln2High = 0.6931471824645996
export const ln2Low = -1.904654299957768e-9

/** The upper half of √3/2, where mantissas begin, and √(3/2), from which on b = 3/2. */
export const rootStart = 0x3febb67b
export const rootMiddle = 1.224744871391589
/** Beyond, xʸ overflows or underflows but for |x| = 1. */
export const hugeExponent = 2 ** 500

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

export const powFunction: LaneFunction = { name: 'pow', scalar: pow }
