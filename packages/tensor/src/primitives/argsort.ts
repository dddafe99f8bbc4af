/**
 * The order of the elements along an axis: int32 positions, piecewise constant, so that nothing is
 * differentiated. Gathering with them sorts, with the derivatives of a permutation. NaN counts as
 * larger than every number, and equal elements keep their order.
 */
import { checkOptions } from '../options.ts'
import { makeAval } from '../aval.ts'
import { toTensor } from '../convert.ts'
import { bind } from '../dispatch.ts'
import type { TypedArray } from '../dtype.ts'
import type { Primitive } from '../primitive.ts'
import { normalizeAxis } from '../shape.ts'
import type { Tensor, TensorLike } from '../tensor.ts'
import { alongAxis } from './cumulative.ts'

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
      sortLine(line, order, descending)
      for (let k = 0; k < count; k++) result[start + k * step] = order[k]
    })
    return result
  },
  jvp: null,
  batch: ([x], _, { axis, descending }) =>
    bind(argsortPrimitive, [x], { axis: axis + 1, descending }),
}

/** Typed arrays sort stably (ES2019). */
function sortLine(line: TypedArray, order: Int32Array, descending: boolean): void {
  for (let k = 0; k < order.length; k++) order[k] = k
  const compare = (i: number, j: number): number => {
    if (line[i] < line[j]) return -1
    if (line[i] > line[j]) return 1
    if (line[i] === line[j]) return 0
    return Number(Number.isNaN(line[i])) - Number(Number.isNaN(line[j]))
  }
  order.sort(descending ? (i, j) => compare(j, i) : compare)
}

/**
 * The positions that sort x along an axis, the last by default: `takeAlongAxis(x, argsort(x))` is
 * sorted. Stable; NaN comes after every number. int32, without a derivative. O(n log n) a line.
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
