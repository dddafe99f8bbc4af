/**
 * The matrix product on the host in plain loops. It defines the bits of a product: whatever computes
 * one elsewhere must give the same. Terms are added in blocks of 256 along the contracted axis, and
 * the sums of the blocks one after the other. Within a block a matrix product adds term by term; a
 * product with a vector adds four phases, k mod 4, that a processor can run side by side. float32
 * rounds every product and every sum to float32; int32 wraps around. The order of memory plays no part in
 * the bits.
 */
import type { TypedArray } from '../dtype.ts'

/** A batch of matrices in one array, each axis with a stride of its own. */
export interface MatrixLayout {
  readonly data: TypedArray
  readonly batches: number
  /** Rows of the left operand, columns of the right one. */
  readonly free: number
  /** The contracted length. */
  readonly depth: number
  readonly batchStride: number
  readonly freeStride: number
  readonly depthStride: number
}

/** How many terms are summed on their own before their sum is added to the total; a multiple of 4. */
export const depthBlock = 256

/** result[b, i, j] = Σₖ left[b, i, k] · right[b, k, j], row-major; `result` holds zeros. */
export function multiplyMatrices(
  left: MatrixLayout,
  right: MatrixLayout,
  result: TypedArray,
): void {
  // One column is, transposed, one row, and lies in memory the same way.
  const [rows, matrix] = right.free === 1 ? [right, left] : [left, right]
  const phases = rows.free === 1 ? 4 : 1
  const order = matrix.depthStride < matrix.freeStride ? dotProducts : rowUpdates
  order(rows, matrix, result, phases, arithmeticOf(result))
}

/** What depends on the dtype. */
interface Arithmetic {
  /** Σ a[at + n stride] · b[from + n step] over n below count. */
  dot(
    a: TypedArray,
    at: number,
    stride: number,
    b: TypedArray,
    from: number,
    step: number,
    count: number,
  ): number
  /** sums[at + n] += factor · b[from + n step] for n below count. */
  addScaled(
    sums: TypedArray,
    at: number,
    factor: number,
    b: TypedArray,
    from: number,
    step: number,
    count: number,
  ): void
  add(x: number, y: number): number
  zeros(length: number): TypedArray
}

const double: Arithmetic = {
  dot(a, at, stride, b, from, step, count) {
    let sum = 0
    for (let n = 0; n < count; n++, at += stride, from += step) sum += a[at] * b[from]
    return sum
  },
  addScaled(sums, at, factor, b, from, step, count) {
    for (const end = at + count; at < end; at++, from += step) sums[at] += factor * b[from]
  },
  add: (x, y) => x + y,
  zeros: (length) => new Float64Array(length),
}

const single: Arithmetic = {
  dot(a, at, stride, b, from, step, count) {
    let sum = 0
    for (let n = 0; n < count; n++, at += stride, from += step) {
      sum = Math.fround(sum + Math.fround(a[at] * b[from]))
    }
    return sum
  },
  addScaled(sums, at, factor, b, from, step, count) {
    for (const end = at + count; at < end; at++, from += step) {
      sums[at] += Math.fround(factor * b[from])
    }
  },
  add: (x, y) => Math.fround(x + y),
  zeros: (length) => new Float32Array(length),
}

/** Wraps around, as stores to an Int32Array do. */
const integer: Arithmetic = {
  dot(a, at, stride, b, from, step, count) {
    let sum = 0
    for (let n = 0; n < count; n++, at += stride, from += step) {
      sum = (sum + Math.imul(a[at], b[from])) | 0
    }
    return sum
  },
  addScaled(sums, at, factor, b, from, step, count) {
    for (const end = at + count; at < end; at++, from += step) {
      sums[at] += Math.imul(factor, b[from])
    }
  },
  add: (x, y) => x + y,
  zeros: (length) => new Int32Array(length),
}

function arithmeticOf(result: TypedArray): Arithmetic {
  if (result instanceof Int32Array) return integer
  return result instanceof Float32Array ? single : double
}

/** An order of the loops. */
type Order = (
  left: MatrixLayout,
  right: MatrixLayout,
  result: TypedArray,
  phases: 1 | 4,
  arithmetic: Arithmetic,
) => void

/** For matrices whose columns are contiguous. */
const dotProducts: Order = (left, right, result, phases, { dot, add }) => {
  for (let batch = 0, to = 0; batch < left.batches; batch++) {
    for (let i = 0; i < left.free; i++) {
      const row = batch * left.batchStride + i * left.freeStride
      for (let j = 0; j < right.free; j++, to++) {
        const column = batch * right.batchStride + j * right.freeStride
        for (let first = 0; first < left.depth; first += depthBlock) {
          const count = Math.min(depthBlock, left.depth - first)
          const sum = (phase: number): number =>
            dot(
              left.data,
              row + (first + phase) * left.depthStride,
              phases * left.depthStride,
              right.data,
              column + (first + phase) * right.depthStride,
              phases * right.depthStride,
              Math.ceil((count - phase) / phases),
            )
          result[to] += phases === 1 ? sum(0) : add(add(sum(0), sum(2)), add(sum(1), sum(3)))
        }
      }
    }
  }
}

/** For matrices whose rows are contiguous. */
const rowUpdates: Order = (left, right, result, phases, { addScaled, add, zeros }) => {
  const columns = right.free
  const sums = zeros(phases * columns)
  for (let batch = 0, to = 0; batch < left.batches; batch++) {
    for (let i = 0; i < left.free; i++, to += columns) {
      const row = batch * left.batchStride + i * left.freeStride
      for (let first = 0; first < left.depth; first += depthBlock) {
        const end = Math.min(first + depthBlock, left.depth)
        for (let n = 0; n < sums.length; n++) sums[n] = 0
        for (let k = first; k < end; k++) {
          const factor = left.data[row + k * left.depthStride]
          const from = batch * right.batchStride + k * right.depthStride
          addScaled(
            sums,
            (k % phases) * columns,
            factor,
            right.data,
            from,
            right.freeStride,
            columns,
          )
        }
        for (let j = 0; j < columns; j++) {
          result[to + j] +=
            phases === 1
              ? sums[j]
              : add(
                  add(sums[j], sums[2 * columns + j]),
                  add(sums[columns + j], sums[3 * columns + j]),
                )
        }
      }
    }
  }
}
