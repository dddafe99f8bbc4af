/**
 * Where the largest or smallest element is: int32 positions along an axis. They are piecewise
 * constant, so nothing is differentiated; `take` with them gives the extremum with its derivative.
 */
import { checkOptions } from '../options.ts'
import { makeAval, type Aval } from '../aval.ts'
import { toTensor } from '../convert.ts'
import { bind } from '../dispatch.ts'
import { ShapeError } from '../errors.ts'
import type { Primitive } from '../primitive.ts'
import { formatShape, normalizeAxis, sizeOf } from '../shape.ts'
import type { Tensor, TensorLike } from '../tensor.ts'
import { ravel, reshape } from './layout.ts'
import { keptShape, reducedShape, type ReduceOptions, reduceFlags } from './reduction.ts'

interface AxisParams {
  readonly axis: number
}

function argExtremum(
  name: string,
  location: 'max' | 'min',
  beats: (x: number, y: number) => boolean,
): Primitive<AxisParams> {
  const primitive: Primitive<AxisParams> = {
    name,
    shape: ([x], { axis }) => makeAval(reducedShape(x.shape, [axis]), 'int32'),
    kernel: ([x], { axis }, output) => locate(x, axis, output, beats),
    location,
    jvp: null,
    batch: ([x], _, { axis }) => bind(primitive, [x], { axis: axis + 1 }),
  }
  return primitive
}

export const argmaxPrimitive: Primitive<AxisParams> = argExtremum('argmax', 'max', (x, y) => x > y)
export const argminPrimitive: Primitive<AxisParams> = argExtremum('argmin', 'min', (x, y) => x < y)

/**
 * The position of the largest element along an axis, or in row-major order when none is given; the
 * first of equal ones, and the first NaN if there is one. int32, without a derivative.
 *
 * @throws ShapeError when there is no element to choose from.
 * @example
 * ```ts
 * import { argmax, tensor } from '@wengert/tensor'
 * argmax(tensor([[1, 5], [4, 2]]), 1).toArray() // → 1,0
 * ```
 */
export function argmax(x: TensorLike, axis?: number, options?: ReduceOptions): Tensor {
  return positions(argmaxPrimitive, x, axis, options)
}

/**
 * The position of the smallest element along an axis, or in row-major order when none is given; the
 * first of equal ones, and the first NaN if there is one. int32, without a derivative.
 *
 * @throws ShapeError when there is no element to choose from.
 * @example
 * ```ts
 * import { argmin, tensor } from '@wengert/tensor'
 * argmin(tensor([[1, 5], [4, 0]])).item() // → 3
 * ```
 */
export function argmin(x: TensorLike, axis?: number, options?: ReduceOptions): Tensor {
  return positions(argminPrimitive, x, axis, options)
}

function positions(
  primitive: Primitive<AxisParams>,
  x: TensorLike,
  axis: number | undefined,
  options: ReduceOptions | undefined,
): Tensor {
  const a = toTensor(primitive.name, x)
  checkOptions(primitive.name, options, [], reduceFlags)
  const from = axis === undefined ? ravel(a) : a
  const at = axis === undefined ? 0 : normalizeAxis(primitive.name, axis, a.ndim)
  if (from.shape[at] === 0) {
    const what = axis === undefined ? '' : `axis ${at} of `
    throw new ShapeError(
      `${primitive.name}: ${what}shape ${formatShape(a.shape)} is empty; check the size before.`,
    )
  }
  const result = bind(primitive, [from], { axis: at })
  if (options?.keepDims !== true) return result
  return reshape(result, axis === undefined ? a.shape.map(() => 1) : keptShape(a.shape, [at]))
}

function locate(
  x: Tensor,
  axis: number,
  output: Aval,
  beats: (x: number, y: number) => boolean,
): Int32Array {
  const source = x.host!
  const result = new Int32Array(output.size)
  const length = x.shape[axis]
  const inner = sizeOf(x.shape.slice(axis + 1))
  for (let i = 0; i < result.length; i++) {
    const start = Math.floor(i / inner) * length * inner + (i % inner)
    let best = source[start]
    for (let k = 1; k < length && !Number.isNaN(best); k++) {
      const value = source[start + k * inner]
      if (beats(value, best) || Number.isNaN(value)) {
        best = value
        result[i] = k
      }
    }
  }
  return result
}
