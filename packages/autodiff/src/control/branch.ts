/**
 * `branch`: one of several functions, chosen when the program runs. The primitive carries
 * a program for each branch, all over the same operands, and runs the chosen one only. Its split
 * gives every branch its own residuals, and a filler for those of the others; a batched choice becomes
 * a selection among all branches.
 */
import { broadcastTo, clip, equal, reshape, where, type Tensor } from '@wengert/tensor'
import { avalsOf, bindMany, isFloat, literal, zerosOf, type Aval } from '@wengert/tensor/internal'
import { batchedProgram, broadcastBatch, runBatched } from '../batch.ts'
import {
  flatten,
  lifted,
  moving,
  pushedBy,
  reached,
  unflatten,
  type Jet,
  type JetWalk,
} from '../lift.ts'
import type { Program } from '../program.ts'
import { run } from '../run.ts'
import { compact } from '../compact.ts'
import { dependentOutputs, splitProgram } from '../split.ts'
import {
  closeTogether,
  inputAvals,
  outputAvals,
  programOf,
  type Source,
  type StructuredPrimitive,
} from '../structured.ts'
import { transposedProgram } from '../transpose.ts'

export interface BranchParams {
  readonly branches: readonly Program[]
}

/** Operands: the index, int32, then what every branch takes. */
export const branchPrimitive: StructuredPrimitive<BranchParams> = {
  name: 'branch',
  shape: (_, { branches }) => outputAvals(branches[0]),
  kernel: ([index, ...operands], { branches }) => {
    return run(branches[chosen(index, branches)], operands).map((x) => x.host!)
  },
  onDevice: (device, [index, ...operands], { branches }) =>
    device.run(branches[chosen(device.read(index), branches)], operands),
  plan: 'branch',
  jvp: null,
  pushforward: pushedBy(liftBranch),
  lift: liftBranch,
  split: ({ branches }, [, ...linear]) => {
    const count = branches[0].outputs.length
    const dependent = branches.map((program) => dependentOutputs(program, linear))
    const forced = range(count).map((i) => dependent.some((flags) => flags[i]))
    const parts = branches.map((program) => compact(splitProgram(program, linear, forced)))
    const positions = range(linear.length)
    // What is an operand already is the same in all branches and need not be kept apart.
    const shared = positions.filter(
      (i) =>
        !linear[i] && parts.some(({ residuals }, b) => residuals.includes(branches[b].inputs[i])),
    )
    const computed = parts.map(({ residuals }, b) =>
      residuals.filter((variable) => !branches[b].inputs.includes(variable)),
    )
    const own = parts.map(({ known }, b) => computed[b].map((variable) => known.avals[variable]))
    const residuals = own.flat()
    const knownOutputs = range(count).filter((i) => !forced[i])
    const known = parts.map(({ known: program }, b) => {
      const results = program.outputs.slice(0, knownOutputs.length)
      const kept = program.with({ outputs: [...results, ...computed[b]] })
      return padded(kept, knownOutputs.length, own, b)
    })
    const linearBranches = parts.map(({ linear: program }, b) => {
      const before = own.slice(0, b).flat().length
      const rest = shared.map((i) => branches[b].inputs[i])
      return widened(program, rest, computed[b], residuals, before)
    })
    const sources: Source[] = [
      { kind: 'operand', index: 0 },
      ...shared.map((i): Source => ({ kind: 'operand', index: i + 1 })),
      ...residuals.map((_, index): Source => ({ kind: 'residual', index })),
      ...positions.filter((i) => linear[i]).map((i): Source => ({ kind: 'operand', index: i + 1 })),
    ]
    return {
      known: {
        primitive: branchPrimitive,
        params: { branches: known },
        operands: [0, ...positions.filter((i) => !linear[i]).map((i) => i + 1)],
      },
      knownOutputs,
      residuals,
      linear: {
        primitive: branchPrimitive,
        params: { branches: linearBranches },
        operands: sources,
      },
    }
  },
  transpose: (cotangents, [index, ...operands], { branches }, [, ...avals]) => {
    const known = operands.filter((x) => x !== null)
    const present = cotangents.filter((ct) => ct !== null)
    const transposed = branches.map((program) =>
      transposedProgram('branch', program, cotangents, operands, avals),
    )
    const { programs, captured } = closeTogether(transposed)
    const cts = bindMany(branchPrimitive, [index!, ...known, ...present, ...captured], {
      branches: programs,
    })
    let next = 0
    return [null, ...operands.map((x) => (x === null ? cts[next++] : null))]
  },
  batch: ([index, ...operands], [indexBatched, ...batched], { branches }, size) => {
    if (indexBatched) {
      const results = branches.map((program) =>
        broadcastBatch(runBatched(program, operands, batched, size), size),
      )
      const at = clip(index, 0, branches.length - 1)
      return results[0].map((first, i) =>
        results.slice(1).reduce((chosen, result, b) => {
          const here = reshape(equal(at, b + 1), [size, ...first.shape.slice(1).map(() => 1)])
          return where(here, result[i], chosen)
        }, first),
      )
    }
    const programs = branches.map((program) =>
      batchedProgram('branch', program, avalsOf(operands), batched, size),
    )
    return bindMany(branchPrimitive, [index, ...operands], { branches: programs })
  },
}

/** The nearest branch that there is. */
function chosen(index: Tensor, branches: readonly Program[]): number {
  return Math.min(Math.max(index.host![0], 0), branches.length - 1)
}

function range(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i)
}

/** An output moves when it does in some branch. */
function liftBranch([index, ...jets]: readonly Jet[], params: BranchParams, walk: JetWalk): Jet[] {
  const active = moving(jets)
  const each = params.branches.map((program) => reached(program, active, walk))
  const outs = each[0].map((_, i) => each.some((flags) => flags[i]))
  const branches = params.branches.map((program) => lifted('branch', program, active, outs, walk))
  const results = bindMany(branchPrimitive, [...index, ...flatten(jets, active, walk)], {
    branches,
  })
  return unflatten(results, outs, walk)
}

/**
 * Stands for a residual of a branch that was not taken. Batched, such a branch's linear part is
 * computed all the same, and its result selected away; but 0 · NaN is NaN, so what it computes must be
 * finite. It divides by residuals, or (in a checkpoint) applies a function to them again: ½ is inside
 * the domain of nearly every one, where 0 is a pole of many. Integers, which index, stay 0.
 */
function filler(aval: Aval): Tensor {
  return isFloat(aval.dtype) ? broadcastTo(literal(0.5, aval.dtype), aval.shape) : zerosOf(aval)
}

/** The known part of branch b, with fillers in place of the other branches' residuals. */
function padded(
  program: Program,
  results: number,
  residuals: readonly (readonly Aval[])[],
  b: number,
): Program {
  return programOf('branch', inputAvals(program), (tensors) => {
    const outputs = run(program, tensors)
    const own = outputs.slice(results)
    const all = residuals.flatMap((avals, k) => (k === b ? own : avals.map(filler)))
    return [...outputs.slice(0, results), ...all]
  })
}

/** A linear part over shared operands and the residuals of all branches, where its own begin at `before`. */
function widened(
  program: Program,
  shared: readonly number[],
  variables: readonly number[],
  residuals: readonly Aval[],
  before: number,
): Program {
  const avals = [...program.avals]
  const inputs = residuals.map((aval, i) => {
    const own = variables[i - before]
    return i >= before && own !== undefined ? own : avals.push(aval) - 1
  })
  return program.with({ inputs: [...shared, ...inputs, ...program.inputs], avals })
}
