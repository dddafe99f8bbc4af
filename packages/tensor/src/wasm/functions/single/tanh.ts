/** The hyperbolic tangent as lanes of float32: the steps of math/single/tanh.ts. */
import type { SingleRule } from '../../../emitter.ts'
import { biasedShifter } from '../../../math/single/powers.ts'
import {
  c3,
  c5,
  c7,
  halfLn2High,
  halfLn2Low,
  saturation,
  twiceLog2e,
} from '../../../math/single/tanh.ts'
import { emitPolynomial, emitWithSign } from '../powers.ts'

export const singleTanhLanes: SingleRule = (lanes, [x]) => {
  const one = lanes.constant(1)
  const shift = lanes.constant(biasedShifter)
  const u = lanes.min(lanes.abs(x), lanes.constant(saturation))
  const turns = lanes.sub(lanes.mul(u, lanes.constant(twiceLog2e)), lanes.constant(0.25))
  const n = lanes.add(turns, shift)
  const k = lanes.sub(n, shift)
  const high = lanes.sub(u, lanes.mul(k, lanes.constant(halfLn2High)))
  const z = lanes.sub(high, lanes.mul(k, lanes.constant(halfLn2Low)))
  const w = lanes.mul(z, z)
  const series = emitPolynomial(lanes, w, [c3, c5, c7])
  const t = lanes.add(z, lanes.mul(lanes.mul(z, w), series))
  const s = lanes.shiftLeft(n, 23)
  const less = lanes.sub(s, one)
  const more = lanes.add(s, one)
  const small = lanes.less(k, lanes.constant(2))
  const rest = lanes.sub(lanes.constant(2), lanes.add(t, t))
  const above = lanes.select(small, lanes.add(less, lanes.mul(more, t)), rest)
  const quotient = lanes.div(above, lanes.add(more, lanes.mul(less, t)))
  const y = lanes.select(small, quotient, lanes.sub(one, quotient))
  return emitWithSign(lanes, y, x)
}
