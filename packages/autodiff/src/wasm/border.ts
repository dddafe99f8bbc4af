/**
 * What is left of an array around a box in it, as boxes: below and above it along each axis, as wide as the
 * box along the axes before and as the array along those after.
 */
import { sizeOf, stridesOf, type Shape, type Strided } from '@wengert/tensor/internal'

/** Null where the part of the row-major array is no box: where its elements lie apart. */
export function borderOf({ shape, strides, offset }: Strided, whole: Shape): Strided[] | null {
  const own = stridesOf(whole)
  if (strides.some((stride, axis) => stride !== own[axis])) return null
  let rest = offset
  const low = own.map((stride) => {
    const index = stride === 0 ? 0 : Math.floor(rest / stride)
    rest -= index * stride
    return index
  })
  if (low.some((n, axis) => n < 0 || n + shape[axis] > whole[axis])) return null
  return whole.flatMap((length, axis) => {
    const ends = [
      [0, low[axis]],
      [low[axis] + shape[axis], length],
    ]
    return ends
      .map(([from, to]) => {
        const start = low.map((n, k) => (k < axis ? n : k === axis ? from : 0))
        return {
          shape: whole.map((n, k) => (k < axis ? shape[k] : k === axis ? to - from : n)),
          strides: own,
          offset: start.reduce((sum, n, k) => sum + n * own[k], 0),
        }
      })
      .filter((box) => sizeOf(box.shape) > 0)
  })
}
