/** The hyperbolic tangent as lanes: the steps of math/tanh.ts, and of math/single/tanh.ts. */
import type { BitLanes, Lane, LaneRule } from '../../emitter.ts'
import { biasedShifter } from '../../math/powers.ts'
import {
  c11,
  c13,
  c15,
  c3,
  c5,
  c7,
  c9,
  halfLn2High,
  halfLn2Low,
  saturation,
  twiceLog2e,
} from '../../math/tanh.ts'
import { emitPolynomial, emitReduced, emitWithSign } from './powers.ts'

/** What a precision has of its own. */
export interface TanhConstants {
  readonly saturation: number
  readonly twiceLog2e: number
  readonly halfLn2High: number
  readonly halfLn2Low: number
  /** Of (tanh z − z) / z³ in z². */
  readonly series: readonly number[]
  readonly biasedShifter: number
  /** The lowest bit of the exponent. */
  readonly exponentBit: number
}

export function emitTanh(lanes: BitLanes, x: Lane, constants: TanhConstants): Lane {
  const { series, exponentBit } = constants
  const one = lanes.constant(1)
  const shift = lanes.constant(constants.biasedShifter)
  const u = lanes.min(lanes.abs(x), lanes.constant(constants.saturation))
  const turns = lanes.mul(u, lanes.constant(constants.twiceLog2e))
  const n = lanes.add(lanes.sub(turns, lanes.constant(0.25)), shift)
  const k = lanes.sub(n, shift)
  const z = emitReduced(lanes, u, k, constants.halfLn2High, constants.halfLn2Low)
  const w = lanes.mul(z, z)
  const bend = lanes.mul(lanes.mul(z, w), emitPolynomial(lanes, w, series))
  const t = lanes.add(z, bend)
  const s = lanes.shiftLeft(n, exponentBit)
  const less = lanes.sub(s, one)
  const more = lanes.add(s, one)
  const small = lanes.less(k, lanes.constant(2))
  const rest = lanes.sub(lanes.constant(2), lanes.add(t, t))
  const above = lanes.select(small, lanes.add(less, lanes.mul(more, t)), rest)
  const quotient = lanes.div(above, lanes.add(more, lanes.mul(less, t)))
  const y = lanes.select(small, quotient, lanes.sub(one, quotient))
  return emitWithSign(lanes, y, x)
}

export const tanhLanes: LaneRule = (lanes, [x]) =>
  emitTanh(lanes, x, {
    saturation,
    twiceLog2e,
    halfLn2High,
    halfLn2Low,
    series: [c3, c5, c7, c9, c11, c13, c15],
    biasedShifter,
    exponentBit: 52,
  })
