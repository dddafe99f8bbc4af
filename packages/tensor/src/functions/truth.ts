/** `any` and `all` over axes: the elements that are true, counted. They have no derivative. */
import { toTensor } from '../convert.ts'
import { castTo } from '../primitives/cast.ts'
import { equal, greater } from '../primitives/compare.ts'
import { logicalNot } from '../primitives/logic.ts'
import { sum } from '../primitives/reduce-sum.ts'
import { type Axes, reducedAxes, type ReduceOptions } from '../primitives/reduction.ts'
import type { Tensor, TensorLike } from '../tensor.ts'

/**
 * Whether some element is not 0 (NaN is not), over all axes or over those named: bool. Of nothing it
 * is false.
 *
 * @throws ArgumentError when there is no such axis.
 * @example
 * ```ts
 * import { any, tensor } from '@wengert/tensor'
 * any(tensor([[0, 0], [0, 2]]), 1).toArray() // → 0,1
 * ```
 */
export function any(x: TensorLike, axes?: Axes, options?: ReduceOptions): Tensor {
  const a = castTo(toTensor('any', x), 'bool')
  return greater(sum(a, reducedAxes('any', a, axes, options), options), 0)
}

/**
 * Whether every element is not 0 (NaN is not), over all axes or over those named: bool. Of nothing it
 * is true.
 *
 * @throws ArgumentError when there is no such axis.
 * @example
 * ```ts
 * import { all, tensor } from '@wengert/tensor'
 * all(tensor([[0, 1], [3, 2]]), 1).toArray() // → 0,1
 * ```
 */
export function all(x: TensorLike, axes?: Axes, options?: ReduceOptions): Tensor {
  const a = castTo(toTensor('all', x), 'bool')
  return equal(sum(logicalNot(a), reducedAxes('all', a, axes, options), options), 0)
}
