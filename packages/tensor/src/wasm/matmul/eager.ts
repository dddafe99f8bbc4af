/**
 * Products of concrete tensors by compiled kernels: operands are copied to the kernels' memory, and the
 * result is copied out. The bits are those of the host's loops.
 */
import { byteWidth, copyOf } from '../../dtype.ts'
import type { MatrixLayout } from '../../primitives/matmul-kernel.ts'
import { compiledKernel, trimWorkspace, workspace } from '../kernels.ts'
import { LostWorker } from '../threads/pool.ts'
import { threadCount } from '../threads/set-threads.ts'
import { emitProductPart, partScratch, productPieces } from './part.ts'
import { emitProduct, productRows } from './product.ts'
import type { ProductSpec } from './spec.ts'

/** Nanoseconds of the host's loops for one multiplication. */
const hostTime = { float64: 0.8, float32: 1.5 }

/** result[b, i, j] = Σₖ left[b, i, k] · right[b, k, j], row-major, or null where it does not pay. */
export function multiplyCompiled(
  left: MatrixLayout,
  right: MatrixLayout,
  dtype: 'float64' | 'float32',
): Float64Array | Float32Array | null {
  const spec = specOf(left, right, dtype)
  const work = spec.batches * spec.m * spec.n * spec.k
  const size = spec.batches * spec.m * spec.n
  const threads = threadCount()
  const pieces = productPieces(spec, threads)
  const kernel = compiledKernel(keyOf(spec), work * hostTime[dtype], (module) =>
    pieces === null
      ? { run: emitProduct(module, spec) }
      : { run: emitProductPart(module, spec, pieces), isPart: true },
  )
  if (kernel === null) return null

  const width = byteWidth(dtype)
  const sameData = left.data === right.data
  const rightAt = sameData ? 0 : aligned(left.data.length * width)
  const resultAt = aligned(rightAt + right.data.length * width)
  const scratchAt = aligned(resultAt + size * width)
  const memory = workspace(scratchAt + partScratch(spec, threads))?.[dtype]
  if (memory === undefined) return null
  memory.set(left.data)
  if (!sameData) memory.set(right.data, rightAt / width)
  try {
    if (pieces === null) kernel(0, rightAt, resultAt, scratchAt, 0, productRows(spec))
    else kernel(pieces.count, 0, rightAt, resultAt, scratchAt)
  } catch (error) {
    if (!(error instanceof LostWorker)) throw error
    return null
  }
  const result = copyOf(memory.subarray(resultAt / width, resultAt / width + size))
  trimWorkspace()
  return result
}

function specOf(
  left: MatrixLayout,
  right: MatrixLayout,
  dtype: 'float64' | 'float32',
): ProductSpec {
  const { batches, free: m, depth: k } = left
  const n = right.free
  return {
    dtype,
    batches,
    m,
    n,
    k,
    left: { batch: left.batchStride, row: left.freeStride, depth: left.depthStride },
    right: { batch: right.batchStride, depth: right.depthStride, column: right.freeStride },
    result: { batch: m * n, row: n, column: 1 },
  }
}

function keyOf({ dtype, batches, m, n, k, left, right }: ProductSpec): string {
  return (
    `matmul ${dtype} ${batches} ${m} ${n} ${k} ${left.batch} ${left.row} ${left.depth} ` +
    `${right.batch} ${right.depth} ${right.column}`
  )
}

/** At a cache line's start. */
function aligned(bytes: number): number {
  return 64 * Math.ceil(bytes / 64)
}
