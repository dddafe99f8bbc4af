/**
 * Reverse mode: transposing a program that is linear in some of its inputs. What does not depend on
 * those is split off and computed first; then the linear equations are walked backwards with a
 * cotangent for each variable. Each equation's transpose rule sends its outputs' cotangents to the
 * operands in which it is linear, which are all but captures and literals; cotangents that meet at a
 * variable are added. The walk happens in the current context, as all walks do.
 */
import { add } from '@wengert/tensor'
import {
  avalsOf,
  isFloat,
  zerosOf,
  type Aval,
  type MaybeTensor,
  type Primitive,
  type Tensor,
} from '@wengert/tensor/internal'
import type { Equation, Program } from './program.ts'
import { begin, enter, leave } from './provenance.ts'
import { run } from './run.ts'
import { notLinear, splitProgram } from './split.ts'
import { programOf } from './structured.ts'

/**
 * The cotangents of a program's inputs from those of its outputs, where it is linear in all inputs;
 * null is zero. Captures are known.
 */
export function transposeLinear(
  linear: Program,
  cotangents: readonly MaybeTensor[],
): MaybeTensor[] {
  const { equations, avals } = linear
  const outer = begin()
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
    enter(outer, equation.origin, 'backward')
    const known = new Array<MaybeTensor>(operands.length)
    const operandAvals = new Array<Aval>(operands.length)
    for (let j = 0; j < operands.length; j++) {
      const operand = operands[j]
      known[j] = typeof operand === 'number' ? (residuals[operand] ?? null) : operand
      operandAvals[j] = linear.aval(operand)
    }
    if (primitive.transpose === undefined) throw notLinear(primitive.name, 'has no transpose rule')
    if (!isLinear(primitive, known, operandAvals)) throw notLinear(primitive.name)
    const outgoing = primitive.transpose(incoming, known, params, operandAvals)
    for (let j = 0; j < operands.length; j++) {
      const operand = operands[j]
      if (typeof operand === 'number') accumulate(operand, outgoing[j] ?? null)
    }
  }
  leave(outer)
  return linear.inputs.map((variable) => pending[variable] ?? null)
}

/**
 * As `transposeLinear`, for a program that is linear in the inputs whose entry in `known` is null; the
 * other entries are those inputs' values, and get no cotangent.
 */
export function transposeProgram(
  program: Program,
  cotangents: readonly MaybeTensor[],
  known: readonly MaybeTensor[],
): MaybeTensor[] {
  const unknown = known.map((x) => x === null)
  const everything = program.outputs.map(() => true)
  const parts = splitProgram(program, unknown, everything)
  const values = run(
    parts.known,
    known.filter((x) => x !== null),
  )
  const captures = parts.residuals.map((variable, i) => ({ variable, tensor: values[i] }))
  const cts = transposeLinear(parts.linear.with({ captures }), cotangents)
  let next = 0
  return unknown.map((on) => (on ? cts[next++] : null))
}

/**
 * The transpose of a nested program: from the operands that are known, then the cotangents that are not
 * zero, to the cotangents of the other operands.
 */
export function transposedProgram(
  operation: string,
  program: Program,
  cotangents: readonly MaybeTensor[],
  operands: readonly MaybeTensor[],
  avals: readonly Aval[],
): Program {
  const given = [...operands, ...cotangents].filter((x) => x !== null)
  return programOf(operation, avalsOf(given), (tensors) => {
    let next = 0
    const known = operands.map((x) => x && tensors[next++])
    const seeds = cotangents.map((ct) => ct && tensors[next++])
    return transposeProgram(program, seeds, known).flatMap((ct, i) =>
      operands[i] === null ? [ct ?? zerosOf(avals[i])] : [],
    )
  })
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

/** Whether a primitive with a transpose rule is linear in all the operands that are not known. */
function isLinear(
  { linearIn }: Primitive,
  known: readonly MaybeTensor[],
  avals: readonly Aval[],
): boolean {
  let unknown = 0
  for (let i = 0; i < known.length; i++) {
    if (known[i] !== null) continue
    unknown++
    if (!isFloat(avals[i].dtype)) return false
    if (typeof linearIn === 'object' && !linearIn.includes(i)) return false
  }
  return linearIn !== 'one' || unknown === 1
}
