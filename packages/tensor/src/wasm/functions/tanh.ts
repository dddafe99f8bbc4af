/** The hyperbolic tangent as lanes: the steps of math/tanh.ts. */
import type { DoubleLanes, Lane, LaneRule } from '../../emitter.ts'
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
import { emitPolynomial, emitWithSign } from './powers.ts'

function emitSmallTanh(lanes: DoubleLanes, z: Lane): Lane {
  const w = lanes.mul(z, z)
  const series = emitPolynomial(lanes, w, [c3, c5, c7, c9, c11, c13, c15])
  return lanes.add(z, lanes.mul(lanes.mul(z, w), series))
}

/** u − k ln 2 / 2. */
function emitReduced(lanes: DoubleLanes, u: Lane, k: Lane): Lane {
  const high = lanes.sub(u, lanes.mul(k, lanes.constant(halfLn2High)))
  return lanes.sub(high, lanes.mul(k, lanes.constant(halfLn2Low)))
}

export const tanhLanes: LaneRule = (lanes, [x]) => {
  const one = lanes.constant(1)
  const shift = lanes.constant(biasedShifter)
  const u = lanes.min(lanes.abs(x), lanes.constant(saturation))
  const turns = lanes.mul(u, lanes.constant(twiceLog2e))
  const n = lanes.add(lanes.sub(turns, lanes.constant(0.25)), shift)
  const k = lanes.sub(n, shift)
  const t = emitSmallTanh(lanes, emitReduced(lanes, u, k))
  const s = lanes.shiftLeft(n, 52)
  const less = lanes.sub(s, one)
  const more = lanes.add(s, one)
  const small = lanes.less(k, lanes.constant(2))
  const rest = lanes.sub(lanes.constant(2), lanes.add(t, t))
  const above = lanes.select(small, lanes.add(less, lanes.mul(more, t)), rest)
  const quotient = lanes.div(above, lanes.add(more, lanes.mul(less, t)))
  const y = lanes.select(small, quotient, lanes.sub(one, quotient))
  return emitWithSign(lanes, y, x)
}
