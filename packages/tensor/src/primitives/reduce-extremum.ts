/**
 * `max` and `min` over axes. NaN wins, as in NumPy, and −0 is below 0, so that the order of the
 * elements does not matter. Where several attain the extremum the derivative is shared equally among
 * them.
 */
import { makeAval, type Aval } from '../aval.ts'
import { toTensor } from '../convert.ts'
import { bind } from '../dispatch.ts'
import { allocate, type TypedArray } from '../dtype.ts'
import { ShapeError } from '../errors.ts'
import type { Primitive } from '../primitive.ts'
import { formatShape } from '../shape.ts'
import type { Tensor, TensorLike } from '../tensor.ts'
import { div, mul } from './arithmetic.ts'
import { castTo } from './cast.ts'
import { equal } from './compare.ts'
import { broadcastRows } from './elementwise.ts'
import { reshape } from './layout.ts'
import { sum } from './reduce-sum.ts'
import {
  type Axes,
  keptShape,
  reducedAxes,
  reducedShape,
  type ReduceOptions,
  type ReduceParams,
} from './reduction.ts'

function extremum(
  name: 'max' | 'min',
  choose: (x: number, y: number) => number,
  worst: number,
): Primitive<ReduceParams> {
  const primitive: Primitive<ReduceParams> = {
    name,
    shape: ([x], { axes }) => makeAval(reducedShape(x.shape, axes), x.dtype),
    reduction: name,
    kernel: ([x], { axes }, output) => reduce(x, axes, output, choose, worst),
    // d max(x) = Σ dxᵢ over the winners / their number
    jvp: ([dx], [x], [y], { axes }) => {
      const winners = castTo(equal(x, reshape(y, keptShape(x.shape, axes))), x.dtype)
      return div(sum(mul(dx!, winners), axes), sum(winners, axes))
    },
    batch: ([x], _, { axes }) => bind(primitive, [x], { axes: axes.map((axis) => axis + 1) }),
  }
  return primitive
}

export const maxPrimitive: Primitive<ReduceParams> = extremum('max', Math.max, -Infinity)
export const minPrimitive: Primitive<ReduceParams> = extremum('min', Math.min, Infinity)

/**
 * The largest element, over all axes or over those named, in x's dtype; NaN where one is NaN. Where
 * several attain it the derivative is shared equally among them.
 *
 * @throws ShapeError when a reduced axis is empty.
 * @example
 * ```ts
 * import { max, tensor } from '@wengert/tensor'
 * max(tensor([[1, 5], [4, 2]]), 0).toArray() // → 4,5
 * ```
 */
export function max(x: TensorLike, axes?: Axes, options?: ReduceOptions): Tensor {
  return reduceOver(maxPrimitive, x, axes, options)
}

/**
 * The smallest element, over all axes or over those named, in x's dtype; NaN where one is NaN.
 * Where several attain it the derivative is shared equally among them.
 *
 * @throws ShapeError when a reduced axis is empty.
 * @example
 * ```ts
 * import { min, tensor } from '@wengert/tensor'
 * min(tensor([[1, 5], [4, 2]])).item() // → 1
 * ```
 */
export function min(x: TensorLike, axes?: Axes, options?: ReduceOptions): Tensor {
  return reduceOver(minPrimitive, x, axes, options)
}

function reduceOver(
  primitive: Primitive<ReduceParams>,
  x: TensorLike,
  axes: Axes,
  options: ReduceOptions | undefined,
): Tensor {
  const a = toTensor(primitive.name, x)
  const list = reducedAxes(primitive.name, a, axes, options)
  for (const axis of list) {
    if (a.shape[axis] === 0) {
      throw new ShapeError(
        `${primitive.name}: axis ${axis} of shape ${formatShape(a.shape)} is empty and has no ${primitive.name}imum; ` +
          'reduce another axis, or check the size before.',
      )
    }
  }
  const result = list.length === 0 ? a : bind(primitive, [a], { axes: list })
  return options?.keepDims === true ? reshape(result, keptShape(a.shape, list)) : result
}

function reduce(
  x: Tensor,
  axes: readonly number[],
  output: Aval,
  choose: (x: number, y: number) => number,
  worst: number,
): TypedArray {
  const source = x.host!
  const best = new Float64Array(output.size).fill(worst)
  broadcastRows(x.shape, [keptShape(x.shape, axes)])((start, count, [target], [step]) => {
    for (let k = 0, to = target; k < count; k++, to += step) {
      best[to] = choose(best[to], source[start + k])
    }
  })
  if (output.dtype === 'float64') return best
  const result = allocate(output.dtype, output.size)
  result.set(best)
  return result
}
