/**
 * `scan`: a loop over the first axis of its inputs that carries a state. The primitive carries the
 * body's program; operands are what the body closes over, the first carry, and the sequences. Reverse
 * mode splits the body: a forward scan stacks the residuals of every step, and the transposed scan
 * runs the linear body backwards with cotangents as carry. Residuals that do not change from step to
 * step, or that are elements of the sequences, are not stacked.
 */
import { add, transpose as permute } from '@wengert/tensor'
import {
  bindMany,
  zerosOf,
  type Aval,
  type MaybeTensor,
  type Tensor,
} from '@wengert/tensor/internal'
import { broadcastBatch, repeated, runBatched } from '../batch.ts'
import {
  besides,
  flatten,
  lifted,
  moving,
  pushedBy,
  reached,
  unflatten,
  type Jet,
  type JetWalk,
} from '../lift.ts'
import { compact } from '../compact.ts'
import { dependentOutputs, splitProgram } from '../split.ts'
import {
  closeTogether,
  inputAvals,
  outputAvals,
  programOf,
  sliceAval,
  stackedAval,
  type Source,
  type StructuredPrimitive,
} from '../structured.ts'
import { transposeProgram } from '../transpose.ts'
import { groups, loop, loopOnDevice, type ScanParams } from './scan-loop.ts'

export const scanPrimitive: StructuredPrimitive<ScanParams> = {
  name: 'scan',
  shape: (_, { body, length, carries }) => {
    const avals = outputAvals(body)
    return [...avals.slice(0, carries), ...avals.slice(carries).map((a) => stackedAval(length, a))]
  },
  kernel: loop,
  onDevice: loopOnDevice,
  plan: 'scan',
  jvp: null,
  pushforward: pushedBy(liftScan),
  lift: liftScan,
  split: (params, linear) => {
    const { body, length, carries } = params
    const [linearConstants, linearInit, linearSequences] = groups(linear, params)
    const linearCarry = settle(linearInit, (flags) =>
      dependentOutputs(body, [...linearConstants, ...flags, ...linearSequences]).slice(0, carries),
    )
    const flags = [...linearConstants, ...linearCarry, ...linearSequences]
    const forced = body.outputs.map((_, i) => i < carries && linearCarry[i])
    const parts = compact(splitProgram(body, flags, forced))
    // Residuals that are inputs of the body need not be stacked: constants are the same at every step,
    // and elements of sequences are stacked already.
    const [constantVariables, , sequenceVariables] = groups(body.inputs, params)
    const still = parts.residuals.filter((v) => constantVariables.includes(v))
    const given = parts.residuals.filter((v) => sequenceVariables.includes(v))
    const stacked = parts.residuals.filter((v) => !still.includes(v) && !given.includes(v))
    const knownOutputs = indices(body.outputs).filter((i) => !parts.linearOutputs[i])
    const known = parts.known.with({
      outputs: [...parts.known.outputs.slice(0, knownOutputs.length), ...stacked],
    })
    const position = indices(linear)
    const [constantAt, carryAt, sequenceAt] = groups(position, params)
    const pick = (list: readonly number[], on: boolean): number[] =>
      list.filter((i) => flags[i] === on)
    const operand = (index: number): Source => ({ kind: 'operand', index })
    const linearBody = parts.linear.with({
      inputs: [
        ...still,
        ...pick(constantAt, true).map((i) => body.inputs[i]),
        ...pick(carryAt, true).map((i) => body.inputs[i]),
        ...stacked,
        ...given,
        ...pick(sequenceAt, true).map((i) => body.inputs[i]),
      ],
    })
    const linearCount = pick(carryAt, true).length
    return {
      known: {
        primitive: scanPrimitive,
        params: {
          ...params,
          body: known,
          constants: pick(constantAt, false).length,
          carries: carries - linearCount,
        },
        operands: [...pick(constantAt, false), ...pick(carryAt, false), ...pick(sequenceAt, false)],
      },
      knownOutputs,
      residuals: stacked.map((v) => stackedAval(length, parts.known.avals[v])),
      linear: {
        primitive: scanPrimitive,
        params: {
          ...params,
          body: linearBody,
          constants: still.length + pick(constantAt, true).length,
          carries: linearCount,
        },
        operands: [
          ...still.map((v) => operand(constantVariables.indexOf(v))),
          ...pick(constantAt, true).map(operand),
          ...pick(carryAt, true).map(operand),
          ...stacked.map((_, index): Source => ({ kind: 'residual', index })),
          ...given.map((v) => operand(sequenceAt[sequenceVariables.indexOf(v)])),
          ...pick(sequenceAt, true).map(operand),
        ],
      },
    }
  },
  transpose: (cotangents, operands, params, avals) =>
    transposeScan(cotangents, operands, params, avals),
  batch: (operands, batched, params, size) => {
    const { body, carries } = params
    const [inConstants, inCarry, inSequences] = groups(batched, params)
    const inner = inputAvals(body)
    const isBatched = (flags: readonly boolean[]): boolean[] => {
      let result: boolean[] = []
      programOf('scan', batchedAvals(inner, flags, size), (tensors) => {
        result = runBatched(body, tensors, flags, size).batched
        return []
      })
      return result
    }
    const carry = settle(inCarry, (flags) =>
      isBatched([...inConstants, ...flags, ...inSequences]).slice(0, carries),
    )
    const flags = [...inConstants, ...carry, ...inSequences]
    const batchedBody = programOf('scan', batchedAvals(inner, flags, size), (tensors) => {
      const result = runBatched(body, tensors, flags, size)
      const full = broadcastBatch(result, size)
      return result.outputs.map((x, i) => (i < carries && !carry[i] ? x : full[i]))
    })
    const [constants, init, sequences] = groups(operands, params)
    const start = init.map((x, i) => (carry[i] && !inCarry[i] ? repeated(x, size) : x))
    // The scanned axis comes first, the batch after it.
    const swapped = sequences.map((x, i) => (inSequences[i] ? swapFirst(x) : x))
    const results = bindMany(scanPrimitive, [...constants, ...start, ...swapped], {
      ...params,
      body: batchedBody,
    })
    return results.map((x, i) => {
      if (i >= carries) return swapFirst(x)
      return carry[i] ? x : repeated(x, size)
    })
  },
}

