/**
 * `flip` reverses axes. It is linear and its own transpose: the permutation of the elements that it
 * makes is its own inverse.
 */
import { toTensor } from '../convert.ts'
import { bind } from '../dispatch.ts'
import type { Primitive } from '../primitive.ts'
import { normalizeAxes } from '../shape.ts'
import { flipStrided, rowMajor } from '../strided.ts'
import type { Tensor, TensorLike } from '../tensor.ts'
import { gatherView } from './layout.ts'
import type { Axes, ReduceParams } from './reduction.ts'

export const flipPrimitive: Primitive<ReduceParams> = {
  name: 'flip',
  shape: ([x]) => x,
  kernel: ([x], { axes }) => gatherView(x, flipStrided(rowMajor(x.shape), axes)),
  view: (x, { axes }) => flipStrided(x, axes),
  jvp: ([dx], _, __, { axes }) => flip(dx!, axes),
  transpose: ([ct], _, { axes }) => [flip(ct!, axes)],
  batch: ([x], _, { axes }) =>
    flip(
      x,
      axes.map((axis) => axis + 1),
    ),
}

/**
 * x with the order of its elements reversed along the axes, or along all of them when none are
 * given. Linear.
 *
 * @throws ArgumentError when there is no such axis.
 * @example
 * ```ts
 * import { flip, tensor } from '@wengert/tensor'
 * flip(tensor([1, 2, 3])).toArray() // → 3,2,1
 * ```
 */
export function flip(x: TensorLike, axes?: Axes): Tensor {
  const a = toTensor('flip', x)
  const list = normalizeAxes('flip', axes, a.ndim)
  return list.length === 0 ? a : bind(flipPrimitive, [a], { axes: list })
}
