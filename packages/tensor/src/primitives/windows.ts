/**
 * Sliding windows over the last axes: `windows` copies every one of them out, `overlapAdd` adds such
 * copies back to where they came from. Each is the other's transpose; convolution and pooling are a
 * product and a reduction of windows, and need no rules of their own.
 *
 * Of x of shape lead ++ lengths the windows have shape lead ++ sizes ++ counts. Leading axes are not
 * looked at, and so batching adds one.
 */
import { makeAval } from '../aval.ts'
import { bind } from '../dispatch.ts'
import { allocate } from '../dtype.ts'
import type { Primitive } from '../primitive.ts'
import { stridesOf, type Shape } from '../shape.ts'
import { broadcastRows } from './elementwise.ts'
import { gatherStrided } from './layout.ts'

/** For each of the last axes: */
export interface WindowParams {
  /** The elements of a window. */
  readonly sizes: readonly number[]
  /** How far apart they are. */
  readonly dilations: readonly number[]
  /** How far apart the windows begin. */
  readonly strides: readonly number[]
}

export interface OverlapParams extends WindowParams {
  /** The lengths of the axes over which the windows slid. */
  readonly lengths: readonly number[]
}

export const windowsPrimitive: Primitive<WindowParams> = {
  name: 'windows',
  shape: ([x], params) => {
    const lead = x.shape.length - params.sizes.length
    const counts = windowCounts(x.shape.slice(lead), params)
    return makeAval([...x.shape.slice(0, lead), ...params.sizes, ...counts], x.dtype)
  },
  kernel: ([x], params, output) => {
    const result = allocate(output.dtype, output.size)
    gatherStrided(x.host!, windowStrides(x.shape, params), 0, output.shape, result)
    return result
  },
  jvp: ([dx], _, __, params) => bind(windowsPrimitive, [dx!], params),
  transpose: ([ct], _, { sizes, dilations, strides }, [x]) => {
    const lengths = x.shape.slice(x.shape.length - sizes.length)
    return [bind(overlapAddPrimitive, [ct!], { sizes, dilations, strides, lengths })]
  },
  batch: ([x], _, params) => bind(windowsPrimitive, [x], params),
}

export const overlapAddPrimitive: Primitive<OverlapParams> = {
  name: 'overlapAdd',
  shape: ([x], { lengths }) =>
    makeAval([...x.shape.slice(0, x.shape.length - 2 * lengths.length), ...lengths], x.dtype),
  kernel: ([x], params, output) => {
    const source = x.host!
    const result = allocate(output.dtype, output.size)
    // Accumulating in float64 gives a float32 sum all its digits.
    const total = output.dtype === 'float32' ? new Float64Array(output.size) : result
    const strides = windowStrides(output.shape, params)
    const step = strides[strides.length - 1]
    broadcastRows(
      x.shape,
      [],
    )((start, count) => {
      let to = 0
      for (let axis = x.ndim - 2, rest = start / count; axis >= 0; axis--) {
        to += (rest % x.shape[axis]) * strides[axis]
        rest = Math.floor(rest / x.shape[axis])
      }
      for (let k = 0; k < count; k++, to += step) total[to] += source[start + k]
    })
    if (total !== result) result.set(total)
    return result
  },
  jvp: ([dx], _, __, params) => bind(overlapAddPrimitive, [dx!], params),
  transpose: ([ct], _, { sizes, dilations, strides }) => [
    bind(windowsPrimitive, [ct!], { sizes, dilations, strides }),
  ],
  batch: ([x], _, params) => bind(overlapAddPrimitive, [x], params),
}

/** How many windows fit along each of the axes. */
export function windowCounts(
  lengths: readonly number[],
  { sizes, dilations, strides }: WindowParams,
): number[] {
  return lengths.map((n, i) => {
    const room = n - (sizes[i] - 1) * dilations[i] - 1
    return room < 0 ? 0 : Math.floor(room / strides[i]) + 1
  })
}

/** How far apart in x neighbours along each axis of its windows are. */
function windowStrides(shape: Shape, { sizes, dilations, strides }: WindowParams): number[] {
  const own = stridesOf(shape)
  const lead = shape.length - sizes.length
  return [
    ...own.slice(0, lead),
    ...dilations.map((dilation, i) => dilation * own[lead + i]),
    ...strides.map((stride, i) => stride * own[lead + i]),
  ]
}
