/**
 * The plain matrix product on the host, in the loop order that walks memory forwards for the given
 * strides: dot products where both operands run along the contracted axis, else row updates.
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

/** result[b, i, j] = Σₖ left[b, i, k] · right[b, k, j], row-major. */
export function multiplyMatrices(
  left: MatrixLayout,
  right: MatrixLayout,
  result: TypedArray,
): void {
  const rows = left.free
  const columns = right.free
  const size = rows * columns
  if (result.length === 0) return
  // float32 accumulates in float64; int32 in wrapped 32-bit steps.
  const integer = result instanceof Int32Array
  const total = integer || result instanceof Float64Array ? result : new Float64Array(result.length)
  for (let b = 0; b < left.batches; b++) {
    const from = b * left.batchStride
    const beside = b * right.batchStride
    const to = b * size
    if (integer) multiplyIntegers(left, right, from, beside, total, to)
    else if (right.depthStride === 1 && left.depthStride === 1) {
      dotProducts(left, right, from, beside, total, to)
    } else if (columns === 1) columnUpdates(left, right, from, beside, total, to)
    else rowUpdates(left, right, from, beside, total, to)
  }
  if (total !== result) for (let i = 0; i < result.length; i++) result[i] = total[i]
}

type Step = (
  left: MatrixLayout,
  right: MatrixLayout,
  leftStart: number,
  rightStart: number,
  total: TypedArray,
  start: number,
) => void

const dotProducts: Step = (left, right, leftStart, rightStart, total, start) => {
  const a = left.data
  const b = right.data
  for (let i = 0, at = start; i < left.free; i++) {
    const row = leftStart + i * left.freeStride
    for (let j = 0; j < right.free; j++, at++) {
      const column = rightStart + j * right.freeStride
      let sum = 0
      for (let k = 0; k < left.depth; k++) sum += a[row + k] * b[column + k]
      total[at] = sum
    }
  }
}

/** The right operand is one column: the left one is read along whichever axis is contiguous. */
const columnUpdates: Step = (left, right, leftStart, rightStart, total, start) => {
  const a = left.data
  const b = right.data
  for (let k = 0; k < left.depth; k++) {
    const factor = b[rightStart + k * right.depthStride]
    let at = leftStart + k * left.depthStride
    for (let i = 0; i < left.free; i++, at += left.freeStride) total[start + i] += a[at] * factor
  }
}

const rowUpdates: Step = (left, right, leftStart, rightStart, total, start) => {
  const a = left.data
  const b = right.data
  const columns = right.free
  const step = right.freeStride
  for (let i = 0; i < left.free; i++) {
    const row = leftStart + i * left.freeStride
    const to = start + i * columns
    for (let k = 0; k < left.depth; k++) {
      const factor = a[row + k * left.depthStride]
      let at = rightStart + k * right.depthStride
      for (let j = 0; j < columns; j++, at += step) total[to + j] += factor * b[at]
    }
  }
}

const multiplyIntegers: Step = (left, right, leftStart, rightStart, total, start) => {
  for (let i = 0, at = start; i < left.free; i++) {
    for (let j = 0; j < right.free; j++, at++) {
      let sum = 0
      for (let k = 0; k < left.depth; k++) {
        const x = left.data[leftStart + i * left.freeStride + k * left.depthStride]
        const y = right.data[rightStart + k * right.depthStride + j * right.freeStride]
        sum = (sum + Math.imul(x, y)) | 0
      }
      total[at] = sum
    }
  }
}
