/**
 * A loop in pieces for threads: along an axis that is kept, where every result is computed in one piece,
 * or along a row that is reduced as a whole, by the chunks in which sums are defined. A piece of a row
 * leaves its results in memory, where they are combined in order.
 */
import { byteWidth } from '../../dtype.ts'
import { blockLength, chunkLength } from '../../primitives/row-sum.ts'
import { sizeOf } from '../../shape.ts'
import type { FunctionBuilder } from '../assembler.ts'
import type { LaneLibrary } from '../lanes/library.ts'
import { pushAddress } from '../moves.ts'
import { leastParallel, piecesFor } from '../threads/worth.ts'
import { combining, emitColumns } from './columns.ts'
import type { LoopKernel, View } from './kernel.ts'
import { countDown } from './nest.ts'
import { recordKernel } from './record.ts'
import { emitRows, rowRank } from './rows.ts'
import { spaceOf, type Access, type Space } from './space.ts'

/** How a module has other threads help. */
export interface Fork {
  readonly threads: number
  /** Emits what runs all pieces of a part, which is a function of (piece, thread). */
  emit(f: FunctionBuilder, part: FunctionBuilder, pieces: number): void
}

/** Elements of a chunk, whose sum is one of the terms of a row's sum. */
const chunk = blockLength * chunkLength

/** Elements that a piece of the innermost axis is a multiple of: vectors and cache lines stay whole. */
const innermostUnit = 64

/** A space and its pieces, cut along one axis. */
export interface Split {
  readonly space: Space
  readonly axis: number
  readonly pieces: number
  /** The lengths of each piece, and of the last one. */
  readonly whole: readonly number[]
  readonly last: readonly number[]
  /** Where pieces of a row leave the results of each reduction; else null. */
  readonly partials: readonly (Access | null)[]
}

/** The space of a kernel in pieces; null where it is better not divided. */
export function splitSpace(
  kernel: LoopKernel,
  space: Space,
  threads: number,
  rowResults: readonly (number | null)[],
): Split | null {
  const { lengths } = space
  if (lengths.length === 0) return null
  if (!isLongLoop(lengths, kernel.steps.length)) return null
  const size = sizeOf(lengths)
  const wanted = piecesFor(size * elementTime(kernel), threads)
  if (wanted === 1) return null
  if (rowResults.some((address) => address !== null)) return splitRow(kernel, space, rowResults)
  const kept = lengths.map((_, axis) => axis).filter((axis) => !space.reduced[axis])
  if (kept.length === 0) return null
  const longest = kept.reduce((best, axis) => (lengths[axis] > lengths[best] ? axis : best))
  const axis = kept.find((candidate) => lengths[candidate] >= wanted) ?? longest
  const unit = axis === lengths.length - 1 ? innermostUnit : 1
  const length = Math.ceil(lengths[axis] / wanted / unit) * unit
  const pieces = Math.ceil(lengths[axis] / length)
  if (pieces === 1) return null
  const whole = lengths.with(axis, length)
  const last = lengths.with(axis, lengths[axis] - (pieces - 1) * length)
  return { space, axis, pieces, whole, last, partials: kernel.sinks.map(() => null) }
}

/** Bytes for the results of a row's pieces; 0 where the space is no row of several chunks. */
export function partialBytes({ lengths, reduced }: Space): number {
  return lengths.length === 1 && reduced[0] && lengths[0] >= 2 * chunk
    ? byteWidth('float64') * Math.ceil(lengths[0] / chunk)
    : 0
}

/** The row as a column of chunks. */
function splitRow(
  kernel: LoopKernel,
  { lengths, inputs, targets }: Space,
  addresses: readonly (number | null)[],
): Split {
  const [all] = lengths
  const inChunks = (access: Access): Access => ({
    ...access,
    steps: [chunk * access.steps[0], access.steps[0]],
  })
  const partials = kernel.sinks.map(({ kind }, i): Access | null => {
    const address = addresses[i]
    if (address === null) return null
    const dtype = kind === 'sum' ? 'float64' : targets[i].dtype
    return { dtype, address, steps: [byteWidth(dtype), 0] }
  })
  const pieces = Math.ceil(all / chunk)
  const space: Space = {
    lengths: [pieces, chunk],
    reduced: [false, true],
    inputs: inputs.map(inChunks),
    targets: targets.map((access, i) => partials[i] ?? inChunks(access)),
  }
  const last = [1, all - (pieces - 1) * chunk]
  return { space, axis: 0, pieces, whole: [1, chunk], last, partials }
}

