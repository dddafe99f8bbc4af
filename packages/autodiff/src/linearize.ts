/**
 * linearize = split ∘ jvp. The jvp of a program is recorded as one program of primals and tangents;
 * the equations that depend on a tangent form the linear program, the others run now, and the
 * values that the linear program needs of them, its residuals, become its captures. A residual is
 * the very tensor that the primal pass computed, still connected to any enclosing tape, so that
 * derivatives of derivatives are exact.
 */
import { zerosOf, type Tensor } from '@wengert/tensor/internal'
import { pushforward } from './jvp.ts'
import { Program, type Equation, type Operand } from './program.ts'
import { run } from './run.ts'
import { record } from './tape.ts'

export interface Linearized {
  readonly outputs: Tensor[]
  /** From the tangents of the inputs named by `wrt` to those of the outputs. */
  readonly linear: Program
}

/** The outputs at `primals` and the linear program of the derivative there. */
export function linearizeProgram(
  program: Program,
  primals: readonly Tensor[],
  wrt: readonly boolean[],
): Linearized {
  const inputs = primals.map((value) => ({ aval: value.aval, value, differentiated: true }))
  const tangentInputs = inputs
    .filter((_, i) => wrt[i])
    .map(({ aval }) => ({ aval, value: null, differentiated: true }))

  const joint = record('linearize', [...inputs, ...tangentInputs], (tensors) => {
    let next = primals.length
    const tangents = wrt.map((on) => (on ? tensors[next++] : null))
    const pushed = pushforward(program, tensors.slice(0, primals.length), tangents)
    const slopes = pushed.tangents.map((t, i) => t ?? zerosOf(pushed.primals[i].aval))
    return [...pushed.primals, ...slopes]
  })
  return split(joint, primals)
}

/** Runs what does not depend on tangents and closes the rest over its residuals. */
function split(joint: Program, primals: readonly Tensor[]): Linearized {
  const { avals, inputs, outputs } = joint
  const isLinear = new Uint8Array(avals.length)
  for (const variable of inputs.slice(primals.length)) isLinear[variable] = 1
  const dependsOnTangent = (operand: Operand): boolean =>
    typeof operand === 'number' && isLinear[operand] === 1

  const known: Equation[] = []
  const linear: Equation[] = []
  for (const equation of joint.equations) {
    if (equation.operands.some(dependsOnTangent)) {
      linear.push(equation)
      isLinear.fill(1, equation.output, equation.output + (equation.count ?? 1))
    } else {
      known.push(equation)
    }
  }

  const results = outputs.length / 2
  const linearOutputs = outputs.slice(results)
  const linearNeeded = needed(avals.length, linear, linearOutputs)
  const residuals = neededFrom(linear, linearOutputs, linearNeeded, isLinear)
  const knownOutputs = [...outputs.slice(0, results), ...residuals]
  const knownNeeded = needed(avals.length, known, knownOutputs)
  const values = run(
    joint.with({
      inputs: inputs.slice(0, primals.length),
      equations: known.filter(({ output, count }) => isNeeded(knownNeeded, output, count)),
      outputs: knownOutputs,
    }),
    primals,
  )
  return {
    outputs: values.slice(0, results),
    linear: new Program({
      inputs: inputs.slice(primals.length),
      captures: residuals.map((variable, i) => ({ variable, tensor: values[results + i] })),
      equations: linear.filter(({ output, count }) => isNeeded(linearNeeded, output, count)),
      outputs: linearOutputs,
      avals,
      specialized: joint.specialized,
    }),
  }
}

/** Marks the variables on which the outputs depend. */
function needed(
  size: number,
  equations: readonly Equation[],
  outputs: readonly Operand[],
): Uint8Array {
  const marks = new Uint8Array(size)
  const mark = (operand: Operand): void => {
    if (typeof operand === 'number') marks[operand] = 1
  }
  outputs.forEach(mark)
  for (let i = equations.length - 1; i >= 0; i--) {
    const { operands, output, count } = equations[i]
    if (isNeeded(marks, output, count)) operands.forEach(mark)
  }
  return marks
}

function isNeeded(marks: Uint8Array, output: number, count: number | null): boolean {
  for (let i = output; i < output + (count ?? 1); i++) if (marks[i] === 1) return true
  return false
}

/** The known variables that the needed linear equations use, each once. */
function neededFrom(
  linear: readonly Equation[],
  outputs: readonly Operand[],
  marks: Uint8Array,
  isLinear: Uint8Array,
): number[] {
  const residuals = new Set<number>()
  const add = (operand: Operand): void => {
    if (typeof operand === 'number' && isLinear[operand] === 0) residuals.add(operand)
  }
  outputs.forEach(add)
  for (const { operands, output, count } of linear) {
    if (isNeeded(marks, output, count)) operands.forEach(add)
  }
  return [...residuals]
}
