/** Axes of length 1 put in and taken out: reshapes, which copy nothing. */
import { toTensor } from '../convert.ts'
import { ShapeError } from '../errors.ts'
import { reshape } from '../primitives/layout.ts'
import type { Axes } from '../primitives/reduction.ts'
import { formatShape, listOf, normalizeAxes } from '../shape.ts'
import type { Tensor, TensorLike } from '../tensor.ts'

/**
 * x with axes of length 1 at the given places of the result, as NumPy's `expand_dims`. Linear; nothing
 * is copied.
 *
 * @throws ArgumentError when a place lies outside the result, or is named twice.
 * @example
 * ```ts
 * import { expandDims, zeros } from '@wengert/tensor'
 * expandDims(zeros([2, 3]), 1).shape // → 2,1,3
 * expandDims(zeros([2, 3]), [0, -1]).shape // → 1,2,3,1
 * ```
 */
export function expandDims(x: TensorLike, axes: number | readonly number[]): Tensor {
  const a = toTensor('expandDims', x)
  const list = listOf(axes)
  const count = list.length
  const shape = [...a.shape]
  for (const axis of normalizeAxes('expandDims', list, a.ndim + count)) shape.splice(axis, 0, 1)
  return reshape(a, shape)
}

/**
 * x without the given axes, which have length 1; without all that have it when none are given. Linear;
 * nothing is copied.
 *
 * @throws ShapeError when a named axis is longer.
 * @throws ArgumentError when there is no such axis.
 * @example
 * ```ts
 * import { squeeze, zeros } from '@wengert/tensor'
 * squeeze(zeros([1, 3, 1])).shape // → 3
 * squeeze(zeros([1, 3, 1]), 0).shape // → 3,1
 * ```
 */
export function squeeze(x: TensorLike, axes?: Axes): Tensor {
  const a = toTensor('squeeze', x)
  if (axes === undefined || axes === null) {
    return reshape(
      a,
      a.shape.filter((n) => n !== 1),
    )
  }
  const gone = normalizeAxes('squeeze', axes, a.ndim)
  for (const axis of gone) {
    if (a.shape[axis] !== 1) {
      throw new ShapeError(
        `squeeze: axis ${axis} of shape ${formatShape(a.shape)} has length ${a.shape[axis]}, not 1; ` +
          'name axes of length 1, or none to drop all of those.',
      )
    }
  }
  return reshape(
    a,
    a.shape.filter((_, axis) => !gone.includes(axis)),
  )
}
