/** Reductions from their definition: the elements that share what is left of the index are folded. */
import fc from 'fast-check'
import type { DType, Tensor } from '@wengert/tensor'
import { axesOf, shape, tensorOf } from './generated.ts'
import { elementAt, fromFunction, indicesOf, type Index } from './reference.ts'

export interface Reduction {
  readonly x: Tensor
  readonly axes: number[]
  readonly keepDims: boolean
}

/** Tensors with some of their axes, counted from either end. */
export function reductions(
  of: DType,
  { element, dims = shape }: { element?: fc.Arbitrary<number>; dims?: fc.Arbitrary<number[]> } = {},
): fc.Arbitrary<Reduction> {
  return dims.chain((lengths) =>
    fc.record({ x: tensorOf(lengths, of, element), axes: axesOf(lengths), keepDims: fc.boolean() }),
  )
}

/** Folds the elements along the axes, in row-major order. */
export function reduced(
  { x, axes, keepDims }: Reduction,
  dtype: DType,
  fold: (elements: number[]) => number,
): Tensor {
  const gone = axes.map((axis) => (axis < 0 ? axis + x.ndim : axis))
  const keep = (index: Index): number[] =>
    index.flatMap((i, axis) => (gone.includes(axis) ? (keepDims ? [0] : []) : [i]))
  const dims = x.shape.flatMap((n, axis) => (gone.includes(axis) ? (keepDims ? [1] : []) : [n]))
  return fromFunction(dims, dtype, (at) =>
    fold(
      indicesOf(x.shape)
        .filter((index) => String(keep(index)) === String(at))
        .map((index) => elementAt(x, index)),
    ),
  )
}
