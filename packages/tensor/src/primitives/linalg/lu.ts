/**
 * The factors of a matrix of any shape with partial pivoting, packed: L below the diagonal, U above and
 * on it, and the order of the rows: A[order] = L U. Of M = L⁻¹ dA[order] U⁻¹ the strictly lower part
 * moves L and the rest U: dL = L lower(M), dU = upper(M) U (M. Giles, An extended collection of matrix
 * derivative results, 2008, for the idea; for other shapes L and U are completed by identities).
 * The order is piecewise constant.
 */
import { makeAval } from '../../aval.ts'
import { bind, bindMany } from '../../dispatch.ts'
import { tril, triu } from '../../functions/diagonals.ts'
import { checkOptions } from '../../options.ts'
import { noParams, type NoParams, type Primitive } from '../../primitive.ts'
import { sizeOf } from '../../shape.ts'
import type { Tensor, TensorLike } from '../../tensor.ts'
import { arange } from '../../create.ts'
import { add } from '../arithmetic.ts'
import { argsort } from '../argsort.ts'
import { castTo } from '../cast.ts'
import { equal } from '../compare.ts'
import { matmul } from '../dot.ts'
import { gatherPrimitive } from '../indexing.ts'
import { pad } from '../padding.ts'
import { workCopy } from './buffers.ts'
import { eliminate } from './elimination.ts'
import {
  batchMany,
  block,
  columns,
  identityLike,
  leadOf,
  rows,
  toMatrices,
  transposed,
} from './stacks.ts'
import { triangular } from './triangular-solve.ts'

export const luPrimitive: Primitive<NoParams> = {
  name: 'lu',
  shape: ([a]) => [a, makeAval(a.shape.slice(0, -1), 'int32')],
  kernel: ([a]) => {
    const [m, n] = a.shape.slice(-2)
    const packed = a.host!.slice()
    const orders = new Int32Array(sizeOf(a.shape.slice(0, -1)))
    for (let k = 0; k < sizeOf(leadOf(a)); k++) {
      const matrix = workCopy(a.host!, k * m * n, m * n)
      orders.set(eliminate(matrix, m, n), k * m)
      packed.set(matrix, k * m * n)
    }
    return [packed, orders]
  },
  jvp: ([da], _, [packed, order]) => {
    const [m, n] = packed.shape.slice(-2)
    const lower = squareLower(packed, m)
    const upper = squareUpper(packed, n)
    const half = triangular(lower, permuteRows(da!, order), { lower: true, unitDiagonal: true })
    const moved = transposed(triangular(upper, transposed(half), { transpose: true }))
    const unitLower = add(tril(lower, -1), identityLike(lower, m))
    return [add(matmul(unitLower, tril(moved, -1)), matmul(triu(moved), upper)), null]
  },
  batch: batchMany(() => luPrimitive),
}

/** The first columns of the packed factors, as many as rows; what stands for L lies below the diagonal. */
function squareLower(packed: Tensor, m: number): Tensor {
  const n = packed.shape[packed.ndim - 1]
  return n >= m ? block(packed, [], [0, m]) : widened(packed, 0, m - n)
}

/** U with rows of the identity below, as many rows as columns. */
function squareUpper(packed: Tensor, n: number): Tensor {
  const m = packed.shape[packed.ndim - 2]
  const upper = triu(block(packed, [0, n], []))
  if (m >= n) return upper
  const rest = pad(identityLike(packed, n - m), [
    [m, 0],
    [m, 0],
  ])
  return add(widened(upper, n - m, 0), rest)
}

/** Zeros in further rows and columns of every matrix. */
function widened(x: Tensor, below: number, beside: number): Tensor {
  const none = leadOf(x).map(() => [0, 0] as const)
  return pad(x, [...none, [0, below], [0, beside]])
}

/** Row i of each result is row `order[i]` of x. */
export function permuteRows(x: Tensor, order: Tensor): Tensor {
  const lead = x.ndim - 2
  return bind(gatherPrimitive, [x, order], { axis: lead, batchDims: lead })
}

export interface LuOptions {
  /** The permutation as int32 row indices instead of a matrix. */
  readonly pIndices?: boolean
}

/**
 * The factors `[p, l, u]` with `A = P L U`, as SciPy's and JAX's `lu`, for each m×n matrix of the last two
 * axes: a permutation P (m×m), L (m×k, k = min(m, n)) unit lower triangular, U (k×n) upper triangular.
 * With `pIndices` p holds row indices such that `A = (L U)[p]`. Partial pivoting, so |lᵢⱼ| ≤ 1; O(m n k).
 *
 * Every matrix has factors. They have derivatives where the leading k×k block of PᵀA is regular (else
 * these are NaN or infinite), and while the pivots stay the largest; P has the derivative 0.
 *
 * @throws ShapeError when a has less than two axes.
 * @throws ArgumentError when pIndices is neither true nor false.
 * @example
 * ```ts
 * import { linalg, tensor } from '@wengert/tensor'
 * const [p, l, u] = linalg.lu(tensor([[1, 3], [2, 4]]))
 * p.toArray() // → 0,1,1,0
 * l.toArray() // → 1,0,0.5,1
 * u.toArray() // → 2,4,0,1
 * ```
 */
export function lu(a: TensorLike, options: LuOptions = {}): [p: Tensor, l: Tensor, u: Tensor] {
  checkOptions('lu', options, [], ['pIndices'])
  const x = toMatrices('lu', a)
  const [m, n] = x.shape.slice(-2)
  const k = Math.min(m, n)
  const [packed, order] = bindMany(luPrimitive, [x], noParams)
  const diagonal = widened(identityLike(x, k), m - k, 0)
  const l = add(tril(block(packed, [], [0, k]), -1), diagonal)
  const u = triu(block(packed, [0, k], []))
  return [options.pIndices === true ? argsort(order) : permutationMatrix(order, x), l, u]
}

/** P with Pᵢⱼ = 1 where i is the j-th of the order. */
function permutationMatrix(order: Tensor, { dtype }: Tensor): Tensor {
  const m = order.shape[order.ndim - 1]
  const places = columns(arange(m, { dtype: 'int32' }))
  return castTo(equal(places, rows(order)), dtype)
}
