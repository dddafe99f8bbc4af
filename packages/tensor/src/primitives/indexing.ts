/**
 * Reading and accumulating at integer indices along an axis. `gather` and `scatterAdd` are each
 * other's transposes. Both may have leading batch axes, along which x and the indices run in step:
 * that closes them under vmap.
 */
import { makeAval } from '../aval.ts'
import { literal, promoteBoth, toTensor, zerosOf } from '../convert.ts'
import { bind } from '../dispatch.ts'
import { allocate, copyOf, isFloat, isInt32 } from '../dtype.ts'
import { DTypeError, IndexError, ShapeError } from '../errors.ts'
import type { MaybeTensor, Primitive, Rows } from '../primitive.ts'
import {
  broadcastOrNull,
  formatShape,
  normalizeAxis,
  range,
  sameShape,
  sizeOf,
  type Shape,
} from '../shape.ts'
import type { Tensor, TensorLike } from '../tensor.ts'
import { castTo } from './cast.ts'
import { broadcastTo, ravel, transpose } from './layout.ts'

export interface GatherParams {
  readonly axis: number
  /** Leading axes of x and indices that run in step; at most `axis`. */
  readonly batchDims: number
}

export const gatherPrimitive: Primitive<GatherParams> = {
  name: 'gather',
  shape: ([x, indices], params) => makeAval(gatheredShape(x.shape, indices.shape, params), x.dtype),
  kernel: ([x, indices], params, output) => {
    const result = allocate(output.dtype, output.size)
    const source = x.host!
    walk('gather', x.shape, indices, params, (from, to, count) => {
      for (let k = 0; k < count; k++) result[to + k] = source[from + k]
    })
    return result
  },
  indexing: { kind: 'read', rows: rowsOf },
  jvp: ([dx], [, indices], _, params) => bind(gatherPrimitive, [dx!, indices], params),
  transpose: ([ct], [, indices], params, [x]) => [
    bind(scatterAddPrimitive, [zerosOf(x), indices!, ct!], params),
    null,
  ],
  batch: ([x, indices], [inX, inIndices], { axis, batchDims }, size) => {
    const shifted = { axis: axis + 1, batchDims: batchDims + 1 }
    if (inX && inIndices) return bind(gatherPrimitive, [x, indices], shifted)
    if (batchDims > 0) {
      return bind(gatherPrimitive, [along(x, inX, size), along(indices, inIndices, size)], shifted)
    }
    if (inX) return bind(gatherPrimitive, [x, indices], { axis: axis + 1, batchDims: 0 })
    // The batch axis of the indices lands at `axis`; bring it to the front.
    const result = bind(gatherPrimitive, [x, indices], { axis, batchDims: 0 })
    return transpose(result, [axis, ...range(result.ndim).filter((i) => i !== axis)])
  },
}

export const scatterAddPrimitive: Primitive<GatherParams> = {
  name: 'scatterAdd',
  shape: ([x, indices, updates], params) => {
    const expected = gatheredShape(x.shape, indices.shape, params)
    if (!sameShape(updates.shape, expected)) {
      throw new ShapeError(
        `scatterAdd: updates have shape ${formatShape(updates.shape)}, but x of shape ${formatShape(x.shape)} ` +
          `indexed by shape ${formatShape(indices.shape)} needs ${formatShape(expected)}; reshape or broadcast them to it.`,
      )
    }
    return x
  },
  kernel: ([x, indices, updates], params) => {
    const result = copyOf(x.host!)
    const source = updates.host!
    walk('scatterAdd', x.shape, indices, params, (at, from, count) => {
      for (let k = 0; k < count; k++) result[at + k] += source[from + k]
    })
    return result
  },
  indexing: { kind: 'add', rows: rowsOf },
  jvp: ([dx, , du], [x, indices, updates], _, params) =>
    bind(
      scatterAddPrimitive,
      [dx ?? zerosOf(x.aval), indices, du ?? zerosOf(updates.aval)],
      params,
    ),
  transpose: ([ct], [x, indices, updates], params) => {
    const cts: MaybeTensor[] = [null, null, null]
    if (x === null) cts[0] = ct
    if (updates === null) cts[2] = bind(gatherPrimitive, [ct!, indices!], params)
    return cts
  },
  batch: (operands, batched, { axis, batchDims }, size) =>
    bind(
      scatterAddPrimitive,
      operands.map((x, i) => along(x, batched[i], size)),
      { axis: axis + 1, batchDims: batchDims + 1 },
    ),
}

function along(x: Tensor, batched: boolean, size: number): Tensor {
  return batched ? x : broadcastTo(x, [size, ...x.shape])
}

function gatheredShape(x: Shape, indices: Shape, { axis, batchDims }: GatherParams): Shape {
  return [...x.slice(0, axis), ...indices.slice(batchDims), ...x.slice(axis + 1)]
}

function rowsOf(x: Shape, indices: Shape, { axis, batchDims }: GatherParams): Rows {
  return {
    batches: sizeOf(x.slice(0, batchDims)),
    between: sizeOf(x.slice(batchDims, axis)),
    perBatch: sizeOf(indices.slice(batchDims)),
    length: x[axis],
    count: sizeOf(x.slice(axis + 1)),
  }
}

