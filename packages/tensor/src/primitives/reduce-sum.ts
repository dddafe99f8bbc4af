/**
 * `sum` over axes: linear; its transpose stretches the cotangent back over them. float32 is summed
 * in float64 and rounded once; int32 wraps around.
 */
import { makeAval, type Aval } from '../aval.ts'
import { toTensor } from '../convert.ts'
import { bind } from '../dispatch.ts'
import { allocate, type TypedArray } from '../dtype.ts'
import type { Primitive } from '../primitive.ts'
import { type Shape, sizeOf } from '../shape.ts'
import type { Tensor, TensorLike } from '../tensor.ts'
import { castTo } from './cast.ts'
import { broadcastRows } from './elementwise.ts'
import { broadcastTo, reshape } from './layout.ts'
import {
  type Axes,
  keptShape,
  reducedAxes,
  reducedShape,
  type ReduceOptions,
  type ReduceParams,
} from './reduction.ts'
import { rowAxes, rowSum } from './row-sum.ts'

export const sumPrimitive: Primitive<ReduceParams> = {
  name: 'sum',
  shape: ([x], { axes }) => makeAval(reducedShape(x.shape, axes), x.dtype),
  reduction: 'sum',
  kernel: ([x], { axes }, output) => sumAxes(x, axes, output),
  jvp: ([dx], _, __, { axes }) => bind(sumPrimitive, [dx!], { axes }),
  transpose: ([ct], _, { axes }, [x]) => [
    broadcastTo(reshape(ct!, keptShape(x.shape, axes)), x.shape),
  ],
  batch: ([x], _, { axes }) => bind(sumPrimitive, [x], { axes: axes.map((axis) => axis + 1) }),
}

/**
 * The sum `Σ xᵢ`, over all axes or over those named, in x's dtype; bools are counted as int32,
 * which wraps around. The sum of nothing is 0. Linear. `keepDims` leaves the summed axes in place
 * with length 1.
 *
 * @throws ArgumentError when there is no such axis.
 * @example
 * ```ts
 * import { sum, tensor } from '@wengert/tensor'
 * sum(tensor([[1, 2], [3, 4]])).item() // → 10
 * sum(tensor([[1, 2], [3, 4]]), 0).toArray() // → 4,6
 * ```
 */
export function sum(x: TensorLike, axes?: Axes, options?: ReduceOptions): Tensor {
  const a = toTensor('sum', x)
  const list = reducedAxes('sum', a, axes, options)
  const numbers = a.dtype === 'bool' ? castTo(a, 'int32') : a
  const result = list.length === 0 ? numbers : bind(sumPrimitive, [numbers], { axes: list })
  return options?.keepDims === true ? reshape(result, keptShape(a.shape, list)) : result
}

/**
 * The last axes that are summed over form rows; the sums of rows, or else the elements, are added one
 * after the other in row-major order.
 */
function sumAxes(x: Tensor, axes: Shape, output: Aval): TypedArray {
  const source = x.host!
  const result = allocate(output.dtype, output.size)
  // Accumulating in float64 gives a float32 sum all its digits.
  const total = output.dtype === 'float32' ? new Float64Array(output.size) : result
  const targets = keptShape(x.shape, axes)
  const leading = x.ndim - rowAxes(x.shape, axes)
  if (leading < x.ndim) {
    const ofRow = output.dtype === 'int32' ? wrappingSum : rowSum
    const rows = [...x.shape.slice(0, leading), sizeOf(x.shape.slice(leading))]
    broadcastRows(rows, [[...targets.slice(0, leading), 1]])((start, count, [target]) => {
      total[target] += ofRow(source, start, count)
    })
  } else {
    broadcastRows(x.shape, [targets])((start, count, [target], [step]) => {
      for (let k = 0; k < count; k++) total[target + k * step] += source[start + k]
    })
  }
  if (total !== result) for (let i = 0; i < result.length; i++) result[i] = total[i]
  return result
}

/** Of int32, modulo 2³². */
function wrappingSum(source: TypedArray, start: number, count: number): number {
  let total = 0
  for (let i = start; i < start + count; i++) total = (total + source[i]) | 0
  return total
}
