/**
 * Reverse mode: transposing a linear program. The equations are walked backwards with a cotangent
 * for each variable; each equation's transpose rule sends its outputs' cotangents to the operands
 * in which it is linear, which are all that are not captures or literals. Cotangents that meet at
 * a variable are added. The walk happens in the current context, as all walks do.
 */
import { add, DerivativeError } from '@wengert/tensor'
import type { MaybeTensor, Tensor } from '@wengert/tensor/internal'
import type { Equation, Program } from './program.ts'

/** The cotangents of a linear program's inputs, from those of its outputs; null is zero. */
export function transposeProgram(
  linear: Program,
  cotangents: readonly MaybeTensor[],
): MaybeTensor[] {
  const { equations, avals } = linear
  const residuals = new Array<Tensor | undefined>(avals.length)
  for (const { variable, tensor } of linear.captures) residuals[variable] = tensor
  const pending = new Array<MaybeTensor | undefined>(avals.length)

  const accumulate = (variable: number, ct: MaybeTensor): void => {
    if (ct === null || residuals[variable] !== undefined) return
    const sofar = pending[variable]
    pending[variable] = sofar ? add(sofar, ct) : ct
  }

  linear.outputs.forEach((operand, i) => {
    if (typeof operand === 'number') accumulate(operand, cotangents[i])
  })
  for (let i = equations.length - 1; i >= 0; i--) {
    const equation = equations[i]
    const incoming = takeCotangents(pending, equation)
    if (incoming === null) continue
    const { primitive, operands, params } = equation
    if (primitive.transpose === undefined) {
      throw new DerivativeError(
        `${primitive.name}: has no transpose rule, so reverse mode cannot pass through it; ` +
          'use forward mode (jvp, jacfwd), or customVjp.',
      )
    }
    const known = operands.map((operand) =>
      typeof operand === 'number' ? (residuals[operand] ?? null) : operand,
    )
    const operandAvals = operands.map((operand) => linear.aval(operand))
    const outgoing = primitive.transpose(incoming, known, params, operandAvals)
    for (let j = 0; j < operands.length; j++) {
      const operand = operands[j]
      if (typeof operand === 'number') accumulate(operand, outgoing[j] ?? null)
    }
  }
  return linear.inputs.map((variable) => pending[variable] ?? null)
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
