/**
 * The hyperbolic tangent in float32, by the method of math/tanh.ts: the polynomial for (tanh z − z) / z³ is
 * minimax for the relative error of tanh z on |z| ≤ 3 ln 2 / 8 (4.4e-9 with its rounded coefficients).
 */
import type { LaneFunction } from '../../emitter.ts'
import { powerOfTwo } from '../powers.ts'
import { ln2High, ln2Low } from './exp.ts'
import { biasedShifter } from './powers.ts'

const round = Math.fround

export const twiceLog2e = round(2 * Math.LOG2E)
export const halfLn2High = ln2High / 2
export const halfLn2Low = ln2Low / 2

export const c3 = -0.3333321511745453
export const c5 = 0.1332273632287979
export const c7 = -0.05123128369450569

/** From here on tanh rounds to 1. */
export const saturation = 10

function tanh(x: number): number {
  const u = Math.min(Math.abs(x), saturation)
  const turns = round(round(u * twiceLog2e) - 0.25)
  const k = round(round(turns + biasedShifter) - biasedShifter)
  const z = round(round(u - round(k * halfLn2High)) - round(k * halfLn2Low))
  const w = round(z * z)
  const series = round(c3 + round(w * round(c5 + round(w * c7))))
  const t = round(z + round(round(z * w) * series))
  const s = powerOfTwo(k)
  const less = round(s - 1)
  const more = round(s + 1)
  const below = round(more + round(less * t))
  const above = k < 2 ? round(less + round(more * t)) : round(2 - round(t + t))
  const quotient = round(above / below)
  const y = k < 2 ? quotient : round(1 - quotient)
  return x > 0 ? y : x < 0 ? -y : x
}

export const singleTanh: LaneFunction = { name: 'tanh', scalar: tanh }
