/**
 * Sine and cosine. Of the angle modulo π/2, in two doubles, fdlibm's minimax polynomials give both
 * (k_sin.c and k_cos.c, within an ulp); the quadrant chooses one and its sign.
 */
import type { DoubleLanes, Lane, LaneFunction } from '../emitter.ts'
import { emitPolynomial, shifter } from './powers.ts'
import {
  emitAngle,
  emitImmoderate,
  halfPi1,
  halfPi2,
  halfPi3,
  moderate,
  reduced,
  reduceLarge,
  twoOverPi,
} from './quarter-turns.ts'

const s1 = -0.16666666666666632
const s2 = 0.00833333333332249
const s3 = -0.0001984126982985795
const s4 = 2.7557313707070068e-6
const s5 = -2.5050760253406863e-8
const s6 = 1.58969099521155e-10

const c1 = 0.0416666666666666
const c2 = -0.001388888888887411
const c3 = 2.480158728947673e-5
const c4 = -2.7557314351390663e-7
const c5 = 2.087572321298175e-9
const c6 = -1.1359647557788195e-11

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

export function emitSineRest(lanes: DoubleLanes, y: Lane, tail: Lane, z: Lane): Lane {
  const v = lanes.mul(z, y)
  const r = emitPolynomial(lanes, z, [s2, s3, s4, s5, s6])
  const inner = lanes.sub(lanes.mul(lanes.constant(0.5), tail), lanes.mul(v, r))
  const bend = lanes.sub(lanes.mul(z, inner), tail)
  return lanes.sub(bend, lanes.mul(v, lanes.constant(s1)))
}

export function emitCosineRest(lanes: DoubleLanes, y: Lane, tail: Lane, z: Lane, w: Lane): Lane {
  const r = lanes.mul(z, emitPolynomial(lanes, z, [c1, c2, c3, c4, c5, c6]))
  const half = lanes.mul(lanes.constant(0.5), z)
  const lost = lanes.sub(lanes.sub(lanes.constant(1), w), half)
  return lanes.add(lost, lanes.sub(lanes.mul(z, r), lanes.mul(y, tail)))
}

/** w = 1 − z/2. */
export function emitCosineStart(lanes: DoubleLanes, z: Lane): Lane {
  return lanes.sub(lanes.constant(1), lanes.mul(lanes.constant(0.5), z))
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

function emitTurned(lanes: DoubleLanes, x: Lane, turns: 0 | 1): Lane {
  const { value, tail, quadrant } = emitAngle(lanes, x, turns)
  const z = lanes.mul(value, value)
  const w = emitCosineStart(lanes, z)
  const sine = lanes.sub(value, emitSineRest(lanes, value, tail, z))
  const cosine = lanes.add(w, emitCosineRest(lanes, value, tail, z, w))
  const size = lanes.select(lanes.notEqual(quadrant, lanes.constant(0)), cosine, sine)
  return lanes.bitXor(size, lanes.bitAnd(quadrant, lanes.bits(0x80000000, 0)))
}

export const sinFunction: LaneFunction = {
  name: 'sin',
  scalar: sin,
  emit: (lanes, [x]) =>
    lanes.escape(emitImmoderate(lanes, x), sinFunction, [x], emitTurned(lanes, x, 0)),
}

export const cosFunction: LaneFunction = {
  name: 'cos',
  scalar: cos,
  emit: (lanes, [x]) =>
    lanes.escape(emitImmoderate(lanes, x), cosFunction, [x], emitTurned(lanes, x, 1)),
}
