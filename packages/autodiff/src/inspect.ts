/**
 * What flows through a program at given inputs: the value of every variable, and the derivative of its
 * outputs by every variable. The derivatives come of one reverse pass: a zero is added to each
 * variable as it is defined, and the outputs are differentiated by these zeros.
 */
import { add, broadcastTo, ShapeError, type Tensor, type TensorLike } from '@wengert/tensor'
import { formatAval, isFloat, sameAval, toTensor, zerosOf } from '@wengert/tensor/internal'
import { vjp } from './api/products.ts'
import type { Operand, Program } from './program.ts'
import { apply, environmentOf, listOf, lookUp, operandsOf, run, store } from './run.ts'
import { currentTape } from './tape.ts'

export interface Inspection {
  /** By variable: inputs, captures, and what the equations define. */
  readonly values: ReadonlyMap<number, Tensor>
  /** By variable of a floating-point dtype, in the variable's shape. */
  readonly cotangents: ReadonlyMap<number, Tensor>
}

/**
 * The values of all variables of a program at the inputs, and their cotangents v̄ = Σ ȳᵢ ∂yᵢ/∂v for the
 * given cotangents ȳ of its outputs, by default ones. Costs a small multiple of the program, and keeps
 * everything in memory: for teaching and for looking into a computation.
 *
 * @param inputs - One for each of the program's inputs.
 * @param cotangents - One for each output of the program, in its shape; numbers are broadcast.
 * @throws FunctionError where the program holds what has no reverse mode, a `whileLoop`.
 * @example
 * ```ts
 * import { inspect, trace } from '@wengert/autodiff'
 * import { type Tensor } from '@wengert/tensor'
 * const program = trace((x: Tensor) => x.square().mul(3), 2)
 * const { values, cotangents } = inspect(program, [2])
 * Array.from(values.values(), (v) => v.item()) // → 2,4,12
 * Array.from(cotangents.values(), (v) => v.item()) // → 12,3,1
 * ```
 */
export function inspect(
  program: Program,
  inputs: readonly TensorLike[],
  cotangents: readonly TensorLike[] = program.outputs.map(() => 1),
): Inspection {
  const given = listOfInputs(program, inputs)
  const variables = [...program.names().keys()]
  const all = run(program.with({ outputs: variables }), given)
  const isReal = (operand: Operand): boolean => isFloat(program.aval(operand).dtype)
  const tapped = variables.filter(isReal)
  const seeds = program.outputs.flatMap((operand, i) => {
    if (!isReal(operand)) return []
    const { shape, dtype } = program.aval(operand)
    return [broadcastTo(toTensor('inspect', cotangents[i]), shape).cast(dtype)]
  })
  const [, pullback] = vjp(
    (zeros: readonly Tensor[]) => {
      const outputs = runTapped(program, given, new Map(tapped.map((v, i) => [v, zeros[i]])))
      return outputs.filter((_, i) => isReal(program.outputs[i]))
    },
    tapped.map((variable) => zerosOf(program.avals[variable])),
  )
  const [bars] = pullback(seeds) as unknown as [readonly Tensor[]]
  return {
    values: new Map(variables.map((variable, i) => [variable, all[i]])),
    cotangents: new Map(tapped.map((variable, i) => [variable, bars[i]])),
  }
}

function listOfInputs(program: Program, inputs: readonly TensorLike[]): Tensor[] {
  const expected = program.inputs.map((variable) => program.avals[variable])
  const given = inputs.map((x) => toTensor('inspect', x))
  if (given.length === expected.length && given.every((x, i) => sameAval(x.aval, expected[i])))
    return given
  throw new ShapeError(
    `inspect: the inputs are (${given.map(({ aval }) => formatAval(aval)).join(', ')}) where the ` +
      `program takes (${expected.map(formatAval).join(', ')}); give what it was traced at.`,
  )
}

/** The outputs of a program with a tap added to each variable that has one. */
function runTapped(
  program: Program,
  inputs: readonly Tensor[],
  taps: ReadonlyMap<number, Tensor>,
): Tensor[] {
  const { values } = environmentOf(program, inputs)
  const tap = (variable: number): void => {
    const zero = taps.get(variable)
    if (zero !== undefined) values[variable] = add(values[variable]!, zero)
  }
  program.inputs.forEach(tap)
  for (const { variable } of program.captures) tap(variable)
  for (const equation of program.equations) {
    const result = apply(program, equation, operandsOf(values, equation), currentTape())
    store(values, equation, result)
    listOf(result).forEach((_, i) => tap(equation.output + i))
  }
  return program.outputs.map((operand) => lookUp(values, operand))
}
