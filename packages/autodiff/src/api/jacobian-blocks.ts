/**
 * The blocks of a dense Jacobian: the linear map of a derivative applied to a whole basis at once, by
 * batching, in parts where all at once would not fit in memory. Forwards there is a basis vector for
 * each input element, backwards for each output element.
 */
import { concatenate, eye, reshape, slice, transpose, type Tensor } from '@wengert/tensor'
import {
  castTo,
  makeAval,
  range,
  zerosOf,
  type Aval,
  type MaybeTensor,
} from '@wengert/tensor/internal'
import { runBatched, type Batched } from '../batch.ts'
import type { Program } from '../program.ts'
import { record } from '../tape.ts'
import { transposeLinear } from '../transpose.ts'

/** A unit vector for each element of `aval`, batched in front. */
function basis({ shape, size, dtype }: Aval): Tensor {
  return reshape(castTo(eye(size), dtype), [size, ...shape])
}

/** For each output the blocks of its derivatives by each input. */
type Blocks = (linear: Program, outputs: readonly Aval[], inputs: readonly Aval[]) => Tensor[][]

export const forwardBlocks: Blocks = (linear, outputs, inputs) => {
  const columns = inputs.map((input, j) => {
    const tangents = inputs.map((aval, i) => (i === j ? basis(aval) : zerosOf(aval)))
    const flags = inputs.map((_, i) => i === j)
    const pushed = inChunks(linear, input.size, (start, stop) => {
      const part = tangents.map((t, i) => (flags[i] ? slice(t, [start, stop]) : t))
      return runBatched(linear, part, flags, stop - start)
    })
    return pushed.outputs.map((output, i) => {
      const shape = [...outputs[i].shape, ...input.shape]
      if (!pushed.batched[i]) return zerosOf(makeAval(shape, output.dtype))
      return reshape(transpose(output, [...range(output.ndim).slice(1), 0]), shape)
    })
  })
  return outputs.map((_, i) => columns.map((column) => column[i]))
}

export const reverseBlocks: Blocks = (linear, outputs, inputs) =>
  outputs.map((aval, i) => {
    const pullback = record('jacobian', [{ aval, value: null, differentiated: false }], ([ct]) => {
      const seeds: MaybeTensor[] = outputs.map((_, k) => (k === i ? ct : null))
      return transposeLinear(linear, seeds).map((t, j) => t ?? zerosOf(inputs[j]))
    })
    const seeds = basis(aval)
    const pulled = inChunks(pullback, aval.size, (start, stop) =>
      runBatched(pullback, [slice(seeds, [start, stop])], [true], stop - start),
    )
    return pulled.outputs.map((ct, j) => {
      const shape = [...aval.shape, ...inputs[j].shape]
      return pulled.batched[j] ? reshape(ct, shape) : zerosOf(makeAval(shape, inputs[j].dtype))
    })
  })

/** The memory that one batch of basis vectors may take, in bytes. */
const chunkBytes = 2 ** 28

/** How many basis vectors a program may take at once, so that all its values fit in memory. */
export function chunkLength(program: Program): number {
  const defined = program.equations.flatMap(({ output, count }) =>
    program.avals.slice(output, output + (count ?? 1)),
  )
  const perVector = defined.reduce((bytes, { size }) => bytes + 8 * size, 0)
  return Math.max(1, Math.floor(chunkBytes / Math.max(1, perVector)))
}

/** Runs a batch in parts, so that the values of all the program's variables fit in memory. */
function inChunks(
  program: Program,
  size: number,
  runPart: (start: number, stop: number) => Batched,
): Batched {
  const chunk = chunkLength(program)
  if (size <= chunk) return runPart(0, size)
  const parts: Batched[] = []
  for (let start = 0; start < size; start += chunk)
    parts.push(runPart(start, Math.min(size, start + chunk)))
  return {
    batched: parts[0].batched,
    outputs: parts[0].outputs.map((first, i) =>
      parts[0].batched[i] ? concatenate(parts.map(({ outputs }) => outputs[i])) : first,
    ),
  }
}
