/**
 * `checkpoint`: trade time for memory. The function is one equation that carries its program. Split,
 * its known part keeps nothing but its operands; its linear part runs the function again when the
 * cotangents (or tangents) arrive, and lets go of the intermediate values at once. `simplify` does not
 * look inside, or it would undo this.
 */
import { type Tensor, type TreeLike } from '@wengert/tensor'
import {
  avalsOf,
  bindMany,
  flattenResult,
  unflattenTree,
  type Structure,
} from '@wengert/tensor/internal'
import { checkFunction } from './api/arguments.ts'
import type { AnyFunction } from './api/types.ts'
import { batchedProgram } from './batch.ts'
import { callWith, takeApart, traceCall } from './custom/arguments.ts'
import {
  flatten,
  lifted,
  moving,
  pushedBy,
  reached,
  unflatten,
  type Jet,
  type JetWalk,
} from './lift.ts'
import type { Program } from './program.ts'
import { close, runningItsProgram, type StructuredPrimitive } from './structured.ts'
import { removeDead } from './simplify.ts'
import { dependentOutputs, splitProgram } from './split.ts'
import { currentTape } from './tape.ts'
import { transposedProgram } from './transpose.ts'

interface CheckpointParams {
  readonly program: Program
}

export const checkpointPrimitive: StructuredPrimitive<CheckpointParams> = {
  name: 'checkpoint',
  ...runningItsProgram<CheckpointParams>(),
  plan: 'inline',
  pushforward: pushedBy(liftCheckpoint),
  lift: liftCheckpoint,
  split: ({ program }, linear) => {
    const dependent = dependentOutputs(program, linear)
    const { known } = splitProgram(program, linear)
    const positions = linear.map((_, i) => i)
    const knownOutputs = dependent.flatMap((on, i) => (on ? [] : [i]))
    return {
      known: {
        primitive: checkpointPrimitive,
        params: {
          program: removeDead(known.with({ outputs: known.outputs.slice(0, knownOutputs.length) })),
        },
        operands: positions.filter((i) => !linear[i]),
      },
      knownOutputs,
      residuals: [],
      linear: {
        primitive: checkpointPrimitive,
        params: {
          program: removeDead(
            program.with({ outputs: program.outputs.filter((_, i) => dependent[i]) }),
          ),
        },
        operands: positions.map((index) => ({ kind: 'operand', index })),
      },
    }
  },
  transpose: (cotangents, operands, { program }, avals) => {
    const known = operands.filter((x) => x !== null)
    const present = cotangents.filter((ct) => ct !== null)
    const backward = transposedProgram('checkpoint', program, cotangents, operands, avals)
    const cts = bindMany(checkpointPrimitive, [...known, ...present], { program: backward })
    let next = 0
    return operands.map((x) => (x === null ? cts[next++] : null))
  },
  batch: (operands, batched, { program }, size) =>
    bindMany(checkpointPrimitive, operands, {
      program: batchedProgram('checkpoint', program, avalsOf(operands), batched, size),
    }),
}

function liftCheckpoint(jets: readonly Jet[], { program }: CheckpointParams, walk: JetWalk): Jet[] {
  const active = moving(jets)
  const outs = reached(program, active, walk)
  const results = bindMany(checkpointPrimitive, flatten(jets, active, walk), {
    program: lifted('checkpoint', program, active, outs, walk),
  })
  return unflatten(results, outs, walk)
}

/**
 * f, computed again in the backward pass instead of keeping its intermediate values: memory for its
 * arguments and results only, at the price of evaluating it once more. Derivatives are the same.
 * Arguments that hold no tensors (options, strings, functions) are handed through.
 *
 * In a chain of n steps, checkpoints of √n steps each take the memory of O(√n) steps.
 *
 * @example
 * ```ts
 * import { checkpoint, grad } from '@wengert/autodiff'
 * import { type Tensor } from '@wengert/tensor'
 * const block = checkpoint((x: Tensor) => x.sin().exp().mul(x))
 * grad((x: Tensor) => block(block(x)))(0.5).item() // → 7.458814743499207
 * ```
 */
export function checkpoint<A extends readonly unknown[], R = Tensor>(
  f: (...args: A) => R,
): (...args: { [K in keyof A]: TreeLike<A[K]> }) => R {
  checkFunction('checkpoint', f)
  return (...args) => {
    const { leaves, args: rebuild } = takeApart('checkpoint', args)
    let structure: Structure | null = null
    const evaluate = (tensors: readonly Tensor[]): Tensor[] => {
      const flat = flattenResult('checkpoint', callWith(f as AnyFunction, rebuild(tensors)))
      structure = flat.structure
      return flat.leaves
    }
    // What is not recorded cannot be differentiated.
    if (currentTape() === null) {
      const values = evaluate(leaves)
      return unflattenTree(structure!, values) as R
    }
    const { program, captured } = close(traceCall('checkpoint', leaves, [], evaluate))
    const results = bindMany(checkpointPrimitive, [...leaves, ...captured], { program })
    return unflattenTree(structure!, results) as R
  }
}
