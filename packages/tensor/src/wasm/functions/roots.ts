/** Powers that are a few operations as lanes: x³, 1 / x, x^½ and x^−½, as primitives/power.ts and exponential.ts have them. */
import type { LaneRule } from '../../emitter.ts'

export const cubeLanes: LaneRule = (lanes, [x]) => lanes.mul(lanes.mul(x, x), x)

export const inverseLanes: LaneRule = (lanes, [x]) => lanes.div(lanes.constant(1), x)

export const squareRootLanes: LaneRule = (lanes, [x]) => {
  const root = lanes.add(lanes.sqrt(x), lanes.constant(0))
  const infinity = lanes.constant(Infinity)
  return lanes.select(lanes.equal(x, lanes.neg(infinity)), infinity, root)
}

export const rsqrtLanes: LaneRule = (lanes, [x]) => lanes.div(lanes.constant(1), lanes.sqrt(x))
