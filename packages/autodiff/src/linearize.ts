/**
 * linearize = split ∘ jvp. The jvp of a program is recorded as one program of primals and tangents;
 * the equations that depend on a tangent form the linear program, the others run now, and the
 * values that the linear program needs of them, its residuals, become its captures. A residual is
 * the very tensor that the primal pass computed, still connected to any enclosing tape, so that
 * derivatives of derivatives are exact.
 */
import { zerosOf, type Tensor } from '@wengert/tensor/internal'
import { checkConcrete, derivedFrom, isAlone, withCaptured } from './cache/perform.ts'
import { compact } from './compact.ts'
import { executableOf, type Executable } from './executable.ts'
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

/** A derivative with nothing computed yet. */
interface Template {
  /** From the inputs, and then what the program captures, to its outputs and then the residuals. */
  readonly known: Program
  /** From the tangents of the inputs to those of the outputs; the residuals are free. */
  readonly linear: Program
  /** The residuals' variables. */
  readonly residuals: readonly number[]
}

/** A template that is kept. */
interface Kept {
  /** As it is recorded on a tape. */
  readonly template: Template
  /** The same with few residuals, and its known part ready to run; made when it first runs alone. */
  alone: { readonly template: Template; readonly executable: Executable } | null
}

/** The outputs at `primals` and the linear program of the derivative there. */
export function linearizeProgram(program: Program, primals: readonly Tensor[]): Linearized {
  const inputs = [...primals, ...program.captures.map(({ tensor }) => tensor)]
  const kept = derivedFrom<Kept>(program, 'linearize', () => ({
    template: makeTemplate(program, null),
    alone: null,
  }))
  if (kept !== null && isAlone()) {
    checkConcrete('linearize', inputs)
    if (kept.alone === null) {
      const template = compact(kept.template)
      kept.alone = { template, executable: executableOf(template.known) }
    }
    const { template, executable } = kept.alone
    return bound(program, template, executable.run(inputs))
  }
  const template = kept?.template ?? makeTemplate(program, primals)
  return bound(program, template, run(template.known, inputs))
}

/** The linear program with the residuals among these values of the known part. */
function bound(program: Program, template: Template, values: Tensor[]): Linearized {
  const count = program.outputs.length
  const captures = template.residuals.map((variable, i) => ({
    variable,
    tensor: values[count + i],
  }))
  return { outputs: values.slice(0, count), linear: template.linear.with({ captures }) }
}

function makeTemplate(program: Program, primals: readonly Tensor[] | null): Template {
  const count = program.inputs.length
  const avals = program.inputs.map((variable) => program.avals[variable])
  const captured = program.captures.map(({ tensor }) => tensor)
  const differentiated = avals.map((aval, i) => ({
    aval,
    value: primals === null ? null : primals[i],
    differentiated: true,
  }))
  const constants = captured.map((tensor) => ({
    aval: tensor.aval,
    value: primals === null ? null : tensor,
    differentiated: false,
  }))
  const tangents = avals.map((aval) => ({ aval, value: null, differentiated: true }))
  const joint = record('linearize', [...differentiated, ...constants, ...tangents], (tensors) => {
    const xs = tensors.slice(0, count)
    const dxs = tensors.slice(count + captured.length)
    const bound = withCaptured(program, tensors.slice(count, count + captured.length))
    const pushed = pushforward(bound, xs, dxs)
    const slopes = pushed.tangents.map((t, i) => t ?? zerosOf(pushed.primals[i].aval))
    return [...pushed.primals, ...slopes]
  })
  const isTangent = joint.inputs.map((_, i) => i >= count + captured.length)
  const forced = joint.outputs.map((_, i) => i >= program.outputs.length)
  return splitProgram(joint, isTangent, forced)
}
