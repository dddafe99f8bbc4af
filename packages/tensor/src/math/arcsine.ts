/**
 * asin and acos. Up to ½, asin x = x + x R(x²); above, asin x = π/2 − 2 asin √z with z = (1 − x) / 2,
 * where √z is kept in two parts as in fdlibm's e_asin.c. R is minimax on [0, ¼] (1.7e-17 relative to
 * x; Remez's algorithm in 200 bits, then rounded), and the same for both functions and both cases.
 */
import type { DoubleLanes, Lane, LaneFunction } from '../emitter.ts'
import { emitPolynomial, emitWithSign } from './powers.ts'

const r1 = 0.16666666666665375
const r2 = 0.07500000000344867
const r3 = 0.044642856821921074
const r4 = 0.030381959397610812
const r5 = 0.022371751890745667
const r6 = 0.017359796291371403
const r7 = 0.013884344549402322
const r8 = 0.012174978395419176
const r9 = 0.006503373880449974
const r10 = 0.01959471804690889
const r11 = -0.016327249836467377
const r12 = 0.03198204941865292

const quarterPi = Math.PI / 4
const halfPi = Math.PI / 2
const halfPiLow = 6.123233995736766e-17

/** A sum with it is rounded to a multiple of 2⁻²⁵, so that squares of such numbers below 1 are exact. */
const coarse = 1.5 * 2 ** 27
/** Keeps 0 / 0 out; next to anything else it is nothing. */
const tiny = 1e-300

/** asin √z / √z − 1. */
function series(z: number): number {
  const w = z * z
  const odd = r1 + w * (r3 + w * (r5 + w * (r7 + w * (r9 + w * r11))))
  const even = r2 + w * (r4 + w * (r6 + w * (r8 + w * (r10 + w * r12))))
  return z * (odd + z * even)
}

function asin(x: number): number {
  const a = Math.abs(x)
  let y: number
  if (a < 0.5) {
    y = a + a * series(a * a)
  } else {
    const z = (1 - a) * 0.5
    const s = Math.sqrt(z)
    const f = s + coarse - coarse
    const rest = (z - f * f) / Math.max(s + f, tiny) // s = f + rest
    const bend = (s + s) * series(z) - (halfPiLow - (rest + rest))
    y = quarterPi - (bend - (quarterPi - (f + f)))
  }
  return x > 0 ? y : x < 0 ? -y : x
}

function acos(x: number): number {
  const a = Math.abs(x)
  if (a < 0.5) return halfPi - (x - (halfPiLow - x * series(x * x)))
  const z = (1 - a) * 0.5
  const s = Math.sqrt(z)
  if (x < 0) {
    const sum = s + (s * series(z) - halfPiLow)
    return Math.PI - (sum + sum)
  }
  const f = s + coarse - coarse
  const sum = f + (s * series(z) + (z - f * f) / Math.max(s + f, tiny))
  return sum + sum
}

interface EmittedTerms {
  readonly a: Lane
  /** Where a < ½. */
  readonly small: Lane
  readonly series: Lane
  readonly s: Lane
  readonly f: Lane
  readonly rest: Lane
}

function emitTerms(lanes: DoubleLanes, x: Lane): EmittedTerms {
  const a = lanes.abs(x)
  const half = lanes.constant(0.5)
  const small = lanes.less(a, half)
  const far = lanes.mul(lanes.sub(lanes.constant(1), a), half)
  const z = lanes.select(small, lanes.mul(a, a), far)
  const w = lanes.mul(z, z)
  const odd = emitPolynomial(lanes, w, [r1, r3, r5, r7, r9, r11])
  const even = emitPolynomial(lanes, w, [r2, r4, r6, r8, r10, r12])
  const series = lanes.mul(z, lanes.add(odd, lanes.mul(z, even)))
  const s = lanes.sqrt(z)
  const f = lanes.sub(lanes.add(s, lanes.constant(coarse)), lanes.constant(coarse))
  const below = lanes.max(lanes.add(s, f), lanes.constant(tiny))
  const rest = lanes.div(lanes.sub(z, lanes.mul(f, f)), below)
  return { a, small, series, s, f, rest }
}

export const asinFunction: LaneFunction = {
  name: 'asin',
  scalar: asin,
  emit: (lanes, [x]) => {
    const { a, small, series, s, f, rest } = emitTerms(lanes, x)
    const quarter = lanes.constant(quarterPi)
    const low = lanes.sub(lanes.constant(halfPiLow), lanes.add(rest, rest))
    const bend = lanes.sub(lanes.mul(lanes.add(s, s), series), low)
    const far = lanes.sub(quarter, lanes.sub(bend, lanes.sub(quarter, lanes.add(f, f))))
    const near = lanes.add(a, lanes.mul(a, series))
    return emitWithSign(lanes, lanes.select(small, near, far), x)
  },
}

export const acosFunction: LaneFunction = {
  name: 'acos',
  scalar: acos,
  emit: (lanes, [x]) => {
    const { small, series, s, f, rest } = emitTerms(lanes, x)
    const low = lanes.constant(halfPiLow)
    const bend = lanes.sub(x, lanes.sub(low, lanes.mul(x, series)))
    const near = lanes.sub(lanes.constant(halfPi), bend)
    const turn = lanes.mul(s, series)
    const left = lanes.add(s, lanes.sub(turn, low))
    const right = lanes.add(f, lanes.add(turn, rest))
    const negative = lanes.less(x, lanes.constant(0))
    const farLeft = lanes.sub(lanes.constant(Math.PI), lanes.add(left, left))
    const far = lanes.select(negative, farLeft, lanes.add(right, right))
    return lanes.select(small, near, far)
  },
}
