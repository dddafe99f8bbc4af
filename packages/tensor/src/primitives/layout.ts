/**
 * `reshape`, `transpose` and `broadcastTo`: the same elements in another arrangement. All linear.
 * A reshape shares its operand's array; the transpose of a broadcast is a sum.
 */
import { makeAval, reshaped, type Aval } from '../aval.ts'
import { toTensor } from '../convert.ts'
import { bind } from '../dispatch.ts'
import { allocate, type TypedArray } from '../dtype.ts'
import { ArgumentError, ShapeError } from '../errors.ts'
import type { Primitive } from '../primitive.ts'
import {
  broadcastOrNull,
  checkShape,
  formatShape,
  listOf,
  normalizeAxis,
  range,
  sameShape,
  sizeOf,
  type Shape,
} from '../shape.ts'
import {
  broadcastStrided,
  permuteStrided,
  reshapeStrided,
  rowMajor,
  type Strided,
} from '../strided.ts'
import type { Tensor, TensorLike } from '../tensor.ts'
import { broadcastRows, sumTo } from './elementwise.ts'

interface ShapeParams {
  readonly shape: Shape
}

export const reshapePrimitive: Primitive<ShapeParams> = {
  name: 'reshape',
  shape: ([x], { shape }) => reshaped(x, shape),
  kernel: ([x]) => x.host!,
  view: (x, { shape }) => reshapeStrided(x, shape),
  jvp: ([dx], _, __, { shape }) => reshape(dx!, shape),
  transpose: ([ct], _, __, [x]) => [reshape(ct!, x.shape)],
  batch: ([x], _, { shape }, size) => reshape(x, [size, ...shape]),
}

/**
 * The same elements, in row-major order, in another shape; one length may be −1: what is left.
 * Linear.
 *
 * @throws ShapeError when the elements do not fill the shape.
 * @example
 * ```ts
 * import { reshape, tensor } from '@wengert/tensor'
 * reshape(tensor([1, 2, 3, 4]), [2, -1]).shape // → 2,2
 * ```
 */
export function reshape(x: TensorLike, shape: Shape): Tensor {
  const a = toTensor('reshape', x)
  if (Array.isArray(shape) && sameShape(a.shape, shape)) return a
  return bind(reshapePrimitive, [a], { shape: completeShape(a, shape) })
}

function completeShape(x: Tensor, shape: Shape): Shape {
  const wild = Array.isArray(shape) ? shape.indexOf(-1) : -1
  const single = wild >= 0 && !shape.includes(-1, wild + 1)
  const known = checkShape('reshape', single ? shape.toSpliced(wild, 1) : shape)
  const rest = sizeOf(known)
  const missing = wild < 0 ? 1 : x.size / rest
  if (rest * missing !== x.size || !Number.isInteger(missing)) {
    throw new ShapeError(
      `reshape: ${x.size} elements of shape ${formatShape(x.shape)} do not fill shape ` +
        `${formatShape(shape)}; choose one whose lengths multiply to ${x.size}.`,
    )
  }
  return wild < 0 ? [...shape] : shape.with(wild, missing)
}

/**
 * All elements, in row-major order, along one axis. Linear.
 *
 * @example
 * ```ts
 * import { ravel, tensor } from '@wengert/tensor'
 * ravel(tensor([[1, 2], [3, 4]])).shape // → 4
 * ```
 */
export function ravel(x: TensorLike): Tensor {
  const a = toTensor('ravel', x)
  return reshape(a, [a.size])
}

interface TransposeParams {
  /** Output axis i is the operand's axis `permutation[i]`. */
  readonly permutation: readonly number[]
}

export const transposePrimitive: Primitive<TransposeParams> = {
  name: 'transpose',
  shape: ([x], { permutation }) =>
    makeAval(
      permutation.map((axis) => x.shape[axis]),
      x.dtype,
    ),
  kernel: ([x], { permutation }) => gatherView(x, permuteStrided(rowMajor(x.shape), permutation)),
  view: (x, { permutation }) => permuteStrided(x, permutation),
  jvp: ([dx], _, __, { permutation }) => transpose(dx!, permutation),
  transpose: ([ct], _, { permutation }) => [transpose(ct!, inverse(permutation))],
  batch: ([x], _, { permutation }) => transpose(x, [0, ...permutation.map((axis) => axis + 1)]),
}

