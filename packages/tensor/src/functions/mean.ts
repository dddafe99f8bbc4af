/**
 * `mean` over axes: a sum and a quotient. A composition of primitives, so its derivatives follow
 * from theirs.
 */
import { toFloat } from '../convert.ts'
import { div } from '../primitives/arithmetic.ts'
import { sum } from '../primitives/reduce-sum.ts'
import { type Axes, reducedAxes, type ReduceOptions } from '../primitives/reduction.ts'
import { sizeOf } from '../shape.ts'
import type { Tensor, TensorLike } from '../tensor.ts'

/**
 * The mean `Σ xᵢ / n` of the elements, over all axes or over those named; integers are averaged as
 * float64. The mean of nothing is NaN.
 *
 * @throws ArgumentError when there is no such axis.
 * @example
 * ```ts
 * import { mean, tensor } from '@wengert/tensor'
 * mean(tensor([[1, 2], [3, 6]]), 0).toArray() // → 2,4
 * ```
 */
export function mean(x: TensorLike, axes?: Axes, options?: ReduceOptions): Tensor {
  const a = toFloat('mean', x)
  const list = reducedAxes('mean', a, axes, options)
  const count = sizeOf(list.map((axis) => a.shape[axis]))
  return div(sum(a, list, options), count)
}
