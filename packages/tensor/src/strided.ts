/**
 * How the elements of a tensor lie in an array: an offset and a stride for each axis. Operations that
 * only rearrange (transpose, slice, broadcast, most reshapes) map one layout to another and move
 * nothing; compiled programs read through such layouts.
 */
import { sameShape, stridesOf, type Shape } from './shape.ts'

export interface Strided {
  readonly shape: Shape
  /** In elements, one an axis: 0 where the axis is stretched, negative where it runs backwards. */
  readonly strides: readonly number[]
  /** Where the first element lies. */
  readonly offset: number
}

/** The row-major layout. */
export function rowMajor(shape: Shape, offset = 0): Strided {
  return { shape, strides: stridesOf(shape), offset }
}

/** Whether the elements lie one after the other in row-major order. */
export function isRowMajor({ shape, strides }: Strided): boolean {
  let expected = 1
  for (let i = shape.length - 1; i >= 0; i--) {
    if (shape[i] !== 1 && strides[i] !== expected) return shape.includes(0)
    expected *= shape[i]
  }
  return true
}

/** The same elements, in row-major order, as another shape; null where they would have to move. */
export function reshapeStrided({ shape, strides, offset }: Strided, target: Shape): Strided | null {
  if (sameShape(shape, target)) return { shape: target, strides, offset }
  if (target.includes(0)) return rowMajor(target, offset)
  const result = new Array<number>(target.length).fill(0)
  const old = shape.flatMap((n, i) => (n === 1 ? [] : [{ length: n, stride: strides[i] }]))
  let next = 0
  let axis = 0
  while (axis < target.length) {
    if (target[axis] === 1) {
      axis++
      continue
    }
    // The least run of old axes and the least run of new ones with the same number of elements.
    const firstOld = next
    const firstNew = axis
    let oldSize = old[next++].length
    let newSize = target[axis++]
    while (oldSize !== newSize) {
      if (oldSize < newSize) oldSize *= old[next++].length
      else newSize *= target[axis++]
    }
    for (let i = firstOld; i + 1 < next; i++) {
      if (old[i].stride !== old[i + 1].stride * old[i + 1].length) return null
    }
    let stride = old[next - 1].stride
    for (let i = axis - 1; i >= firstNew; i--) {
      result[i] = stride
      stride *= target[i]
    }
  }
  return { shape: target, strides: result, offset }
}

/** The axes in another order. */
export function permuteStrided(x: Strided, permutation: readonly number[]): Strided {
  return {
    shape: permutation.map((axis) => x.shape[axis]),
    strides: permutation.map((axis) => x.strides[axis]),
    offset: x.offset,
  }
}

/** Stretched to a shape to which x's broadcasts. */
export function broadcastStrided({ shape, strides, offset }: Strided, target: Shape): Strided {
  const lead = target.length - shape.length
  return {
    shape: target,
    strides: target.map((n, i) =>
      i < lead || (shape[i - lead] === 1 && n !== 1) ? 0 : strides[i - lead],
    ),
    offset,
  }
}

/** A regular part. */
export function sliceStrided(
  { strides, offset }: Strided,
  part: {
    readonly starts: readonly number[]
    readonly lengths: readonly number[]
    readonly steps: readonly number[]
  },
): Strided {
  return {
    shape: part.lengths,
    strides: strides.map((stride, axis) => stride * part.steps[axis]),
    offset: part.starts.reduce((sum, start, axis) => sum + start * strides[axis], offset),
  }
}

/** The axes walked backwards. */
export function flipStrided({ shape, strides, offset }: Strided, axes: readonly number[]): Strided {
  return {
    shape,
    strides: strides.map((stride, axis) => (axes.includes(axis) ? -stride : stride)),
    offset: axes.reduce((sum, axis) => sum + Math.max(0, shape[axis] - 1) * strides[axis], offset),
  }
}
