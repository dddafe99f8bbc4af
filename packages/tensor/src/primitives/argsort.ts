/**
 * The order of the elements along an axis: int32 positions, piecewise constant, so that nothing is
 * differentiated. Gathering with them sorts, with the derivatives of a permutation. NaN counts as
 * larger than every number, and equal elements keep their order.
 */
import { checkOptions } from '../options.ts'
import { makeAval } from '../aval.ts'
import { toTensor } from '../convert.ts'
import { bind } from '../dispatch.ts'
import type { Primitive } from '../primitive.ts'
import { normalizeAxis } from '../shape.ts'
import type { Tensor, TensorLike } from '../tensor.ts'
import { alongAxis } from './cumulative.ts'
import { findOrder } from './stable-order.ts'

export interface SortOptions {
  /** From the largest to the smallest. */
  readonly descending?: boolean
}

/** The names of `SortOptions`, all of them flags. */
export const sortFlags: readonly string[] = ['descending']

interface SortParams {
  readonly axis: number
  readonly descending: boolean
}

export const argsortPrimitive: Primitive<SortParams> = {
  name: 'argsort',
  shape: ([x]) => makeAval(x.shape, 'int32'),
  kernel: ([x], { axis, descending }, output) => {
    const source = x.host!
    const result = new Int32Array(output.size)
    const order = new Int32Array(x.shape[axis])
    const line = new Float64Array(x.shape[axis])
    alongAxis(x.shape, { axis, reverse: false }, (start, count, step) => {
      for (let k = 0; k < count; k++) line[k] = source[start + k * step]
      findOrder(line, order, descending)
      for (let k = 0; k < count; k++) result[start + k * step] = order[k]
    })
    return result
  },
  jvp: null,
  batch: ([x], _, { axis, descending }) =>
    bind(argsortPrimitive, [x], { axis: axis + 1, descending }),
}

/**
 * The positions that sort x along an axis, the last by default: `takeAlongAxis(x, argsort(x))` is
 * sorted. Stable; NaN comes after every number. int32, without a derivative. O(n) a long line, O(n log n)
 * a short one.
 *
 * @throws ArgumentError when there is no such axis.
 * @example
 * ```ts
 * import { argsort, tensor } from '@wengert/tensor'
 * argsort(tensor([3, 1, 2])).toArray() // → 1,2,0
 * argsort(tensor([3, 1, 2]), 0, { descending: true }).toArray() // → 0,2,1
 * ```
 */
export function argsort(x: TensorLike, axis = -1, options: SortOptions = {}): Tensor {
  const a = toTensor('argsort', x)
  checkOptions('argsort', options, [], sortFlags)
  const { descending = false } = options
  return bind(argsortPrimitive, [a], {
    axis: normalizeAxis('argsort', axis, a.ndim),
    descending,
  })
}
