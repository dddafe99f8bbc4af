/**
 * ln x and ln(1 + x), after fdlibm's e_log.c: x = 2ᵏ (1 + f) with 1 + f in [√½, √2), s = f / (2 + f)
 * and a minimax series R in s², so that ln(1 + f) = f − f²/2 + s (f²/2 + R(s²)). Of 1 + x the rounding
 * error is kept and added to f, which makes f = x where k = 0.
 */
import type { DoubleLanes, Lane, LaneFunction } from '../emitter.ts'
import { ln2High, ln2Low } from './exp.ts'
import { emitPolynomial, emitWithSign, powerOfTwo } from './powers.ts'

const r1 = 0.6666666666666735
const r2 = 0.3999999999940942
const r3 = 0.2857142874366239
const r4 = 0.22222198432149784
const r5 = 0.1818357216161805
const r6 = 0.15313837699209373
const r7 = 0.14798198605116586

/** ln(2ᵏ (1 + f)) + low, for 1 + f between √½ and √2, or nearly. */
function logFromParts(k: number, f: number, low: number): number {
  const s = f / (f + 2)
  const z = s * s
  const w = z * z
  const odd = r1 + w * (r3 + w * (r5 + w * r7))
  const even = w * (r2 + w * (r4 + w * r6))
  const half = f * f * 0.5
  return k * ln2High - (half - (s * (half + (z * odd + even)) + (k * ln2Low + low)) - f)
}

function emitLogFromParts(lanes: DoubleLanes, k: Lane, f: Lane, rest?: Lane): Lane {
  const s = lanes.div(f, lanes.add(f, lanes.constant(2)))
  const z = lanes.mul(s, s)
  const w = lanes.mul(z, z)
  const odd = lanes.mul(z, emitPolynomial(lanes, w, [r1, r3, r5, r7]))
  const even = lanes.mul(w, emitPolynomial(lanes, w, [r2, r4, r6]))
  const half = lanes.mul(lanes.mul(f, f), lanes.constant(0.5))
  const series = lanes.mul(s, lanes.add(half, lanes.add(odd, even)))
  const part = lanes.mul(k, lanes.constant(ln2Low))
  const low = lanes.add(series, rest === undefined ? part : lanes.add(part, rest))
  const below = lanes.sub(lanes.sub(half, low), f)
  return lanes.sub(lanes.mul(k, lanes.constant(ln2High)), below)
}

/** The upper half of √½, rounded down: where the mantissas of logarithms begin. */
const rootHalf = 0x3fe6a09e

const float = new Float64Array(1)
const words = new Int32Array(float.buffer)
// The order of the words of a double is the machine's.
float[0] = 1
const high = words[1] === 0 ? 0 : 1

/** The k for which x 2^−k is in [m, 2m), for a normal positive x; m, about 1, by its upper half. */
export function exponentOf(x: number, start: number): number {
  float[0] = x
  return ((words[high] - start + 0x40000000) >>> 20) - 1024
}

export const leastNormal = 2.2250738585072014e-308

function log(x: number): number {
  if (x >= leastNormal && x < Infinity) {
    const k = exponentOf(x, rootHalf)
    return logFromParts(k, x * powerOfTwo(-k) - 1, 0)
  }
  if (x > 0 && x < leastNormal) {
    const k = exponentOf(x * 2 ** 54, rootHalf)
    return logFromParts(k - 54, x * 2 ** 54 * powerOfTwo(-k) - 1, 0)
  }
  return x === 0 ? -Infinity : x > 0 ? x : NaN
}

export interface EmittedParts {
  /** As a number. */
  readonly k: Lane
  /** In the low bits, with 1024 added. */
  readonly exponent: Lane
  readonly mantissa: Lane
}

/** As `exponentOf`. */
export function emitParts(lanes: DoubleLanes, x: Lane, start: number): EmittedParts {
  const lifted = lanes.addBits(x, lanes.bits(0x40000000 - start, 0))
  const exponent = lanes.shiftRight(lifted, 52)
  const magic = lanes.constant(2 ** 52)
  const k = lanes.sub(lanes.bitOr(exponent, magic), lanes.constant(2 ** 52 + 1024))
  const fraction = lanes.bitAnd(lifted, lanes.bits(0x000fffff, 0xffffffff))
  return { k, exponent, mantissa: lanes.addBits(fraction, lanes.bits(start, 0)) }
}

export const logFunction: LaneFunction = {
  name: 'log',
  scalar: log,
  emit: (lanes, [x]) => {
    const { k, mantissa } = emitParts(lanes, x, rootHalf)
    const y = emitLogFromParts(lanes, k, lanes.sub(mantissa, lanes.constant(1)))
    const usual = lanes.and(
      lanes.greaterEqual(x, lanes.constant(leastNormal)),
      lanes.less(x, lanes.constant(Infinity)),
    )
    return lanes.escape(lanes.not(usual), logFunction, [x], y)
  },
}

/** Above, 1 + x rounds to x, and has done so for long. */
const log1pLimit = 2 ** 1000

function log1p(x: number): number {
  return x === 0 ? x : log1pOfSum(x, 0)
}

/**
 * ln(1 + x + low), where low is the rounding error of x: what is added for it is low times the
 * derivative 1 / (1 + x), of which a power of two does.
 */
export function log1pOfSum(x: number, low: number): number {
  if (x > -1 && x < log1pLimit) {
    const u = x + 1
    const back = u - 1
    const lost = 1 - (u - back) + (x - back) // u + lost = 1 + x exactly (Knuth's TwoSum)
    const k = exponentOf(u, rootHalf)
    const scale = powerOfTwo(-k)
    return logFromParts(k, u * scale - 1 + lost * scale, low * scale)
  }
  return x === -1 ? -Infinity : log(x)
}

export const log1pFunction: LaneFunction = {
  name: 'log1p',
  scalar: log1p,
  emit: (lanes, [x]) => emitWithSign(lanes, emitLog1pOfSum(lanes, x), x),
}

export function emitLog1pOfSum(lanes: DoubleLanes, x: Lane, low?: Lane): Lane {
  const one = lanes.constant(1)
  const u = lanes.add(x, one)
  const back = lanes.sub(u, one)
  const lost = lanes.add(lanes.sub(one, lanes.sub(u, back)), lanes.sub(x, back))
  const { k, exponent, mantissa } = emitParts(lanes, u, rootHalf)
  const scale = lanes.subBits(lanes.bits(0x7ff00000, 0), lanes.shiftLeft(exponent, 52))
  const f = lanes.add(lanes.sub(mantissa, one), lanes.mul(lost, scale))
  const usual = lanes.and(
    lanes.greater(x, lanes.constant(-1)),
    lanes.less(x, lanes.constant(log1pLimit)),
  )
  const y = emitLogFromParts(lanes, k, f, low && lanes.mul(low, scale))
  return lanes.escape(lanes.not(usual), log1pFunction, [x], y)
}
