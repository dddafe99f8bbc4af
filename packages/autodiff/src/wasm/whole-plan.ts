/** The plan of a program that stands alone: with places for its inputs and for what it captures. */
import type { Tensor } from '@wengert/tensor'
import type { Program } from '../program.ts'
import { assignAddresses } from './memory.ts'
import type { Plan } from './plan.ts'
import { measuredLimits, type StripLimits } from './strip-layout.ts'
import { inStrips } from './strips.ts'
import { freshInputs, planProgram, type Constants } from './planner.ts'

export interface WholePlan {
  /** Its inputs are the program's, then those for the captured tensors. */
  readonly plan: Plan
  readonly captured: readonly Tensor[]
  /** What all of it needs, at any address that is a multiple of 64; it lies at 0. */
  readonly bytes: number
}

/** @param limits - Of what runs in strips; null where nothing is to. */
export function planWhole(
  program: Program,
  limits: StripLimits | null = measuredLimits,
): WholePlan {
  const constants: Constants = new Map()
  const own = freshInputs(program)
  const given = planProgram(program, own, constants)
  const plan = limits === null ? given : inStrips(given, limits)
  const inputs = [...own, ...constants.values()]
  const buffers = [...inputs.map(({ buffer }) => buffer), ...plan.buffers]
  const whole = { ...plan, inputs, buffers }
  return { plan: whole, captured: [...constants.keys()], bytes: assignAddresses(whole, 0) }
}
