/** sinh and cosh as lanes: the steps of math/sinh.ts. */
import type { DoubleLanes, Lane, LaneRule } from '../../emitter.ts'
import { halfShifter, log2e } from '../../math/exp.ts'
import {
  c10,
  c4,
  c6,
  c8,
  coshFunction,
  moderate,
  s11,
  s3,
  s5,
  s7,
  s9,
  sinhFunction,
} from '../../math/sinh.ts'
import { emitReducedWithLow } from './exp.ts'
import { emitPolynomial, emitWithSign } from './powers.ts'

interface EmittedTerms {
  /** sinh and cosh of k ln 2. */
  readonly s: Lane
  readonly c: Lane
  /** sinh r. */
  readonly sinhRest: Lane
  /** cosh r − 1. */
  readonly coshRest: Lane
  /** The mask of the arguments that this is not for. */
  readonly immoderate: Lane
}

function emitTerms(lanes: DoubleLanes, x: Lane): EmittedTerms {
  const a = lanes.abs(x)
  const shift = lanes.constant(halfShifter)
  const n = lanes.add(lanes.mul(a, lanes.constant(log2e)), shift)
  const { r, low } = emitReducedWithLow(lanes, a, lanes.sub(n, shift))
  const w = lanes.mul(r, r)
  const up = lanes.shiftLeft(n, 52)
  const down = lanes.subBits(lanes.bits(0x7fc00000, 0), up) // exponent fields 2044 − (1022 + k)
  const sinhSeries = emitPolynomial(lanes, w, [s3, s5, s7, s9, s11])
  const coshSeries = emitPolynomial(lanes, w, [c4, c6, c8, c10])
  const half = lanes.mul(lanes.constant(0.5), w)
  return {
    s: lanes.sub(up, down),
    c: lanes.add(up, down),
    sinhRest: lanes.add(r, lanes.add(low, lanes.mul(lanes.mul(r, w), sinhSeries))),
    coshRest: lanes.add(half, lanes.mul(lanes.mul(w, w), coshSeries)),
    immoderate: lanes.not(lanes.lessEqual(a, lanes.constant(moderate))),
  }
}

export const sinhLanes: LaneRule = (lanes, [x]) => {
  const { s, c, sinhRest, coshRest, immoderate } = emitTerms(lanes, x)
  const rest = lanes.add(lanes.mul(s, coshRest), lanes.mul(c, sinhRest))
  const y = emitWithSign(lanes, lanes.add(s, rest), x)
  return lanes.escape(immoderate, sinhFunction, [x], y)
}

export const coshLanes: LaneRule = (lanes, [x]) => {
  const { s, c, sinhRest, coshRest, immoderate } = emitTerms(lanes, x)
  const rest = lanes.add(lanes.mul(c, coshRest), lanes.mul(s, sinhRest))
  return lanes.escape(immoderate, coshFunction, [x], lanes.add(c, rest))
}
