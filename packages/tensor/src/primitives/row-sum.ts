/**
 * The sum of a row, by one definition that a compiler can follow in vectors and threads and still give
 * these bits, whatever the memory layout. A row is cut into blocks of 1024 elements; within a block,
 * elements are added one after the other in 8 phases by their index modulo 8, p₀ to p₇, and the block
 * is ((p₀+p₄) + (p₂+p₆)) + ((p₁+p₅) + (p₃+p₇)). Blocks are added in chunks of 32, and chunks to the
 * total. So a rounding error is a factor of about n / 2¹⁵ + 32 + 128 small, rather than n.
 */
import type { TypedArray } from '../dtype.ts'
import type { Shape } from '../shape.ts'

/** Elements of a block. */
export const blockLength = 1024
/** Blocks of a chunk. */
export const chunkLength = 32
/** Running sums of a block. */
export const phaseCount = 8

/** Of floats, in float64. */
export function rowSum(source: TypedArray, start: number, count: number): number {
  let total = 0
  let chunk = 0
  const end = start + count
  for (let from = start, block = 1; from < end; from += blockLength, block++) {
    chunk += blockSum(source, from, Math.min(from + blockLength, end))
    if (block % chunkLength === 0) {
      total += chunk
      chunk = 0
    }
  }
  return total + chunk
}

function blockSum(source: TypedArray, start: number, end: number): number {
  let p0 = 0
  let p1 = 0
  let p2 = 0
  let p3 = 0
  let p4 = 0
  let p5 = 0
  let p6 = 0
  let p7 = 0
  let i = start
  for (; i + phaseCount <= end; i += phaseCount) {
    p0 += source[i]
    p1 += source[i + 1]
    p2 += source[i + 2]
    p3 += source[i + 3]
    p4 += source[i + 4]
    p5 += source[i + 5]
    p6 += source[i + 6]
    p7 += source[i + 7]
  }
  if (i < end) p0 += source[i]
  if (i + 1 < end) p1 += source[i + 1]
  if (i + 2 < end) p2 += source[i + 2]
  if (i + 3 < end) p3 += source[i + 3]
  if (i + 4 < end) p4 += source[i + 4]
  if (i + 5 < end) p5 += source[i + 5]
  if (i + 6 < end) p6 += source[i + 6]
  return p0 + p4 + (p2 + p6) + (p1 + p5 + (p3 + p7))
}

/**
 * How many of the last axes make up a row: all that are reduced, down to the last one that is kept.
 * Axes of length 1 do not count, so that a sum is the same however its operand is reshaped by them.
 */
export function rowAxes(shape: Shape, axes: readonly number[]): number {
  let axis = shape.length
  while (axis > 0 && (shape[axis - 1] === 1 || axes.includes(axis - 1))) axis--
  return shape.length - axis
}
