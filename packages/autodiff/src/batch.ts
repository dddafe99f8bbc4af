/**
 * Batching: a walk over a program in which some values have a batch axis, always their first. An
 * equation without batched operands runs as it is, once for the whole batch; the others go through
 * their primitive's batching rule.
 */
import { broadcastTo } from '@wengert/tensor'
import type { Aval, Tensor } from '@wengert/tensor/internal'
import type { Operand, Program } from './program.ts'
import { begin, enter, leave } from './provenance.ts'
import { apply, Environment, lookUp, operandsOf, store } from './run.ts'
import { programOf } from './structured.ts'
import { currentTape } from './tape.ts'

export interface Batched {
  readonly outputs: Tensor[]
  /** Which outputs have the batch axis. */
  readonly batched: boolean[]
}

/** Runs a program over a batch of `size`: inputs with a batch axis have it first. */
export function runBatched(
  program: Program,
  inputs: readonly Tensor[],
  inputBatched: readonly boolean[],
  size: number,
): Batched {
  const outer = begin()
  const tape = currentTape()
  const environment = new Environment<Tensor>(program)
  const { values } = environment
  const isBatched = new Uint8Array(program.avals.length)
  const hasBatch = (operand: Operand): boolean =>
    typeof operand === 'number' && isBatched[operand] === 1
  program.inputs.forEach((variable, i) => {
    values[variable] = inputs[i]
    isBatched[variable] = inputBatched[i] ? 1 : 0
  })
  for (const { variable, tensor } of program.captures) values[variable] = tensor

  program.equations.forEach((equation, i) => {
    const { primitive, params, output, count } = equation
    enter(outer, equation.origin)
    const operands = operandsOf(values, equation)
    const flags = equation.operands.map(hasBatch)
    if (flags.includes(true)) {
      store(values, equation, primitive.batch(operands, flags, params, size))
      isBatched.fill(1, output, output + (count ?? 1))
    } else {
      store(values, equation, apply(program, equation, operands, tape))
    }
    environment.release(i)
  })
  leave(outer)
  return {
    outputs: program.outputs.map((operand) => lookUp(values, operand)),
    batched: program.outputs.map(hasBatch),
  }
}

/** Results of a batched run, all with the batch axis. */
export function broadcastBatch({ outputs, batched }: Batched, size: number): Tensor[] {
  return outputs.map((x, i) => (batched[i] ? x : repeated(x, size)))
}

/** x for every example of a batch. */
export function repeated(x: Tensor, size: number): Tensor {
  return broadcastTo(x, [size, ...x.shape])
}

/** A nested program over a batch, from inputs of these avals; all outputs have the batch axis. */
export function batchedProgram(
  operation: string,
  program: Program,
  avals: readonly Aval[],
  inputBatched: readonly boolean[],
  size: number,
): Program {
  return programOf(operation, avals, (tensors) =>
    broadcastBatch(runBatched(program, tensors, inputBatched, size), size),
  )
}
