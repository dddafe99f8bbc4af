/**
 * Splitting a program of values and tangents: equations that depend on a linear input form the
 * linear part, the others the known part. What the linear part needs of the known one are its
 * residuals. A structured equation that mixes both falls into two by its own rule.
 */
import { DerivativeError } from '@wengert/tensor'
import { range, type Aval, type Primitive } from '@wengert/tensor/internal'
import type { Equation, Operand, Program } from './program.ts'
import { isStructured, type SplitEquation, type StructuredPrimitive } from './structured.ts'

export interface SplitProgram {
  /** From the known inputs to the known outputs and then the residuals. */
  readonly known: Program
  /** Its inputs are the linear ones only; the residuals are free variables, to be bound by the caller. */
  readonly linear: Program
  /** The residuals' variables. */
  readonly residuals: readonly number[]
  /** Which of the outputs depend on linear inputs. */
  readonly linearOutputs: readonly boolean[]
}

/**
 * @param isLinearInput - Which inputs are linear.
 * @param forced - Outputs that count as linear even where they do not depend on linear inputs.
 */
export function splitProgram(
  program: Program,
  isLinearInput: readonly boolean[],
  forced: readonly boolean[] = [],
): SplitProgram {
  return new Splitter(program, isLinearInput).split(forced)
}

/**
 * Which outputs depend on the given inputs. Splitting answers it, since nested programs tell apart
 * which of their outputs do.
 */
export function dependentOutputs(program: Program, inputs: readonly boolean[]): boolean[] {
  return [...splitProgram(program, inputs).linearOutputs]
}

class Splitter {
  private readonly program: Program
  private readonly avals: Aval[]
  private readonly isLinear: boolean[] = []
  /** Variables that a split equation defines under another number. */
  private readonly renamed = new Map<number, number>()
  private readonly known: Equation[] = []
  private readonly linear: Equation[] = []
  private readonly isLinearInput: readonly boolean[]

  constructor(program: Program, isLinearInput: readonly boolean[]) {
    this.program = program
    this.avals = [...program.avals]
    this.isLinearInput = isLinearInput
    program.inputs.forEach((variable, i) => (this.isLinear[variable] = isLinearInput[i]))
  }

  split(forced: readonly boolean[]): SplitProgram {
    for (const equation of this.program.equations) this.place(equation)
    const outputs = this.program.outputs.map((operand) => this.resolve(operand))
    const linearOutputs = outputs.map((operand, i) => forced[i] === true || this.depends(operand))
    const linearResults = outputs.filter((_, i) => linearOutputs[i])
    const linearNeeded = this.needed(this.linear, linearResults)
    const linear = this.linear.filter((equation) => defines(equation, linearNeeded))
    const residuals = linearNeeded.variables.filter((variable) => this.isLinear[variable] !== true)
    const knownResults = [...outputs.filter((_, i) => !linearOutputs[i]), ...residuals]
    const knownNeeded = this.needed(this.known, knownResults)
    const pick = (linearOnes: boolean): number[] =>
      this.program.inputs.filter((_, i) => this.isLinearInput[i] === linearOnes)
    return {
      known: this.program.with({
        inputs: pick(false),
        equations: this.known.filter((equation) => defines(equation, knownNeeded)),
        outputs: knownResults,
        avals: this.avals,
      }),
      linear: this.program.with({
        inputs: pick(true),
        captures: [],
        equations: linear,
        outputs: linearResults,
        avals: this.avals,
      }),
      residuals,
      linearOutputs,
    }
  }

  /** The variables on which the outputs depend, through the given equations. */
  private needed(equations: readonly Equation[], outputs: readonly Operand[]): Marks {
    const marks = new Marks(this.avals.length)
    marks.add(outputs)
    for (let i = equations.length - 1; i >= 0; i--) {
      if (defines(equations[i], marks)) marks.add(equations[i].operands)
    }
    return marks
  }

  private resolve(operand: Operand): Operand {
    return typeof operand === 'number' ? (this.renamed.get(operand) ?? operand) : operand
  }

