/**
 * Elementwise operations on concrete tensors by all threads. As many pieces as the cache has room for are
 * copied in, each beside the place of its result, computed, and copied out. Copying is this thread's, so
 * that only functions pay.
 */
import type { Aval } from '../aval.ts'
import { allocate, byteWidth, type TypedArray } from '../dtype.ts'
import type { Primitive } from '../primitive.ts'
import type { Tensor } from '../tensor.ts'
import { kernelOf, slotOf } from './elementwise-kernel.ts'
import { compiledKernel, workspace } from './kernels.ts'
import { LaneLibrary } from './lanes/library.ts'
import type { LoopKernel, View } from './loops/kernel.ts'
import { elementTime, emitEachPlace } from './loops/split.ts'
import { LostWorker } from './threads/pool.ts'
import { threadCount } from './threads/set-threads.ts'
import { leastParallel } from './threads/worth.ts'

/** Elements of a piece, and pieces that are computed at a time. */
const length = 2048
const most = 128

/** Bytes of a piece's elements, and between numbers that stand for a whole operand. */
const pitch = 8 * length
const numberPitch = 64

/** Nanoseconds an element from which computing outweighs the copies. */
const leastTime = 1.5

/** Whether other threads are of use to a kernel that is run on so many elements. */
export function helpPays(kernel: LoopKernel, size: number): boolean {
  if (threadCount() === 1 || size < most * length) return false
  const time = elementTime(kernel)
  return time >= leastTime && time * most * length >= leastParallel
}

export interface Operation {
  readonly primitive: Primitive
  readonly params: unknown
  /** Names the operation and the dtypes, and which operands are single numbers. */
  readonly key: string
}

/** The elements of the result; null where the kernel is not compiled yet, or a worker was lost. */
export function computeTogether(
  { primitive, params, key }: Operation,
  operands: readonly Tensor[],
  { size, dtype }: Aval,
): TypedArray | null {
  const base = operands.length * numberPitch
  const block = (operands.length + 1) * pitch
  const inBlocks = (of: Aval['dtype'], i: number): View => {
    return { dtype: of, address: base + i * pitch, strides: [block / byteWidth(of), 1] }
  }
  const views = operands.map(({ dtype: of, size: n }, i): View => {
    return n === 1 ? { dtype: of, address: i * numberPitch, strides: [0, 0] } : inBlocks(of, i)
  })
  const target = inBlocks(dtype, operands.length)
  const kernel = compiledKernel(`${key} together`, size * 5, (module) => {
    const library = new LaneLibrary(module)
    const shape = [most, length]
    const run = emitEachPlace(library, kernelOf(primitive, params, views, target, shape))
    return { run, escapes: library.escapes, isPart: true }
  })
  const memory = kernel && workspace(base + most * block)
  if (!kernel || memory === null) return null

  const result = allocate(dtype, size)
  operands.forEach((x, i) => {
    if (x.size === 1) slotOf(memory, views[i], 1)[0] = x.host![0]
  })
  const at = (view: View, piece: number): View => ({
    ...view,
    address: view.address + piece * block,
  })
  for (let from = 0; from < size; from += most * length) {
    const pieces = Math.min(most, Math.ceil((size - from) / length))
    /** Runs `copy` for each piece with its first element and its end. */
    const each = (copy: (piece: number, first: number, end: number) => void): void => {
      for (let piece = 0; piece < pieces; piece++) {
        const first = from + piece * length
        copy(piece, first, Math.min(first + length, size))
      }
    }
    each((piece, first, end) =>
      operands.forEach((x, i) => {
        if (x.size === 1) return
        slotOf(memory, at(views[i], piece), length).set(x.host!.subarray(first, end))
      }),
    )
    try {
      kernel(pieces)
    } catch (error) {
      if (!(error instanceof LostWorker)) throw error
      return null
    }
    each((piece, first, end) => result.set(slotOf(memory, at(target, piece), end - first), first))
  }
  return result
}
