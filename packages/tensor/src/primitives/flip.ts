/**
 * `flip` reverses axes. It is linear and its own transpose: the permutation of the elements that it
 * makes is its own inverse.
 */
import { toTensor } from '../convert.ts'
import { bind } from '../dispatch.ts'
import { allocate } from '../dtype.ts'
import type { Primitive } from '../primitive.ts'
import { normalizeAxes, stridesOf } from '../shape.ts'
import type { Tensor, TensorLike } from '../tensor.ts'
import { gatherStrided } from './layout.ts'
import type { Axes, ReduceParams } from './reduction.ts'

export const flipPrimitive: Primitive<ReduceParams> = {
  name: 'flip',
  shape: ([x]) => x,
  kernel: ([x], { axes }, output) => {
    const strides = stridesOf(x.shape)
    let offset = 0
    for (const axis of axes) {
      offset += (x.shape[axis] - 1) * strides[axis]
      strides[axis] = -strides[axis]
    }
    const result = allocate(output.dtype, output.size)
    gatherStrided(x.host!, strides, offset, output.shape, result)
    return result
  },
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