  private depends(operand: Operand): boolean {
    return typeof operand === 'number' && this.isLinear[operand] === true
  }

  private dependOnAny(operands: readonly Operand[]): boolean {
    for (let i = 0; i < operands.length; i++) if (this.depends(operands[i])) return true
    return false
  }

  private place(original: Equation): void {
    const operands =
      this.renamed.size === 0
        ? original.operands
        : original.operands.map((operand) => this.resolve(operand))
    const equation = operands === original.operands ? original : { ...original, operands }
    if (!this.dependOnAny(operands)) {
      this.known.push(equation)
    } else if (isStructured(equation.primitive)) {
      const flags = operands.map((operand) => this.depends(operand))
      this.placeParts(equation, flags)
    } else {
      this.linear.push(equation)
      this.markLinear(equation.output, equation.count ?? 1)
    }
  }

  private markLinear(start: number, count: number): void {
    for (let i = start; i < start + count; i++) this.isLinear[i] = true
  }

  private placeParts(equation: Equation, flags: readonly boolean[]): void {
    const { operands, output, params } = equation
    const primitive = equation.primitive as StructuredPrimitive
    if (primitive.split === undefined) throw notLinear(primitive.name)
    const operandAvals = operands.map((operand) =>
      typeof operand === 'number' ? this.avals[operand] : operand.aval,
    )
    const parts = primitive.split(params, flags, operandAvals)
    const total = equation.count ?? 1
    const isKnown = (i: number): boolean => parts.knownOutputs.includes(i)
    const linearOutputs = parts.linear.outputs ?? range(total).filter((i) => !isKnown(i))
    const residualStart = this.defineKnown(equation, parts)
    const linearStart = this.avals.length
    linearOutputs.forEach((i, k) => {
      this.avals.push(this.avals[output + i])
      if (!isKnown(i)) this.renamed.set(output + i, linearStart + k)
    })
    this.markLinear(linearStart, linearOutputs.length)
    this.linear.push({
      primitive: parts.linear.primitive as unknown as Primitive,
      params: parts.linear.params,
      operands: parts.linear.operands.map(({ kind, index }) =>
        kind === 'operand' ? operands[index] : residualStart + index,
      ),
      output: linearStart,
      count: linearOutputs.length,
      origin: equation.origin,
    })
  }

  /** Appends the known part and returns the number of its first residual. */
  private defineKnown({ operands, output, origin }: Equation, parts: SplitEquation): number {
    const start = this.avals.length
    parts.knownOutputs.forEach((i, k) => {
      this.avals.push(this.avals[output + i])
      this.renamed.set(output + i, start + k)
    })
    const residualStart = this.avals.length
    this.avals.push(...parts.residuals)
    this.known.push({
      primitive: parts.known.primitive as unknown as Primitive,
      params: parts.known.params,
      operands: parts.known.operands.map((i) => operands[i]),
      output: start,
      count: this.avals.length - start,
      origin,
    })
    return residualStart
  }
}

/** A set of variables, in the order in which they came. */
class Marks {
  readonly variables: number[] = []
  private readonly marked: Uint8Array

  constructor(count: number) {
    this.marked = new Uint8Array(count)
  }

  has(variable: number): boolean {
    return this.marked[variable] === 1
  }

  add(operands: readonly Operand[]): void {
    for (let i = 0; i < operands.length; i++) {
      const operand = operands[i]
      if (typeof operand !== 'number' || this.has(operand)) continue
      this.marked[operand] = 1
      this.variables.push(operand)
    }
  }
}

function defines({ output, count }: Equation, marks: Marks): boolean {
  for (let i = output; i < output + (count ?? 1); i++) if (marks.has(i)) return true
  return false
}

/** An equation that is not linear in a tangent, or in a cotangent where a program is transposed. */
export function notLinear(
  name: string,
  why = 'is not linear in all of its operands that depend on one',
): DerivativeError {
  return new DerivativeError(
    `${name}: ${why}, so a cotangent cannot pass through it; a backward function of ` +
      'customVjp must be linear in its cotangent, and reverse mode needs linear tangents.',
  )
}
