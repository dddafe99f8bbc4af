/** Tracing a prepared call: the program and the structure of its result. */
import { ArgumentError, FunctionError, type Tensor } from '@wengert/tensor'
import { flattenResult, range, type Structure } from '@wengert/tensor/internal'
import { isTensor, partsOf, replaceParts } from '../parts.ts'
import type { Program } from '../program.ts'
import { record } from '../tape.ts'
import { checkDifferentiable, checkFunction, prepare, type Prepared } from './arguments.ts'
import type { AnyFunction } from './types.ts'

export interface TracedFunction {
  readonly program: Program
  /** The structure of the result, or of its first part when there is aux. */
  readonly structure: Structure
  /** How many of the program's outputs are the result; the others are tensors of aux. */
  readonly resultCount: number
  /** Puts aux together again around its tensors. */
  rebuildAux(tensors: readonly Tensor[]): unknown
}

/** Traces at concrete inputs, whose values may be read. */
export function traceAt(
  operation: string,
  prepared: Prepared,
  options: { differentiated: boolean; hasAux?: boolean },
): TracedFunction {
  const inputs = prepared.leaves.map((value) => ({
    aval: value.aval,
    value,
    differentiated: options.differentiated,
  }))
  return traceInputs(operation, prepared, inputs, options.hasAux ?? false)
}

/** Traces with inputs of which only the avals are known. */
export function traceInputs(
  operation: string,
  prepared: Prepared,
  inputs: Parameters<typeof record>[1],
  hasAux = false,
): TracedFunction {
  let structure: Structure
  let resultCount = 0
  let aux: unknown = null
  const program = record(operation, inputs, (tensors) => {
    let result = prepared.call(tensors)
    if (hasAux) {
      if (!Array.isArray(result) || result.length !== 2) {
        throw new FunctionError(
          `${operation}: with hasAux the function must return [result, aux]; return an array of two.`,
        )
      }
      aux = result[1]
      result = result[0]
    }
    const flat = flattenResult(operation, result)
    structure = flat.structure
    resultCount = flat.leaves.length
    return [
      ...flat.leaves, // Aux may hold anything; only the tensors in it belong to the trace.
      ...partsOf(aux).filter(isTensor),
    ]
  })
  return {
    program,
    structure: structure!,
    resultCount,
    rebuildAux: (tensors) => replaceParts(aux, isTensor, tensors),
  }
}

/** A function at a point: all arguments are differentiated. */
export interface At {
  readonly prepared: Prepared
  readonly traced: TracedFunction
  /** All arguments as one tree. */
  readonly structure: Structure
}

/** Traces f with every argument differentiated. */
export function traceAll(operation: string, f: AnyFunction, args: readonly unknown[]): At {
  checkFunction(operation, f)
  if (args.length === 0) {
    throw new ArgumentError(`${operation}: no primals given; pass the point after the function.`)
  }
  const prepared = prepare(operation, f, args, range(args.length))
  checkDifferentiable(operation, prepared.leaves)
  return {
    prepared,
    traced: traceAt(operation, prepared, { differentiated: true }),
    structure: { kind: 'array', children: prepared.structures },
  }
}