/** Emits the pieces as a part, and what runs them and combines their results. */
export function emitSplit(
  builder: FunctionBuilder,
  library: LaneLibrary,
  kernel: LoopKernel,
  split: Split,
  fork: Fork,
): void {
  const { pieces, partials } = split
  fork.emit(builder, emitPieces(library, kernel, split), pieces)
  kernel.sinks.forEach(({ kind, view }, i) => {
    const partial = partials[i]
    if (kind !== 'store' && partial !== null) combine(builder, kind, partial, pieces, view)
  })
}

/** A function of (piece, thread) that computes one of the first axis's places, of a kernel that stores. */
export function emitEachPlace(library: LaneLibrary, kernel: LoopKernel): FunctionBuilder {
  const space = spaceOf(kernel)
  const pieces = space.lengths[0]
  const whole = space.lengths.with(0, 1)
  return emitPieces(library, kernel, { space, axis: 0, pieces, whole, last: whole })
}

function emitPieces(
  library: LaneLibrary,
  kernel: LoopKernel,
  { space, axis, pieces, whole, last }: Omit<Split, 'partials'>,
): FunctionBuilder {
  const part = library.module.function(['i32', 'i32'], [])
  const emit = (lengths: readonly number[]): void => {
    const piece = { local: 0, axis, length: whole[axis], all: space.lengths[axis] }
    const own: Space = { ...space, lengths, piece }
    const unstaged = kernel.sinks.map(() => null)
    if (rowRank(own) > 0) emitRows(part, library, kernel, own, unstaged)
    else emitColumns(part, library, kernel, own)
  }
  if (String(last) === String(whole)) emit(whole)
  else {
    part
      .get(0)
      .i32(pieces - 1)
      .emit('i32.lt_s')
      .emit('if')
    emit(whole)
    part.emit('else')
    emit(last)
    part.emit('end')
  }
  return part
}

/** The result of a row from those of its pieces, in their order. */
function combine(
  f: FunctionBuilder,
  kind: 'sum' | 'max' | 'min',
  partial: Access,
  pieces: number,
  { dtype, address, offsets = [] }: View,
): void {
  const type = partial.dtype === 'float64' ? 'f64' : 'f32'
  const [pointer, left, total] = [f.local('i32'), f.local('i32'), f.local(type)]
  const start = kind === 'sum' ? 0 : kind === 'max' ? -Infinity : Infinity
  f.emit(`${type}.const`, start).set(total).i32(partial.address).set(pointer).i32(pieces).set(left)
  countDown(f, left, () => {
    f.get(total).get(pointer).emit(`${type}.load`).emit(combining(kind, type)).set(total)
    f.get(pointer).i32(partial.steps[0]).emit('i32.add').set(pointer)
  })
  pushAddress(f, address, offsets)
  f.get(total)
  if (type === 'f64' && dtype === 'float32') f.emit('f32.demote_f64')
  f.emit(dtype === 'float32' ? 'f32.store' : 'f64.store')
  for (const local of [pointer, left, total]) f.release(local)
}

/** Nanoseconds an element of one operation, of a call of a function, and of eight bytes moved. */
const operationTime = 0.08
const callTime = 3
const memoryTime = 0.2

/** Nanoseconds an element, about. */
export function elementTime(kernel: LoopKernel): number {
  const { graph, roots } = recordKernel(kernel, 0)
  const uses = graph.uses(roots)
  let time = 0
  graph.nodes.forEach(({ operation, operands, type }, i) => {
    if (uses[i] === 0 || operands.length === 0) return
    const once = operation === 'call' ? callTime : operationTime
    time += type === 'f32' ? once / 2 : once
  })
  const views = [...kernel.inputs, ...kernel.sinks.map(({ view }) => view)]
  for (const { dtype } of views) time += (memoryTime * byteWidth(dtype)) / 8
  return time
}

/** Whether a loop of so many steps over a space may be worth the help of other threads. */
export function isLongLoop(lengths: readonly number[], steps: number): boolean {
  return sizeOf(lengths) * (2 + 20 * steps) >= leastParallel
}
