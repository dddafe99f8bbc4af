/** σ(x) as lanes of float32: the steps of math/single/sigmoid.ts. */
import type { SingleRule } from '../../../emitter.ts'
import { emitSigmoid } from '../sigmoid.ts'
import { emitDecay } from './exp.ts'

export const singleSigmoidLanes: SingleRule = (lanes, [x]) =>
  emitSigmoid(lanes, x, emitDecay(lanes, x))