function indices(list: readonly unknown[]): number[] {
  return list.map((_, i) => i)
}

function swapFirst(x: Tensor): Tensor {
  return permute(x, [1, 0, ...indices(x.shape).slice(2)])
}

function batchedAvals(avals: readonly Aval[], flags: readonly boolean[], size: number): Aval[] {
  return avals.map((aval, i) => (flags[i] ? stackedAval(size, aval) : aval))
}

/** The least flags that contain `start` and that a step of the loop does not extend. */
export function settle(
  start: readonly boolean[],
  step: (flags: readonly boolean[]) => readonly boolean[],
): boolean[] {
  for (let flags = [...start]; ;) {
    const next = step(flags)
    const merged = flags.map((on, i) => on || next[i])
    if (merged.every((on, i) => on === flags[i])) return merged
    flags = merged
  }
}

/** Constants, carry and sequences each have their coefficients beside them, in the same group. */
function liftScan(jets: readonly Jet[], params: ScanParams, walk: JetWalk): Jet[] {
  const { body, carries } = params
  const [constants, init, sequences] = groups(moving(jets), params)
  const carry = settle(init, (flags) =>
    reached(body, [...constants, ...flags, ...sequences], walk).slice(0, carries),
  )
  const active = [...constants, ...carry, ...sequences]
  const outs = [...carry, ...reached(body, active, walk).slice(carries)]
  const results = bindMany(scanPrimitive, flatten(jets, active, walk), {
    ...params,
    body: lifted('scan', body, active, outs, walk),
    constants: params.constants + besides(constants, walk),
    carries: carries + besides(carry, walk),
  })
  return unflatten(results, outs, walk)
}

/** Runs the linear body backwards: the carry holds cotangents, and sums for the linear constants. */
function transposeScan(
  cotangents: readonly MaybeTensor[],
  operands: readonly MaybeTensor[],
  params: ScanParams,
  avals: readonly Aval[],
): MaybeTensor[] {
  const { body, carries } = params
  const [constants, , sequences] = groups(operands, params)
  const [constantAvals, carryAvals, sequenceAvals] = groups(avals, params)
  const knownConstants = constants.filter((x) => x !== null)
  const sumAvals = constantAvals.filter((_, i) => constants[i] === null)
  const knownSequences = sequences.filter((x) => x !== null)
  const stackedCts = cotangents.slice(carries)
  const presentCts = stackedCts.filter((ct) => ct !== null)
  const inputs = [
    ...knownConstants.map(({ aval }) => aval),
    ...carryAvals,
    ...sumAvals,
    ...[...knownSequences, ...presentCts].map(({ aval }) => sliceAval(aval)),
  ]
  const backward = programOf('scan', inputs, (tensors) => {
    let next = 0
    const take = (): Tensor => tensors[next++]
    const fixedConstants = constants.map((x) => (x === null ? null : take()))
    const carryCts = carryAvals.map(take)
    const sums = sumAvals.map(take)
    const fixedSequences = sequences.map((x) => (x === null ? null : take()))
    const outputCts = stackedCts.map((ct) => (ct === null ? null : take()))
    const fixed = [...fixedConstants, ...carryAvals.map(() => null), ...fixedSequences]
    const cts = transposeProgram(body, [...carryCts, ...outputCts], fixed)
    const [toConstants, toCarry, toSequences] = groups(cts, params)
    const dense = (list: readonly MaybeTensor[], shapes: readonly Aval[]): Tensor[] =>
      list.map((ct, i) => ct ?? zerosOf(shapes[i]))
    const parts = toConstants.filter((_, i) => constants[i] === null)
    return [
      ...dense(toCarry, carryAvals),
      ...parts.map((ct, i) => (ct === null ? sums[i] : add(sums[i], ct))),
      ...dense(
        toSequences.filter((_, i) => sequences[i] === null),
        sequenceAvals.filter((_, i) => sequences[i] === null).map(sliceAval),
      ),
    ]
  })
  const { programs, captured } = closeTogether([backward])
  const [program] = programs
  const own = backward.inputs.length
  const closedBody = program.with({
    inputs: [...program.inputs.slice(own), ...program.inputs.slice(0, own)],
  })
  const results = bindMany(
    scanPrimitive,
    [
      ...captured,
      ...knownConstants,
      ...carryAvals.map((aval, i) => cotangents[i] ?? zerosOf(aval)),
      ...sumAvals.map(zerosOf),
      ...knownSequences,
      ...presentCts,
    ],
    {
      body: closedBody,
      length: params.length,
      reverse: !params.reverse,
      constants: captured.length + knownConstants.length,
      carries: carries + sumAvals.length,
    },
  )
  let nextSum = carries
  let nextSequence = carries + sumAvals.length
  return [
    ...constants.map((x) => (x === null ? results[nextSum++] : null)),
    ...results.slice(0, carries),
    ...sequences.map((x) => (x === null ? results[nextSequence++] : null)),
  ]
}
