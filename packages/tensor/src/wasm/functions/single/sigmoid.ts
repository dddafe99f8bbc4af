/** σ(x) as lanes of float32: the steps of math/single/sigmoid.ts. */
import type { SingleRule } from '../../../emitter.ts'
import { emitDecay } from './exp.ts'

export const singleSigmoidLanes: SingleRule = (lanes, [x]) => {
  const one = lanes.constant(1)
  const e = emitDecay(lanes, x)
  const q = lanes.div(e, lanes.add(one, e))
  const negative = lanes.less(x, lanes.constant(0))
  return lanes.select(negative, lanes.sub(e, lanes.mul(e, q)), lanes.sub(one, q))
}
