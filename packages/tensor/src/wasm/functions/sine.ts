/** Sine and cosine as lanes: the steps of math/sine.ts. */
import type { DoubleLanes, Lane, LaneRule } from '../../emitter.ts'
import {
  c1,
  c2,
  c3,
  c4,
  c5,
  c6,
  cosFunction,
  s1,
  s2,
  s3,
  s4,
  s5,
  s6,
  sinFunction,
} from '../../math/sine.ts'
import { emitPolynomial } from './powers.ts'
import { emitAngle, emitImmoderate } from './quarter-turns.ts'

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

function emitTurned(lanes: DoubleLanes, x: Lane, turns: 0 | 1): Lane {
  const { value, tail, quadrant } = emitAngle(lanes, x, turns)
  const z = lanes.mul(value, value)
  const w = emitCosineStart(lanes, z)
  const sine = lanes.sub(value, emitSineRest(lanes, value, tail, z))
  const cosine = lanes.add(w, emitCosineRest(lanes, value, tail, z, w))
  const size = lanes.select(lanes.notEqual(quadrant, lanes.constant(0)), cosine, sine)
  return lanes.bitXor(size, lanes.bitAnd(quadrant, lanes.bits(0x80000000, 0)))
}

export const sinLanes: LaneRule = (lanes, [x]) =>
  lanes.escape(emitImmoderate(lanes, x), sinFunction, [x], emitTurned(lanes, x, 0))

export const cosLanes: LaneRule = (lanes, [x]) =>
  lanes.escape(emitImmoderate(lanes, x), cosFunction, [x], emitTurned(lanes, x, 1))
