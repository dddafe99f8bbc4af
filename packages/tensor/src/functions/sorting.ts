/** Sorted elements: gathered in the order that `argsort` finds, so their derivatives are permuted. */
import { describe } from '../describe.ts'
import { checkOptions } from '../options.ts'
import { toTensor } from '../convert.ts'
import { ArgumentError } from '../errors.ts'
import { argsort, sortFlags, type SortOptions } from '../primitives/argsort.ts'
import { sliceAlong } from '../primitives/slicing.ts'
import { formatShape, normalizeAxis } from '../shape.ts'
import type { Tensor, TensorLike } from '../tensor.ts'
import { takeAlongAxis } from './take-along-axis.ts'

/**
 * The elements along an axis, the last by default, from the smallest to the largest; NaN comes after
 * every number. The derivative of each goes to the place from which it came, of equal ones in their
 * order. The cost is that of `argsort`.
 *
 * @throws ArgumentError when there is no such axis.
 * @example
 * ```ts
 * import { sort, tensor } from '@wengert/tensor'
 * sort(tensor([3, 1, 2])).toArray() // → 1,2,3
 * sort(tensor([[3, 1], [2, 4]]), 0, { descending: true }).toArray() // → 3,4,2,1
 * ```
 */
export function sort(x: TensorLike, axis = -1, options?: SortOptions): Tensor {
  const a = toTensor('sort', x)
  checkOptions('sort', options, [], sortFlags)
  const at = normalizeAxis('sort', axis, a.ndim)
  return takeAlongAxis(a, argsort(a, at, options), at)
}

/**
 * The k largest elements along an axis, the last by default, from the largest on, and their positions
 * (int32): `[values, indices]`. Of equal ones the first come first; NaN counts as the largest. The
 * values are differentiated as in `sort`, the positions are not.
 *
 * @throws ArgumentError when k is not an integer from 0 to the length of the axis, or there is no such axis.
 * @example
 * ```ts
 * import { tensor, topK } from '@wengert/tensor'
 * const [values, indices] = topK(tensor([3, 1, 4, 1, 5]), 2)
 * values.toArray() // → 5,4
 * indices.toArray() // → 4,2
 * ```
 */
export function topK(x: TensorLike, k: number, axis = -1): [values: Tensor, indices: Tensor] {
  const a = toTensor('topK', x)
  const at = normalizeAxis('topK', axis, a.ndim)
  if (!Number.isInteger(k) || k < 0 || k > a.shape[at]) {
    throw new ArgumentError(
      `topK: k = ${describe(k)} for axis ${at} of shape ${formatShape(a.shape)}; give an integer from 0 to ${a.shape[at]}.`,
    )
  }
  const order = argsort(a, at, { descending: true })
  const indices = sliceAlong(order, at, [0, k])
  return [takeAlongAxis(a, indices, at), indices]
}
