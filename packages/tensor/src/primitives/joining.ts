/**
 * `concatenate` puts tensors one after the other along an axis; its transpose cuts them apart
 * again. `stack` is a concatenation along a new axis.
 */
import { makeAval, type Aval } from '../aval.ts'
import { promoteAll, zerosOf } from '../convert.ts'
import { bind } from '../dispatch.ts'
import { allocate, type TypedArray } from '../dtype.ts'
import { ArgumentError, ShapeError } from '../errors.ts'
import type { Primitive } from '../primitive.ts'
import { formatShape, normalizeAxis, sameShape, sizeOf } from '../shape.ts'
import { rowMajor } from '../strided.ts'
import type { Tensor, TensorLike } from '../tensor.ts'
import { broadcastTo, reshape } from './layout.ts'
import { sliceAlong } from './slicing.ts'

interface ConcatenateParams {
  readonly axis: number
}

export const concatenatePrimitive: Primitive<ConcatenateParams> = {
  name: 'concatenate',
  shape: (operands, { axis }) => {
    const [first] = operands
    const total = operands.reduce((sum, { shape }) => sum + shape[axis], 0)
    return makeAval(first.shape.with(axis, total), first.dtype)
  },
  kernel: (operands, { axis }, output) => join(operands, axis, output),
  placement: (operands, { axis }, output) => {
    const { strides } = rowMajor(output.shape)
    let offset = 0
    const parts = operands.map(({ shape }) => {
      const part = { shape, strides, offset }
      offset += shape[axis] * strides[axis]
      return part
    })
    return { fill: null, parts }
  },
  jvp: (tangents, operands, _, params) =>
    bind(
      concatenatePrimitive,
      tangents.map((t, i) => t ?? zerosOf(operands[i].aval)),
      params,
    ),
  transpose: ([ct], operands, { axis }, avals) => {
    let start = 0
    return operands.map((operand, i) => {
      const stop = start + avals[i].shape[axis]
      const range = [start, stop]
      start = stop
      if (operand !== null) return null
      return sliceAlong(ct!, axis, range)
    })
  },
  batch: (operands, batched, { axis }, size) =>
    bind(
      concatenatePrimitive,
      operands.map((x, i) => (batched[i] ? x : broadcastTo(x, [size, ...x.shape]))),
      { axis: axis + 1 },
    ),
}

/**
 * The tensors one after the other along an axis; they agree in all other lengths and are promoted
 * to a common dtype.
 *
 * @throws ShapeError when they do not agree, or when one is a scalar (use `stack`).
 * @throws ArgumentError when there is no tensor, or no such axis.
 * @example
 * ```ts
 * import { concatenate, tensor } from '@wengert/tensor'
 * concatenate([tensor([1, 2]), tensor([3])]).toArray() // → 1,2,3
 * ```
 */
export function concatenate(tensors: readonly TensorLike[], axis = 0): Tensor {
  const list = promoteList('concatenate', tensors)
  const [first] = list
  if (first.ndim === 0) {
    throw new ShapeError('concatenate: scalars have no axis to join; use stack.')
  }
  const at = normalizeAxis('concatenate', axis, first.ndim)
  for (const { shape } of list) {
    const fits =
      shape.length === first.ndim && shape.every((n, i) => i === at || n === first.shape[i])
    if (!fits) {
      throw new ShapeError(
        `concatenate: shapes ${formatShape(first.shape)} and ${formatShape(shape)} differ beyond axis ${at}; ` +
          'make all other lengths equal.',
      )
    }
  }
  return list.length === 1 ? first : bind(concatenatePrimitive, list, { axis: at })
}

/**
 * Tensors of one shape side by side along a new axis, promoted to a common dtype.
 *
 * @throws ShapeError when the shapes differ.
 * @throws ArgumentError when there is no tensor, or no such axis.
 * @example
 * ```ts
 * import { stack, tensor } from '@wengert/tensor'
 * stack([tensor([1, 2]), tensor([3, 4])], 1).toArray() // → 1,3,2,4
 * ```
 */
export function stack(tensors: readonly TensorLike[], axis = 0): Tensor {
  const list = promoteList('stack', tensors)
  const { shape } = list[0]
  for (const x of list) {
    if (!sameShape(x.shape, shape)) {
      throw new ShapeError(
        `stack: shapes ${formatShape(shape)} and ${formatShape(x.shape)} differ; give tensors of one shape.`,
      )
    }
  }
  const at = normalizeAxis('stack', axis, shape.length + 1)
  const lengthened = shape.toSpliced(at, 0, 1)
  return concatenate(
    list.map((x) => reshape(x, lengthened)),
    at,
  )
}

function promoteList(operation: string, tensors: readonly TensorLike[]): Tensor[] {
  if (!Array.isArray(tensors) || tensors.length === 0) {
    const given = Array.isArray(tensors) ? 'the array is empty' : 'the tensors are not in an array'
    throw new ArgumentError(`${operation}: ${given}; give an array of at least one tensor.`)
  }
  return promoteAll(operation, tensors)
}

function join(operands: readonly Tensor[], axis: number, output: Aval): TypedArray {
  const result = allocate(output.dtype, output.size)
  const rows = sizeOf(output.shape.slice(0, axis))
  const rowLength = sizeOf(output.shape.slice(axis))
  let offset = 0
  for (const x of operands) {
    const length = sizeOf(x.shape.slice(axis))
    for (let row = 0; row < rows; row++) {
      result.set(x.host!.subarray(row * length, (row + 1) * length), row * rowLength + offset)
    }
    offset += length
  }
  return result
}
