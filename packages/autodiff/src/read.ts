/**
 * Reading a traced value: the part of the tape that it needs is evaluated, iteratively and each
 * equation once, over as many enclosing tapes as its captures reach into.
 */
import { ConcretizationError } from '@wengert/tensor'
import { evaluate, formatAval, type Tensor } from '@wengert/tensor/internal'
import type { Tape } from './tape.ts'
import { atUserLine } from './user-line.ts'

/** The value of a variable of an open tape; throws where it depends on an abstract input. */
export function readValue(tape: Tape, variable: number, reader: string): Tensor {
  const pending: [Tape, number][] = [[tape, variable]]
  while (pending.length > 0) {
    const [on, wanted] = pending[pending.length - 1]
    const missing = on.values[wanted] === undefined ? requirements(on, wanted, reader) : []
    if (missing.length === 0) {
      pending.pop()
      if (on.values[wanted] === undefined) compute(on, wanted)
      on.specialize()
    } else {
      for (const entry of missing) pending.push(entry)
    }
  }
  return tape.values[variable]!
}

/** What must be known before a variable can be computed. */
function requirements(tape: Tape, variable: number, reader: string): [Tape, number][] {
  const outer = tape.source(variable)
  if (outer !== null) {
    const owner = outer.trace as Tape | null
    if (owner === null || owner.values[outer.variable] !== undefined) return []
    return [[owner, outer.variable]]
  }
  const equation = tape.definition(variable)
  if (equation === null) throw abstractRead(tape, variable, reader)
  const missing: [Tape, number][] = []
  for (const operand of equation.operands) {
    if (typeof operand === 'number' && tape.values[operand] === undefined) {
      missing.push([tape, operand])
    }
  }
  return missing
}

function compute(tape: Tape, variable: number): void {
  const outer = tape.source(variable)
  if (outer !== null) {
    const owner = outer.trace as Tape | null
    tape.values[variable] = owner === null ? outer : owner.values[outer.variable]
    return
  }
  const equation = tape.definition(variable)!
  const operands = equation.operands.map((operand) =>
    typeof operand === 'number' ? tape.values[operand]! : operand,
  )
  const result = evaluate(equation.primitive, operands, equation.params, tape.outputAvals(equation))
  if (Array.isArray(result)) result.forEach((x, i) => (tape.values[equation.output + i] = x))
  else tape.values[variable] = result
}

function abstractRead(tape: Tape, variable: number, reader: string): ConcretizationError {
  return new ConcretizationError(
    `${reader}: the value of this ${formatAval(tape.inputAval(variable))} is not known while ` +
      `${tape.operation} traces the function${atUserLine()}; it stands for many values at once. ` +
      'Use where(condition, a, b) in place of an if, or keep what must be read out of the traced arguments.',
  )
}
