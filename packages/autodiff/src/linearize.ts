/**
 * linearize = split ∘ jvp. The jvp of a program is recorded as one program of primals and tangents;
 * the equations that depend on a tangent form the linear program, the others run now, and the
 * values that the linear program needs of them, its residuals, become its captures. A residual is
 * the very tensor that the primal pass computed, still connected to any enclosing tape, so that
 * derivatives of derivatives are exact.
 */
import { zerosOf, type Tensor } from '@wengert/tensor/internal'
import { pushforward } from './jvp.ts'
import type { Program } from './program.ts'
import { run } from './run.ts'
import { splitProgram } from './split.ts'
import { record } from './tape.ts'

export interface Linearized {
  readonly outputs: Tensor[]
  /** From the tangents of the inputs to those of the outputs. */
  readonly linear: Program
}

/** The outputs at `primals` and the linear program of the derivative there. */
export function linearizeProgram(program: Program, primals: readonly Tensor[]): Linearized {
  const inputs = primals.map((value) => ({ aval: value.aval, value, differentiated: true }))
  const tangentInputs = primals.map(({ aval }) => ({ aval, value: null, differentiated: true }))
  const joint = record('linearize', [...inputs, ...tangentInputs], (tensors) => {
    const [xs, dxs] = [tensors.slice(0, primals.length), tensors.slice(primals.length)]
    const pushed = pushforward(program, xs, dxs)
    const slopes = pushed.tangents.map((t, i) => t ?? zerosOf(pushed.primals[i].aval))
    return [...pushed.primals, ...slopes]
  })

  const count = program.outputs.length
  const isTangent = joint.inputs.map((_, i) => i >= primals.length)
  const forced = joint.outputs.map((_, i) => i >= count)
  const { known, linear, residuals } = splitProgram(joint, isTangent, forced)
  const values = run(known, primals)
  const captures = residuals.map((variable, i) => ({ variable, tensor: values[count + i] }))
  return { outputs: values.slice(0, count), linear: linear.with({ captures }) }
}
