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
import { emitTanh } from '../tanh.ts'

export const singleTanhLanes: SingleRule = (lanes, [x]) =>
  emitTanh(lanes, x, {
    saturation,
    twiceLog2e,
    halfLn2High,
    halfLn2Low,
    series: [c3, c5, c7],
    biasedShifter,
    exponentBit: 23,
  })