/**
 * The axes in another order: axis i of the result is x's axis `permutation[i]`; reversed when no
 * order is given. Linear.
 *
 * @throws ArgumentError when the order does not name each axis once.
 * @example
 * ```ts
 * import { tensor, transpose } from '@wengert/tensor'
 * transpose(tensor([[1, 2], [3, 4]])).toArray() // → 1,3,2,4
 * ```
 */
export function transpose(x: TensorLike, permutation?: readonly number[]): Tensor {
  const a = toTensor('transpose', x)
  const order = listOf(permutation ?? range(a.ndim).reverse()).map((axis) =>
    normalizeAxis('transpose', axis, a.ndim),
  )
  if (order.length !== a.ndim || new Set(order).size !== a.ndim) {
    throw new ArgumentError(
      `transpose: [${order.join(', ')}] is not a permutation of the ${a.ndim} axes of shape ` +
        `${formatShape(a.shape)}; name each axis once.`,
    )
  }
  if (order.every((axis, i) => axis === i)) return a
  return bind(transposePrimitive, [a], { permutation: order })
}

export function inverse(permutation: readonly number[]): number[] {
  const result = new Array<number>(permutation.length)
  permutation.forEach((axis, i) => (result[axis] = i))
  return result
}

/** The elements of x in the row-major order of a layout of its array. */
export function gatherView(x: Tensor, { shape, strides, offset }: Strided): TypedArray {
  const result = allocate(x.dtype, sizeOf(shape))
  gatherStrided(x.host!, strides, offset, shape, result)
  return result
}

/** Fills `result`, row-major of `shape`, from elements `strides` apart in `source`. */
export function gatherStrided(
  source: TypedArray,
  strides: readonly number[],
  offset: number,
  shape: Shape,
  result: TypedArray,
): void {
  if (result.length === 0) return
  const rank = shape.length
  const count = rank === 0 ? 1 : shape[rank - 1]
  const step = rank === 0 ? 0 : strides[rank - 1]
  const index = new Array<number>(rank).fill(0)
  for (let start = 0, from = offset; ; start += count) {
    for (let k = 0, i = from; k < count; k++, i += step) result[start + k] = source[i]
    let axis = rank - 2
    for (; axis >= 0; axis--) {
      from += strides[axis]
      if (++index[axis] < shape[axis]) break
      from -= strides[axis] * shape[axis]
      index[axis] = 0
    }
    if (axis < 0) return
  }
}

export const broadcastToPrimitive: Primitive<ShapeParams> = {
  name: 'broadcastTo',
  shape: ([x], { shape }) => reshaped(x, shape),
  kernel: ([x], _, output) => stretch(x, output),
  view: (x, { shape }) => broadcastStrided(x, shape),
  jvp: ([dx], _, __, { shape }) => broadcastTo(dx!, shape),
  transpose: ([ct], _, __, [x]) => [sumTo(ct!, x.shape)],
  batch: ([x], _, { shape }, size) => {
    const missing = shape.length + 1 - x.ndim
    const aligned = [size, ...new Array<number>(missing).fill(1), ...x.shape.slice(1)]
    return broadcastTo(reshape(x, aligned), [size, ...shape])
  },
}

/**
 * x stretched to a shape with which it broadcasts. Linear; its transpose sums over the stretched
 * axes.
 *
 * @throws ShapeError when x does not stretch to the shape.
 * @example
 * ```ts
 * import { broadcastTo, tensor } from '@wengert/tensor'
 * broadcastTo(tensor([1, 2]), [2, 2]).toArray() // → 1,2,1,2
 * ```
 */
export function broadcastTo(x: TensorLike, shape: Shape): Tensor {
  const a = toTensor('broadcastTo', x)
  if (Array.isArray(shape) && sameShape(a.shape, shape)) return a
  const full = broadcastOrNull(a.shape, checkShape('broadcastTo', shape))
  if (full === null || !sameShape(full, shape)) {
    throw new ShapeError(
      `broadcastTo: shape ${formatShape(a.shape)} does not stretch to ${formatShape(shape)}; ` +
        'each axis, counted from the last, must be equal or 1.',
    )
  }
  return bind(broadcastToPrimitive, [a], { shape: [...shape] })
}

function stretch(x: Tensor, output: Aval): TypedArray {
  const source = x.host!
  const result = allocate(output.dtype, output.size)
  if (source.length === 1) return result.fill(source[0])
  broadcastRows(output.shape, [x.shape])((start, count, [from], [step]) => {
    for (let k = 0, i = from; k < count; k++, i += step) result[start + k] = source[i]
  })
  return result
}