/** Visits each pair of rows: `count` elements of x at `inX` and of the gathered tensor at `inResult`. */
function walk(
  operation: string,
  shape: Shape,
  indices: Tensor,
  params: GatherParams,
  visit: (inX: number, inResult: number, count: number) => void,
): void {
  const { batches, between, perBatch, length, count } = rowsOf(shape, indices.shape, params)
  const positions = indices.host!
  let to = 0
  for (let b = 0; b < batches; b++) {
    for (let m = 0; m < between; m++) {
      const from = (b * between + m) * length * count
      for (let j = 0; j < perBatch; j++, to += count) {
        const given = positions[b * perBatch + j]
        const index = given < 0 ? given + length : given
        if (index < 0 || index >= length) {
          throw outside(operation, given, params.axis - params.batchDims, length)
        }
        visit(from + index * count, to, count)
      }
    }
  }
}

function outside(operation: string, index: number, axis: number, length: number): IndexError {
  return new IndexError(
    `${operation}: index ${index} is outside axis ${axis} of length ${length}; ` +
      (length === 0 ? 'give no indices.' : `use ${-length} to ${length - 1}.`),
  )
}

/**
 * The parts of x at the given positions along an axis: `result[…, j…, …] = x[…, indices[j…], …]`,
 * of shape `x.shape[:axis] ++ indices.shape ++ x.shape[axis+1:]`. Negative indices count from the
 * last. Linear in x: its transpose is `scatterAdd` into zeros.
 *
 * @throws IndexError when an index lies outside the axis.
 * @throws DTypeError when the indices are not integers.
 * @example
 * ```ts
 * import { gather, tensor } from '@wengert/tensor'
 * const x = tensor([[1, 2], [3, 4], [5, 6]])
 * gather(x, new Int32Array([2, 0])).toArray() // → 5,6,1,2
 * ```
 */
export function gather(x: TensorLike, indices: TensorLike, axis = 0): Tensor {
  const a = toTensor('gather', x)
  const at = normalizeAxis('gather', axis, a.ndim)
  return bind(gatherPrimitive, [a, toIndices('gather', indices)], { axis: at, batchDims: 0 })
}

/**
 * As NumPy's `take`: the parts of x at the given positions along an axis, or of its elements in
 * row-major order when no axis is given.
 *
 * @throws IndexError when an index lies outside the axis.
 * @throws DTypeError when the indices are not integers.
 * @example
 * ```ts
 * import { take, tensor } from '@wengert/tensor'
 * take(tensor([[1, 2], [3, 4]]), new Int32Array([3, 0])).toArray() // → 4,1
 * ```
 */
export function take(x: TensorLike, indices: TensorLike, axis?: number): Tensor {
  const a = toTensor('take', x)
  const from = axis === undefined ? ravel(a) : a
  const at = axis === undefined ? 0 : normalizeAxis('take', axis, a.ndim)
  const positions = toIndices('take', indices)
  checkKnown('take', positions, at, from)
  return bind(gatherPrimitive, [from, positions], { axis: at, batchDims: 0 })
}

/**
 * x with updates added at the given positions along an axis; repeated positions accumulate. The
 * updates have the shape that `gather(x, indices, axis)` gives, or broadcast to it. Linear in x and
 * in the updates; bools are counted as int32.
 *
 * @throws IndexError when an index lies outside the axis.
 * @throws DTypeError when the indices are not integers.
 * @throws ShapeError when the updates do not fit.
 * @example
 * ```ts
 * import { scatterAdd, tensor, zeros } from '@wengert/tensor'
 * scatterAdd(zeros([3]), new Int32Array([0, 2, 0]), tensor([1, 2, 3])).toArray() // → 4,0,2
 * ```
 */
export function scatterAdd(
  x: TensorLike,
  indices: TensorLike,
  updates: TensorLike,
  axis = 0,
): Tensor {
  const [a, u] = promoteBoth('scatterAdd', x, updates).map(countable)
  const at = normalizeAxis('scatterAdd', axis, a.ndim)
  const positions = toIndices('scatterAdd', indices)
  const params = { axis: at, batchDims: 0 }
  const expected = gatheredShape(a.shape, positions.shape, params)
  const full = broadcastOrNull(u.shape, expected)
  // What does not broadcast goes on as it is, to the shape rule's error.
  const values = full !== null && sameShape(full, expected) ? broadcastTo(u, expected) : u
  return bind(scatterAddPrimitive, [a, positions, values], params)
}

function countable(x: Tensor): Tensor {
  return x.dtype === 'bool' ? castTo(x, 'int32') : x
}

/** Integer positions; a JavaScript integer becomes an int32 literal. */
export function toIndices(operation: string, indices: TensorLike): Tensor {
  if (typeof indices === 'number' && isInt32(indices)) return literal(indices, 'int32')
  const result = toTensor(operation, indices)
  if (isFloat(result.dtype) || result.dtype === 'bool') {
    throw new DTypeError(
      `${operation}: indices have dtype ${result.dtype}; give integers, for example tensor([0, 2], { dtype: 'int32' }).`,
    )
  }
  return result
}

/** Names the index that lies outside, where the values are known. */
export function checkKnown(operation: string, positions: Tensor, axis: number, x: Tensor): void {
  const n = x.shape[axis]
  const outside = positions.host?.find((i) => i < -n || i >= n)
  if (outside === undefined) return
  throw new IndexError(
    `${operation}: index ${outside} is outside axis ${axis} of shape ${formatShape(x.shape)}; ` +
      (n === 0 ? 'that axis is empty.' : `use ${-n} to ${n - 1}.`),
  )
}
