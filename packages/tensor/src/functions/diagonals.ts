/**
 * Triangles and diagonals of matrices. A triangle is a selection by a constant mask; the diagonal
 * of a matrix is a regular slice of its elements in row-major order, so putting it back is a pad.
 */
import { describe } from '../describe.ts'
import { literal, toTensor } from '../convert.ts'
import { ArgumentError, ShapeError } from '../errors.ts'
import { makeAval } from '../aval.ts'
import { padGeneral } from '../primitives/padding.ts'
import { ravel, reshape } from '../primitives/layout.ts'
import { where } from '../primitives/select.ts'
import { slice } from '../primitives/slicing.ts'
import { formatShape } from '../shape.ts'
import { Tensor, type TensorLike } from '../tensor.ts'

/**
 * The lower triangle of the last two axes: 0 above the k-th diagonal (k > 0 lies above the main
 * one). Linear.
 *
 * @throws ShapeError when x has less than two axes.
 * @example
 * ```ts
 * import { ones, tril } from '@wengert/tensor'
 * tril(ones([2, 3])).toArray() // → 1,0,0,1,1,0
 * ```
 */
export function tril(x: TensorLike, k = 0): Tensor {
  checkDiagonal('tril', k)
  return masked('tril', toTensor('tril', x), (i, j) => j - i <= k)
}

/**
 * The upper triangle of the last two axes: 0 below the k-th diagonal (k > 0 lies above the main
 * one). Linear.
 *
 * @throws ShapeError when x has less than two axes.
 * @example
 * ```ts
 * import { ones, triu } from '@wengert/tensor'
 * triu(ones([2, 3])).toArray() // → 1,1,1,0,1,1
 * ```
 */
export function triu(x: TensorLike, k = 0): Tensor {
  checkDiagonal('triu', k)
  return masked('triu', toTensor('triu', x), (i, j) => j - i >= k)
}

function checkDiagonal(operation: string, k: number): void {
  if (!Number.isInteger(k)) {
    throw new ArgumentError(
      `${operation}: k = ${describe(k)} is not a diagonal; give an integer, 0 for the main one.`,
    )
  }
}

function masked(operation: string, x: Tensor, keeps: (i: number, j: number) => boolean): Tensor {
  if (x.ndim < 2) {
    throw new ShapeError(
      `${operation}: shape ${formatShape(x.shape)} is not a matrix; give at least two axes.`,
    )
  }
  const [rows, columns] = x.shape.slice(-2)
  const mask = Uint8Array.from({ length: rows * columns }, (_, n) =>
    keeps(Math.floor(n / columns), n % columns) ? 1 : 0,
  )
  const condition = new Tensor(makeAval([rows, columns], 'bool'), mask)
  return where(condition, x, literal(0, x.dtype))
}

/**
 * For a vector the matrix with it on the k-th diagonal; for a matrix its k-th diagonal. Linear.
 *
 * @throws ShapeError for tensors that are neither.
 * @example
 * ```ts
 * import { diag, tensor } from '@wengert/tensor'
 * diag(tensor([1, 2])).toArray() // → 1,0,0,2
 * diag(tensor([[1, 2], [3, 4]]), 1).toArray() // → 2
 * ```
 */
export function diag(x: TensorLike, k = 0): Tensor {
  const a = toTensor('diag', x)
  checkDiagonal('diag', k)
  if (a.ndim === 2) return diagonalOf(a, k)
  if (a.ndim !== 1) {
    throw new ShapeError(
      `diag: shape ${formatShape(a.shape)} is neither a vector nor a matrix; reshape it.`,
    )
  }
  // The k-th diagonal of an m×m matrix lies m + 1 elements apart in row-major order.
  const m = a.size + Math.abs(k)
  const first = k >= 0 ? k : -k * m
  const after = a.size === 0 ? m * m - first : m * m - first - (a.size - 1) * (m + 1) - 1
  const flat = padGeneral(a, { low: [first], high: [after], interior: [m], value: 0 })
  return reshape(flat, [m, m])
}

function diagonalOf(x: Tensor, k: number): Tensor {
  const [rows, columns] = x.shape
  const length = Math.max(0, k >= 0 ? Math.min(rows, columns - k) : Math.min(rows + k, columns))
  const first = k >= 0 ? k : -k * columns
  // The clamped stop leaves exactly `length` elements; `first` may lie beyond when there are none.
  return slice(
    ravel(x),
    length === 0 ? [0, 0] : [first, first + length * (columns + 1), columns + 1],
  )
}
