/**
 * A Tape is open while a function is being traced: every operation is recorded on the innermost
 * open tape, whoever owns its operands. Operands from outside, concrete tensors or variables of an
 * enclosing tape, become captures; a tensor of any other tape has leaked out of its trace. Sealing
 * a tape gives a Program.
 */
import {
  avalsOf,
  currentRecorder,
  isFloat,
  leaked,
  setRecorder,
  Tensor,
  type Aval,
  type Primitive,
  type Recorder,
  type Trace,
} from '@wengert/tensor/internal'
import { Program, type Capture, type Equation, type Operand } from './program.ts'
import { currentOrigin } from './provenance.ts'
import { readValue } from './read.ts'
import { hasDerivative } from './structured.ts'

/** What a traced function's input stands for. */
export interface TapeInput {
  readonly aval: Aval
  /** The tensor for which it stands; null where only its aval is known. */
  readonly value: Tensor | null
  /** Whether a derivative with respect to it is being taken. */
  readonly differentiated: boolean
}

export class Tape implements Recorder, Trace {
  /** Known values by variable, filled by reads. They belong to the trace, never to the program. */
  readonly values: (Tensor | undefined)[] = []
  readonly operation: string
  private readonly parent: Tape | null
  private readonly inputs: readonly TapeInput[]
  private readonly avals: Aval[] = []
  private readonly equations: Equation[] = []
  private readonly captures: Capture[] = []
  private readonly captured = new Map<Tensor, number>()
  private readonly captureSources = new Map<number, Tensor>()
  private specialized = false
  private open = true

  constructor(operation: string, parent: Tape | null, inputs: readonly TapeInput[]) {
    this.operation = operation
    this.parent = parent
    this.inputs = inputs
  }

  /** The traced tensors that stand for the inputs: the tape's first variables. */
  begin(): Tensor[] {
    return this.inputs.map(({ aval }) => this.define(aval))
  }

  record(primitive: Primitive, operands: readonly Tensor[], params: unknown): Tensor | Tensor[] {
    return this.append(primitive, operands, params, primitive.shape(avalsOf(operands), params))
  }

  /** As `record`, with output avals that are known already. */
  append(
    primitive: Primitive,
    tensors: readonly Tensor[],
    params: unknown,
    outputs: Aval | readonly Aval[],
  ): Tensor | Tensor[] {
    const { name } = primitive
    const operands = new Array<Operand>(tensors.length)
    for (let i = 0; i < tensors.length; i++) operands[i] = this.use(tensors[i], name)
    const output = this.avals.length
    const many = isList(outputs)
    const count = many ? outputs.length : null
    const equation: Equation = { primitive, operands, params, output, count }
    const origin = currentOrigin(name)
    this.equations.push(origin === undefined ? equation : { ...equation, origin })
    return many ? outputs.map((aval) => this.define(aval)) : this.define(outputs)
  }

  /** Makes a program of what was recorded; `results` become its outputs. */
  seal(results: readonly Tensor[]): Program {
    const outputs = results.map((tensor) => this.use(tensor, this.operation))
    return new Program({
      inputs: this.inputs.map((_, i) => i),
      captures: this.captures,
      equations: this.equations,
      outputs,
      avals: this.avals,
      specialized: this.specialized,
    })
  }

  /** Ends the trace: from now on its tensors are leaks. */
  close(): void {
    this.open = false
  }

  private define(aval: Aval): Tensor {
    return new Tensor(aval, null, this, this.avals.push(aval) - 1)
  }

  /** The operand that stands for a tensor on this tape. */
  private use(tensor: Tensor, operation: string): Operand {
    if (tensor.trace === this) return tensor.variable
    if (tensor.literal) return tensor
    const known = this.captured.get(tensor)
    if (known !== undefined) return known
    if (tensor.trace !== null && !this.isInside(tensor.trace as Tape)) throw leaked(operation)
    const variable = this.avals.push(tensor.aval) - 1
    this.captured.set(tensor, variable)
    this.captures.push({ variable, tensor })
    this.captureSources.set(variable, tensor)
    return variable
  }

  private isInside(outer: Tape): boolean {
    let tape = this.parent
    while (tape !== null && tape !== outer) tape = tape.parent
    return tape !== null
  }

  read(tensor: Tensor, reader: string): Tensor {
    if (!this.open) throw leaked(reader)
    // Nothing may be recorded while values are computed.
    const recorder = setRecorder(null)
    try {
      return readValue(this, tensor.variable, reader)
    } finally {
      setRecorder(recorder)
    }
  }

  /** A read makes the program one for these inputs only. */
  specialize(): void {
    this.specialized = true
  }

  isDifferentiated(tensor: Tensor): boolean {
    if (!this.open) return false
    const seen = new Map<Tape, Set<number>>()
    const pending: [Tape, number][] = [[this, tensor.variable]]
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const [tape, variable] = next
      const visited = seen.get(tape) ?? new Set()
      seen.set(tape, visited)
      if (visited.has(variable) || !isFloat(tape.avals[variable].dtype)) continue
      visited.add(variable)
      if (tape.inputs[variable]?.differentiated === true) return true
      const equation = tape.definition(variable)
      const outer = tape.source(variable)
      if (outer !== null && outer.trace !== null)
        pending.push([outer.trace as Tape, outer.variable])
      if (equation !== null && hasDerivative(equation.primitive)) {
        for (const operand of equation.operands) {
          if (typeof operand === 'number') pending.push([tape, operand])
        }
      }
    }
    return false
  }

  /** The outer tensor for which an input or a capture stands; null where there is none. */
  source(variable: number): Tensor | null {
    if (variable < this.inputs.length) return this.inputs[variable].value
    return this.captureSources.get(variable) ?? null
  }

  /** The equation that defines a variable, by bisection: equations define ascending numbers. */
  definition(variable: number): Equation | null {
    let low = 0
    let high = this.equations.length - 1
    while (low <= high) {
      const middle = (low + high) >> 1
      const { output, count } = this.equations[middle]
      if (variable < output) high = middle - 1
      else if (variable >= output + (count ?? 1)) low = middle + 1
      else return this.equations[middle]
    }
    return null
  }

  inputAval(variable: number): Aval {
    return this.inputs[variable].aval
  }

  /** The avals that one of this tape's equations defines. */
  outputAvals({ output, count }: Equation): Aval | readonly Aval[] {
    return count === null ? this.avals[output] : this.avals.slice(output, output + count)
  }
}

function isList(avals: Aval | readonly Aval[]): avals is readonly Aval[] {
  return Array.isArray(avals)
}

/** The innermost open tape. */
export function currentTape(): Tape | null {
  return currentRecorder() as Tape | null
}

/** Runs `body` on a fresh tape inside the current one and seals what it recorded. */
export function record(
  operation: string,
  inputs: readonly TapeInput[],
  body: (tensors: Tensor[]) => readonly Tensor[],
): Program {
  const outer = currentTape()
  const tape = new Tape(operation, outer, inputs)
  setRecorder(tape)
  try {
    const program = tape.seal(body(tape.begin()))
    if (program.specialized) outer?.specialize()
    return program
  } finally {
    setRecorder(outer)
    tape.close()
  }
}
