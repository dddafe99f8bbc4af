/**
 * Forward mode: a walk over a program that carries a tangent beside each value. A tangent that is
 * zero is `null`; an equation without tangents among its operands runs no rule. The walk happens in
 * the current context: it computes when no tape is open and records otherwise.
 */
import type { MaybeTensor, Tensor } from '@wengert/tensor/internal'
import type { Operand, Program } from './program.ts'
import { begin, enter, leave } from './provenance.ts'
import { apply, Environment, listOf, lookUp, operandsOf, store } from './run.ts'
import { isStructured } from './structured.ts'
import { currentTape } from './tape.ts'

export interface Pushed {
  readonly primals: Tensor[]
  readonly tangents: MaybeTensor[]
}

/** Outputs and their tangents, from inputs and theirs. */
export function pushforward(
  program: Program,
  primals: readonly Tensor[],
  tangents: readonly MaybeTensor[],
): Pushed {
  const outer = begin()
  const tape = currentTape()
  const environment = new Environment<Tensor>(program)
  const { values } = environment
  const slopes = new Array<MaybeTensor | undefined>(program.avals.length)
  program.inputs.forEach((variable, i) => {
    values[variable] = primals[i]
    slopes[variable] = tangents[i]
  })
  for (const { variable, tensor } of program.captures) values[variable] = tensor

  const { equations } = program
  for (let i = 0; i < equations.length; i++) {
    const equation = equations[i]
    const { primitive, params } = equation
    enter(outer, equation.origin)
    const operands = operandsOf(values, equation)
    const incoming = tangentsOf(slopes, equation.operands)
    if (incoming !== null && isStructured(primitive)) {
      const pushed = primitive.pushforward(operands, incoming, params)
      store(values, equation, pushed.outputs)
      store(slopes, equation, pushed.tangents)
    } else {
      const outputs = apply(program, equation, operands, tape)
      store(values, equation, outputs)
      if (incoming !== null && primitive.jvp !== null) {
        store(slopes, equation, primitive.jvp(incoming, operands, listOf(outputs), params))
      }
    }
    environment.release(i, slopes)
  }
  leave(outer)
  return {
    primals: program.outputs.map((operand) => lookUp(values, operand)),
    tangents: program.outputs.map((operand) => tangentOf(slopes, operand)),
  }
}

function tangentOf(slopes: readonly (MaybeTensor | undefined)[], operand: Operand): MaybeTensor {
  return typeof operand === 'number' ? (slopes[operand] ?? null) : null
}

/** The operands' tangents, or null when all are zero. */
function tangentsOf(
  slopes: readonly (MaybeTensor | undefined)[],
  operands: readonly Operand[],
): MaybeTensor[] | null {
  let any = false
  const result = new Array<MaybeTensor>(operands.length)
  for (let i = 0; i < operands.length; i++) {
    result[i] = tangentOf(slopes, operands[i])
    any ||= result[i] !== null
  }
  return any ? result : null
}
