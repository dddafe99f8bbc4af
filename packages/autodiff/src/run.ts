/**
 * Running a program: with no tape open its equations are evaluated, and each value is let go after
 * its last use, on the device as well where the backend has one; on an open tape they are inlined,
 * which is how transforms nest. All walks over programs (jvp, batching) share the environment and the
 * application of an equation.
 */
import { backend } from '@wengert/tensor'
import { evaluate, type Tensor } from '@wengert/tensor/internal'
import { runOnDevice } from './device.ts'
import type { Equation, Operand, Program } from './program.ts'
import { begin, enter, leave } from './provenance.ts'
import { currentTape, type Tape } from './tape.ts'

/** Values of a program's variables during a walk. */
export class Environment<Value> {
  readonly values: (Value | undefined)[]
  private readonly program: Program
  readonly lastUses: Int32Array

  constructor(program: Program) {
    this.program = program
    this.values = new Array<Value | undefined>(program.avals.length)
    this.lastUses = program.liveness()
  }

  /** Lets go of the values, here and in a list beside, that no equation after this one uses. */
  release(index: number, beside?: unknown[]): void {
    for (const operand of this.program.equations[index].operands) {
      if (typeof operand === 'number' && this.lastUses[operand] === index) {
        this.values[operand] = undefined
        if (beside !== undefined) beside[operand] = undefined
      }
    }
  }
}

/** The tensor of an operand: a literal, or the variable's value. */
export function lookUp(values: readonly (Tensor | undefined)[], operand: Operand): Tensor {
  return typeof operand === 'number' ? values[operand]! : operand
}

export function operandsOf(values: readonly (Tensor | undefined)[], equation: Equation): Tensor[] {
  const { operands } = equation
  const result = new Array<Tensor>(operands.length)
  for (let i = 0; i < operands.length; i++) result[i] = lookUp(values, operands[i])
  return result
}

/** Applies an equation to other operands of the same avals: evaluates it, or records it. */
export function apply(
  program: Program,
  equation: Equation,
  operands: readonly Tensor[],
  tape: Tape | null,
): Tensor | Tensor[] {
  const avals = program.outputAvals(equation)
  return tape === null
    ? evaluate(equation.primitive, operands, equation.params, avals)
    : tape.append(equation.primitive, operands, equation.params, avals)
}

/** What an equation with one output or a list of them gives, as a list. */
export function listOf<T>(result: T | readonly T[]): readonly T[] {
  return Array.isArray(result) ? (result as readonly T[]) : [result as T]
}

/** Stores what an equation defines. */
export function store<Value>(
  values: (Value | undefined)[],
  equation: Equation,
  result: Value | readonly Value[],
): void {
  if (equation.count === null) values[equation.output] = result as Value
  else (result as readonly Value[]).forEach((x, i) => (values[equation.output + i] = x))
}

/** The outputs of a program for the given inputs. */
export function run(program: Program, inputs: readonly Tensor[]): Tensor[] {
  const tape = currentTape()
  const device = tape === null ? backend().begin?.() : undefined
  if (device !== undefined) return runOnDevice(device, program, inputs)
  const outer = begin()
  const environment = environmentOf(program, inputs)
  const { values } = environment
  const { equations } = program
  for (let i = 0; i < equations.length; i++) {
    enter(outer, equations[i].origin)
    store(
      values,
      equations[i],
      apply(program, equations[i], operandsOf(values, equations[i]), tape),
    )
    environment.release(i)
  }
  leave(outer)
  return program.outputs.map((operand) => lookUp(values, operand))
}

/** A program's variables, of which inputs and captures have values. */
export function environmentOf(program: Program, inputs: readonly Tensor[]): Environment<Tensor> {
  const environment = new Environment<Tensor>(program)
  const { values } = environment
  program.inputs.forEach((variable, i) => (values[variable] = inputs[i]))
  for (const { variable, tensor } of program.captures) values[variable] = tensor
  return environment
}
