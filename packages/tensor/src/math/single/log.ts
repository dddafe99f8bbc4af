/**
 * ln x in float32, by the method of math/log.ts: the series R is minimax for the relative error of
 * ln(1 + f) with 1 + f in [√½, √2) (8.4e-10 with its rounded coefficients). A subnormal x is
 * multiplied by 2²⁵ first.
 */
import type { LaneFunction } from '../../emitter.ts'
import { ln2High, ln2Low } from './exp.ts'

const round = Math.fround

export const r1 = 0.6666677594184875
export const r2 = 0.3997756540775299
export const r3 = 0.29871198534965515

/** The bits of √½, rounded down, where mantissas begin. */
export const rootHalf = 0x3f3504f3

export const leastNormal = 2 ** -126
export const subnormalShift = 25
export const subnormalScale = 2 ** 25

const float = new Float32Array(1)
const word = new Int32Array(float.buffer)

function log(x: number): number {
  if (!(x > 0 && x < Infinity)) return x === 0 ? -Infinity : x > 0 ? x : NaN
  const isSmall = x < leastNormal
  float[0] = isSmall ? x * subnormalScale : x
  const lifted = (word[0] + 0x40000000 - rootHalf) | 0
  word[0] = (lifted & 0x007fffff) + rootHalf
  const k = (lifted >>> 23) - 128 - (isSmall ? subnormalShift : 0)
  const f = round(float[0] - 1)
  const s = round(f / round(f + 2))
  const z = round(s * s)
  const series = round(z * round(r1 + round(z * round(r2 + round(z * r3)))))
  const half = round(round(f * f) * 0.5)
  const low = round(round(s * round(half + series)) + round(k * ln2Low))
  return round(round(k * ln2High) - round(round(half - low) - f))
}

export const singleLog: LaneFunction = { name: 'log', scalar: log }
