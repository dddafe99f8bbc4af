/**
 * Sine and cosine. Of the angle modulo π/2, in two doubles, fdlibm's minimax polynomials give both
 * (k_sin.c and k_cos.c, within an ulp); the quadrant chooses one and its sign.
 */
import type { LaneFunction } from '../emitter.ts'
import { shifter } from './powers.ts'
import {
  halfPi1,
  halfPi2,
  halfPi3,
  moderate,
  reduced,
  reduceLarge,
  twoOverPi,
} from './quarter-turns.ts'

export const s1 = -0.16666666666666632
export const s2 = 0.00833333333332249
export const s3 = -0.0001984126982985795
export const s4 = 2.7557313707070068e-6
export const s5 = -2.5050760253406863e-8
export const s6 = 1.58969099521155e-10

export const c1 = 0.0416666666666666
export const c2 = -0.001388888888887411
export const c3 = 2.480158728947673e-5
export const c4 = -2.7557314351390663e-7
export const c5 = 2.087572321298175e-9
export const c6 = -1.1359647557788195e-11

/** y − sin(y + tail), for |y| up to π/4; z = y². */
export function sineRest(y: number, tail: number, z: number): number {
  const v = z * y
  const r = s2 + z * (s3 + z * (s4 + z * (s5 + z * s6)))
  return z * (0.5 * tail - v * r) - tail - v * s1
}

/** cos(y + tail) − w, where w = 1 − z/2. */
export function cosineRest(y: number, tail: number, z: number, w: number): number {
  const r = z * (c1 + z * (c2 + z * (c3 + z * (c4 + z * (c5 + z * c6)))))
  return 1 - w - 0.5 * z + (z * r - y * tail)
}

/** The sine after so many quarter turns. */
function turned(quarters: number, y: number, tail: number): number {
  const z = y * y
  const w = 1 - 0.5 * z
  const size = quarters & 1 ? w + cosineRest(y, tail, z, w) : y - sineRest(y, tail, z)
  return quarters & 2 ? -size : size
}

function large(x: number, turns: number): number {
  if (!Number.isFinite(x)) return NaN
  const quarters = reduceLarge(x) + turns
  return turned(quarters, reduced[0], reduced[1])
}

function sin(x: number): number {
  if (!(Math.abs(x) <= moderate)) return large(x, 0)
  const k = x * twoOverPi + shifter - shifter
  const first = x - k * halfPi1
  const part = k * halfPi2
  const second = first - part
  const low = k * halfPi3 - (first - second - part)
  const y = second - low
  return turned(k | 0, y, second - y - low)
}

const cosineShifter = shifter + 1

function cos(x: number): number {
  if (!(Math.abs(x) <= moderate)) return large(x, 1)
  const k = x * twoOverPi + cosineShifter - cosineShifter
  const first = x - k * halfPi1
  const part = k * halfPi2
  const second = first - part
  const low = k * halfPi3 - (first - second - part)
  const y = second - low
  return turned((k | 0) + 1, y, second - y - low)
}

export const sinFunction: LaneFunction = { name: 'sin', scalar: sin }

export const cosFunction: LaneFunction = { name: 'cos', scalar: cos }
