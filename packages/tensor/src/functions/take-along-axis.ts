/** Picking along an axis, at positions of its own for every line: a gather with all other axes in step. */
import { toTensor } from '../convert.ts'
import { bind } from '../dispatch.ts'
import { ArgumentError } from '../errors.ts'
import { checkKnown, gatherPrimitive, toIndices } from '../primitives/indexing.ts'
import { broadcastTo } from '../primitives/layout.ts'
import { broadcastShapes, formatShape, normalizeAxis } from '../shape.ts'
import type { Tensor, TensorLike } from '../tensor.ts'
import { moveAxis } from './axis-order.ts'

/**
 * `result[…, j, …] = x[…, indices[…, j, …], …]`, as NumPy's `take_along_axis`: x and the indices have the
 * same number of axes and broadcast but for the one picked along, the last by default. Negative indices
 * count from the last. `argsort` and `argmax` with `keepDims` give such indices. Linear in x.
 *
 * @throws IndexError when an index lies outside the axis.
 * @throws DTypeError when the indices are not integers.
 * @throws ShapeError when the other axes do not broadcast.
 * @throws ArgumentError when the numbers of axes differ, or there is no such axis.
 * @example
 * ```ts
 * import { takeAlongAxis, tensor } from '@wengert/tensor'
 * const x = tensor([[1, 2], [3, 4]])
 * takeAlongAxis(x, tensor([[1], [0]], { dtype: 'int32' })).toArray() // → 2,3
 * ```
 */
export function takeAlongAxis(x: TensorLike, indices: TensorLike, axis = -1): Tensor {
  const a = toTensor('takeAlongAxis', x)
  const positions = toIndices('takeAlongAxis', indices)
  if (a.ndim !== positions.ndim) {
    throw new ArgumentError(
      `takeAlongAxis: shape ${formatShape(a.shape)} and indices of shape ${formatShape(positions.shape)} ` +
        'differ in their number of axes; give as many (expandDims puts axes in).',
    )
  }
  const at = normalizeAxis('takeAlongAxis', axis, a.ndim)
  checkKnown('takeAlongAxis', positions, at, a)
  const source = moveAxis(a, at, -1)
  const places = moveAxis(positions, at, -1)
  const last = a.ndim - 1
  const lead = broadcastShapes(
    'takeAlongAxis',
    source.shape.slice(0, last),
    places.shape.slice(0, last),
  )
  const taken = bind(
    gatherPrimitive,
    [
      broadcastTo(source, [...lead, source.shape[last]]),
      broadcastTo(places, [...lead, places.shape[last]]),
    ],
    { axis: last, batchDims: last },
  )
  return moveAxis(taken, -1, at)
}
