/**
 * Functions with rules of their own, which are traced where the function is called. A rule may call its
 * function again (`y = f(x)`, where y is needed for the tangent): traced there and then, that would never
 * end. So inside of the rules such a call is a `selfCall` equation, which carries the function's program
 * alone and asks for the rules when a tangent arrives: at each order of differentiation once.
 */
import type { Tensor } from '@wengert/tensor'
import {
  avalsOf,
  bindMany,
  flattenResult,
  unflattenTree,
  type Structure,
} from '@wengert/tensor/internal'
import type { AnyFunction } from '../api/types.ts'
import { batchedProgram, broadcastBatch, runBatched } from '../batch.ts'
import { pushforward } from '../jvp.ts'
import type { Program } from '../program.ts'
import {
  close,
  programOf,
  runningItsProgram,
  sliceAval,
  type StructuredPrimitive,
} from '../structured.ts'
import { currentTape } from '../tape.ts'
import { callWith, refuseClosures, takeApart, traceCall, type CustomCall } from './arguments.ts'

/** A function traced at the tensors among its arguments. */
export interface TracedCall {
  /** From them to its results. */
  readonly program: Program
  readonly structure: Structure
}

interface SelfCallParams {
  readonly operation: string
  /** From arguments and what is closed over to outputs. */
  readonly program: Program
  /** How many operands are arguments. */
  readonly count: number
  /** The call with its rules, of the arguments. */
  again(tensors: Tensor[]): Tensor[]
}

const selfCallPrimitive: StructuredPrimitive<SelfCallParams> = {
  name: 'selfCall',
  ...runningItsProgram<SelfCallParams>(),
  pushforward: (operands, tangents, { operation, count, again }) => {
    refuseClosures(operation, tangents.slice(count))
    const args = operands.slice(0, count)
    const program = programOf(operation, avalsOf(args), again)
    const { primals, tangents: slopes } = pushforward(program, args, tangents.slice(0, count))
    return { outputs: primals, tangents: slopes }
  },
  batch: (operands, batched, { operation, program, count, again }, size) => {
    const flags = batched.slice(0, count)
    const avals = avalsOf(operands).map((aval, i) => (batched[i] ? sliceAval(aval) : aval))
    return bindMany(selfCallPrimitive, operands, {
      operation,
      program: batchedProgram(operation, program, avalsOf(operands), batched, size),
      count,
      again: (tensors) => {
        const one = programOf(operation, avals.slice(0, count), again)
        return broadcastBatch(runBatched(one, tensors, flags, size), size)
      },
    })
  },
}

/**
 * f as a function with rules.
 * @param record - Traces the rules of a call, binds it with them, and returns its results.
 */
export function ruled(
  operation: string,
  f: AnyFunction,
  record: (call: CustomCall, traced: TracedCall) => Tensor[],
): AnyFunction {
  let insideRules = false
  const trace = (call: CustomCall, leaves: readonly Tensor[]): TracedCall => {
    let structure: Structure | null = null
    const program = traceCall(operation, leaves, [], (tensors) => {
      const flat = flattenResult(operation, callWith(f, call.args(tensors)))
      structure = flat.structure
      return flat.leaves
    })
    return { program, structure: structure! }
  }
  const withRules = (call: CustomCall, traced: TracedCall): Tensor[] => {
    const before = insideRules
    insideRules = true
    try {
      return record(call, traced)
    } finally {
      insideRules = before
    }
  }
  const withoutRules = (call: CustomCall, { program }: TracedCall): Tensor[] => {
    const { program: own, captured } = close(program)
    return bindMany(selfCallPrimitive, [...call.leaves, ...captured], {
      operation,
      program: own,
      count: call.leaves.length,
      again: (leaves) => withRules({ ...call, leaves }, trace(call, leaves)),
    })
  }
  return ((...args: unknown[]) => {
    const call = takeApart(operation, args)
    // What is not recorded cannot be differentiated.
    if (currentTape() === null) {
      const { leaves, structure } = flattenResult(operation, callWith(f, call.args(call.leaves)))
      return unflattenTree(structure, leaves)
    }
    const traced = trace(call, call.leaves)
    const results = insideRules ? withoutRules(call, traced) : withRules(call, traced)
    return unflattenTree(traced.structure, results)
  }) as AnyFunction
}
