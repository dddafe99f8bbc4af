/**
 * A Program is what a sealed tape leaves: a straight list of equations in static single assignment,
 * immutable, with an aval for every variable. Variables are numbers; a scalar constant stands in an
 * equation itself, as a literal. What the traced function closed over is listed in `captures`, so
 * that a program never refers to anything outside itself. Programs cut from one another share their
 * `avals` and keep their numbers, so not every number need be in use.
 */
import { type Aval, type Primitive, type Tensor } from '@wengert/tensor/internal'
import { drawProgram } from './draw.ts'
import { printProgram, variableNames } from './print.ts'
import type { Origin } from './provenance.ts'

/** A variable, or a literal scalar. */
export type Operand = number | Tensor

export interface Equation {
  readonly primitive: Primitive
  readonly operands: readonly Operand[]
  readonly params: unknown
  /** The first variable that the equation defines; the others follow it. */
  readonly output: number
  /** How many it defines; null when the primitive has one output, which is not in a list. */
  readonly count: number | null
  /** Where it comes from, while `debugNaNs` runs. */
  readonly origin?: Origin | undefined
}

/** A variable that stands for a tensor from outside: concrete, or of an enclosing trace. */
export interface Capture {
  readonly variable: number
  readonly tensor: Tensor
}

export class Program {
  readonly inputs: readonly number[]
  readonly captures: readonly Capture[]
  readonly equations: readonly Equation[]
  readonly outputs: readonly Operand[]
  readonly avals: readonly Aval[]
  /** True when values were read while it was traced: it holds for those inputs only. */
  readonly specialized: boolean
  private lastUses: Int32Array | null = null

  constructor(parts: {
    inputs: readonly number[]
    captures: readonly Capture[]
    equations: readonly Equation[]
    outputs: readonly Operand[]
    avals: readonly Aval[]
    specialized?: boolean
  }) {
    this.inputs = parts.inputs
    this.captures = parts.captures
    this.equations = parts.equations
    this.outputs = parts.outputs
    this.avals = parts.avals
    this.specialized = parts.specialized ?? false
  }

  /** The same program with some parts replaced. */
  with(parts: Partial<Omit<Program, 'with'>>): Program {
    return new Program({ ...this, ...parts })
  }

  aval(operand: Operand): Aval {
    return typeof operand === 'number' ? this.avals[operand] : operand.aval
  }

  /** The avals that an equation defines, as its primitive's shape rule gives them. */
  outputAvals(equation: Equation): Aval | readonly Aval[] {
    const { output, count } = equation
    return count === null ? this.avals[output] : this.avals.slice(output, output + count)
  }

  /**
   * For each variable, the index of the last equation that uses it: after that its value can be
   * let go. Outputs are used at the very end.
   */
  liveness(): Int32Array {
    if (this.lastUses !== null) return this.lastUses
    const last = new Int32Array(this.avals.length).fill(-1)
    this.equations.forEach(({ operands }, i) => {
      for (const operand of operands) if (typeof operand === 'number') last[operand] = i
    })
    for (const operand of this.outputs) {
      if (typeof operand === 'number') last[operand] = this.equations.length
    }
    return (this.lastUses = last)
  }

  /** The variables in the order in which they appear, with their letters in the printed program. */
  names(): ReadonlyMap<number, string> {
    return variableNames(this)
  }

  /** The program in the notation of docs/guides/how-it-works.md, one equation a line. */
  toString(): string {
    return printProgram(this)
  }

  /** The program as a graph in Graphviz' DOT language, nested programs as clusters. */
  toDot(): string {
    return drawProgram(this)
  }
}
