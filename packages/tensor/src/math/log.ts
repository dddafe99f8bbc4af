/**
 * ln x and ln(1 + x), after fdlibm's e_log.c: x = 2ᵏ (1 + f) with 1 + f in [√½, √2), s = f / (2 + f)
 * and a minimax series R in s², so that ln(1 + f) = f − f²/2 + s (f²/2 + R(s²)). Of 1 + x the rounding
 * error is kept and added to f, which makes f = x where k = 0.
 */
import type { LaneFunction } from '../emitter.ts'
import { ln2High, ln2Low } from './exp.ts'
import { powerOfTwo } from './powers.ts'
import { singleLog } from './single/log.ts'

export const r1 = 0.6666666666666735
export const r2 = 0.3999999999940942
export const r3 = 0.2857142874366239
export const r4 = 0.22222198432149784
export const r5 = 0.1818357216161805
export const r6 = 0.15313837699209373
export const r7 = 0.14798198605116586

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

/** The upper half of √½, rounded down: where the mantissas of logarithms begin. */
export const rootHalf = 0x3fe6a09e

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

export const logFunction: LaneFunction = { name: 'log', scalar: log, single: singleLog }

/** Above, 1 + x rounds to x, and has done so for long. */
export const log1pLimit = 2 ** 1000

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

export const log1pFunction: LaneFunction = { name: 'log1p', scalar: log1p }
