/** The tangent as lanes: the steps of math/tangent.ts. */
import type { LaneRule } from '../../emitter.ts'
import { tanFunction } from '../../math/tangent.ts'
import { emitProductError } from './product.ts'
import { emitAngle, emitImmoderate } from './quarter-turns.ts'
import { emitCosineRest, emitCosineStart, emitSineRest } from './sine.ts'

export const tanLanes: LaneRule = (lanes, [x]) => {
  const { value, tail, quadrant } = emitAngle(lanes, x, 0)
  const z = lanes.mul(value, value)
  const w = emitCosineStart(lanes, z)
  const bend = emitSineRest(lanes, value, tail, z)
  const sine = lanes.sub(value, bend)
  const sineLow = lanes.sub(lanes.sub(value, sine), bend)
  const rise = emitCosineRest(lanes, value, tail, z, w)
  const cosine = lanes.add(w, rise)
  const cosineLow = lanes.add(lanes.sub(w, cosine), rise)

  const odd = lanes.notEqual(quadrant, lanes.constant(0))
  const a = lanes.select(odd, cosine, sine)
  const aLow = lanes.select(odd, cosineLow, sineLow)
  const b = lanes.select(odd, sine, cosine)
  const bLow = lanes.select(odd, sineLow, cosineLow)
  const inverse = lanes.div(lanes.constant(1), b)
  const q = lanes.mul(a, inverse)
  const product = lanes.mul(q, b)
  const error = emitProductError(lanes, q, b, product)
  const lows = lanes.sub(lanes.mul(q, bLow), aLow)
  const excess = lanes.add(lanes.add(lanes.sub(product, a), error), lows)
  const size = lanes.sub(q, lanes.mul(excess, inverse))
  // The quadrant's bit for an odd number is next to the sign.
  const y = lanes.bitXor(size, lanes.shiftLeft(quadrant, 1))
  return lanes.escape(emitImmoderate(lanes, x), tanFunction, [x], y)
}
