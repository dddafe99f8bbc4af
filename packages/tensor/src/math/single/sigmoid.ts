/** The logistic function in float32: the steps of math/sigmoid.ts. */
import type { LaneFunction } from '../../emitter.ts'
import { expOf } from './exp.ts'

const round = Math.fround

function sigmoid(x: number): number {
  const e = expOf(-Math.abs(x))
  const q = round(e / round(1 + e))
  return x < 0 ? round(e - round(e * q)) : round(1 - q)
}

export const singleSigmoid: LaneFunction = { name: 'sigmoid', scalar: sigmoid }
