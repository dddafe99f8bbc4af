/**
 * What operations on matrices share. A tensor of shape lead ++ [m, n] is a stack of matrices, one for
 * each index of the leading axes; every function here and every rule of the family works on all of
 * them. So the batching rule of an operation on one matrix is the operation itself.
 */
import { toFloat } from '../../convert.ts'
import { eye } from '../../create.ts'
import { bind, bindMany } from '../../dispatch.ts'
import type { DType } from '../../dtype.ts'
import { ShapeError } from '../../errors.ts'
import type { BatchRule, Primitive } from '../../primitive.ts'
import { formatShape, range, type Shape } from '../../shape.ts'
import type { Tensor, TensorLike } from '../../tensor.ts'
import { add, mul } from '../arithmetic.ts'
import { broadcastTo, reshape, transpose } from '../layout.ts'
import { slice, sliceAlong, type SliceIndex } from '../slicing.ts'

/** An operand as a stack of floating-point matrices. */
export function toMatrices(operation: string, x: TensorLike): Tensor {
  const a = toFloat(operation, x)
  if (a.ndim >= 2) return a
  throw new ShapeError(
    `${operation}: shape ${formatShape(a.shape)} is not a matrix; give at least two axes, of which the ` +
      'last two are rows and columns.',
  )
}

export function toSquareMatrices(operation: string, x: TensorLike): Tensor {
  const a = toMatrices(operation, x)
  const [rows, columns] = a.shape.slice(-2)
  if (rows === columns) return a
  throw new ShapeError(
    `${operation}: shape ${formatShape(a.shape)} has ${rows} rows and ${columns} columns; give square ` +
      'matrices (lstsq and pinv take others).',
  )
}

/** The leading axes. */
export function leadOf(x: { readonly shape: Shape }, core = 2): Shape {
  return x.shape.slice(0, x.shape.length - core)
}

/** Every matrix transposed. */
export function transposed(x: Tensor): Tensor {
  const axes = range(x.ndim)
  return transpose(x, [...axes.slice(0, -2), x.ndim - 1, x.ndim - 2])
}

/** (A + Aᵀ) / 2. */
export function symmetricPart(x: Tensor): Tensor {
  return mul(add(x, transposed(x)), 0.5)
}

/** Part of the rows and columns of every matrix. */
export function block(x: Tensor, rows: SliceIndex, columns: SliceIndex): Tensor {
  return slice(x, ...range(x.ndim - 2).map(() => []), rows, columns)
}

/** The main diagonal of every matrix, which is square: shape lead ++ [n]. */
export function diagonals(x: Tensor): Tensor {
  const n = x.shape[x.ndim - 1]
  const lead = leadOf(x)
  return sliceAlong(reshape(x, [...lead, n * n]), lead.length, [0, n * n, n + 1])
}

/** Vectors as matrices of one column, or one row. */
export function columns(x: Tensor): Tensor {
  return reshape(x, [...x.shape, 1])
}

export function rows(x: Tensor): Tensor {
  return reshape(x, [...x.shape.slice(0, -1), 1, x.shape[x.ndim - 1]])
}

export function identityLike(x: { readonly dtype: DType }, n: number): Tensor {
  return eye(n, { dtype: x.dtype })
}

/** The batching rule of an operation on one stack of matrices, with one output. */
export function batchOne<P>(primitive: () => Primitive<P>): BatchRule<P> {
  return ([x], _, params) => bind(primitive(), [x], params)
}

/** The same, with several outputs. */
export function batchMany<P>(primitive: () => Primitive<P>): BatchRule<P> {
  return ([x], _, params) => bindMany(primitive(), [x], params)
}

/**
 * The operands of a system A X = B over a batch. The matrices (all operands but the last, of which
 * `cores` says how many axes belong to one) have B's leading axes or the last of them: so many
 * right-hand sides share a matrix without copies of it.
 */
export function batchSystem(
  operands: readonly Tensor[],
  batched: readonly boolean[],
  cores: readonly number[],
  size: number,
): Tensor[] {
  const last = operands.length - 1
  const onlyRight = batched[last] && !batched.slice(0, last).includes(true)
  if (onlyRight) return [...operands]
  const right = operands[last]
  const lead = batched[last] ? leadOf(right).slice(1) : leadOf(right)
  return operands.map((x, i) => {
    const core = i === last ? 2 : cores[i]
    const own = x.shape.slice(x.ndim - core)
    const full = [size, ...lead, ...own]
    if (!batched[i]) return broadcastTo(x, full)
    const inner = x.shape.slice(1)
    const missing = new Array<number>(full.length - 1 - inner.length).fill(1)
    return broadcastTo(reshape(x, [size, ...missing, ...inner]), full)
  })
}
