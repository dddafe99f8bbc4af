/**
 * Reverse mode: transposing a program that is linear in some of its inputs. What does not depend on
 * those is computed first, going forward; then the equations are walked backwards with a cotangent
 * for each variable. Each equation's transpose rule sends its outputs' cotangents to the operands in
 * which it is linear; cotangents that meet at a variable are added. The walk happens in the current
 * context, as all walks do.
 */
import { add, DerivativeError } from '@wengert/tensor'
import type { MaybeTensor, Tensor } from '@wengert/tensor/internal'
import type { Equation, Program } from './program.ts'
import { apply, lookUp, operandsOf, store } from './run.ts'
import { currentTape } from './tape.ts'

/**
 * The cotangents of the inputs in which the program is linear, from those of its outputs.
 *
 * @param known - The values of the other inputs; null where the program is linear.
 */
export function transposeProgram(
  program: Program,
  cotangents: readonly MaybeTensor[],
  known: readonly MaybeTensor[] = program.inputs.map(() => null),
): MaybeTensor[] {
  const { equations, avals } = program
  const { values, isLinear } = forwardPass(program, known)
  const pending = new Array<MaybeTensor | undefined>(avals.length)
  const accumulate = (variable: number, ct: MaybeTensor): void => {
    if (ct === null || isLinear[variable] === 0) return
    const sofar = pending[variable]
    pending[variable] = sofar ? add(sofar, ct) : ct
  }

  program.outputs.forEach((operand, i) => {
    if (typeof operand === 'number') accumulate(operand, cotangents[i])
  })
  for (let i = equations.length - 1; i >= 0; i--) {
    const equation = equations[i]
    if (isLinear[equation.output] === 0) continue
    const incoming = takeCotangents(pending, equation)
    if (incoming === null) continue
    const { primitive, operands, params } = equation
    if (primitive.transpose === undefined) throw notLinear(primitive.name)
    const fixed = operands.map((operand) =>
      typeof operand === 'number' && isLinear[operand] === 1 ? null : lookUp(values, operand),
    )
    const operandAvals = operands.map((operand) => program.aval(operand))
    const outgoing = primitive.transpose(incoming, fixed, params, operandAvals)
    for (let j = 0; j < operands.length; j++) {
      const operand = operands[j]
      if (typeof operand === 'number') accumulate(operand, outgoing[j] ?? null)
    }
  }
  return program.inputs.map((variable) => pending[variable] ?? null)
}

/** Values of all that is not linear, and marks for what is. */
function forwardPass(
  program: Program,
  known: readonly MaybeTensor[],
): { values: (Tensor | undefined)[]; isLinear: Uint8Array } {
  const values = new Array<Tensor | undefined>(program.avals.length)
  const isLinear = new Uint8Array(program.avals.length)
  for (const { variable, tensor } of program.captures) values[variable] = tensor
  program.inputs.forEach((variable, i) => {
    const value = known[i]
    if (value === null) isLinear[variable] = 1
    else values[variable] = value
  })
  const tape = currentTape()
  for (const equation of program.equations) {
    const { operands, output, count } = equation
    if (operands.some((operand) => typeof operand === 'number' && isLinear[operand] === 1)) {
      isLinear.fill(1, output, output + (count ?? 1))
    } else {
      store(values, equation, apply(program, equation, operandsOf(values, equation), tape))
    }
  }
  return { values, isLinear }
}

/** Removes and returns the cotangents of an equation's outputs; null when all are zero. */
function takeCotangents(
  pending: (MaybeTensor | undefined)[],
  { output, count }: Equation,
): MaybeTensor[] | null {
  let any = false
  const result: MaybeTensor[] = []
  for (let i = output; i < output + (count ?? 1); i++) {
    const ct = pending[i] ?? null
    any ||= ct !== null
    result.push(ct)
    pending[i] = undefined
  }
  return any ? result : null
}

function notLinear(name: string): DerivativeError {
  return new DerivativeError(
    `${name}: has no transpose rule, so a cotangent cannot pass through it; a backward function of ` +
      'customVjp must be linear in its cotangent, and reverse mode needs linear tangents.',
  )
}
