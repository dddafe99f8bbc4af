/**
 * The factors of a square matrix with complete pivoting: A[rows][:, columns] = L diag(d) U, L and U unit
 * triangular, and the sign of both permutations. With M = L⁻¹ dA[rows][:, columns] U⁻¹:
 * dL = L lower(M D⁻¹), dd = diag M, dU = upper(D⁻¹ M) U, where the last pivot never divides.
 *
 * Pivots that are 0 come last. All but the very last are replaced by tiny ones: the determinant is still
 * exactly 0, and its second derivatives are finite and right at any rank, since there a pivot that
 * divides is cancelled by itself in the product. In third derivatives it leaves cancelling terms.
 */
import { makeAval } from '../../aval.ts'
import { literal } from '../../convert.ts'
import { arange } from '../../create.ts'
import { bind, bindMany } from '../../dispatch.ts'
import { allocate } from '../../dtype.ts'
import { tril, triu } from '../../functions/diagonals.ts'
import { noParams, type NoParams, type Primitive } from '../../primitive.ts'
import { sizeOf } from '../../shape.ts'
import type { Tensor } from '../../tensor.ts'
import { div } from '../arithmetic.ts'
import { less } from '../compare.ts'
import { matmul } from '../dot.ts'
import { gatherPrimitive } from '../indexing.ts'
import { where } from '../select.ts'
import { workCopy } from './buffers.ts'
import { eliminateCompletely } from './elimination.ts'
import { permuteRows } from './lu.ts'
import { batchMany, columns, diagonals, leadOf, rows, transposed } from './stacks.ts'
import { triangular } from './triangular-solve.ts'

/** L, d, U, rows, columns, sign. L and U count off their diagonals only, where they are not set. */
export const lduPrimitive: Primitive<NoParams> = {
  name: 'ldu',
  shape: ([a]) => {
    const vector = a.shape.slice(0, -1)
    const indices = makeAval(vector, 'int32')
    return [a, makeAval(vector, a.dtype), a, indices, indices, makeAval(leadOf(a), a.dtype)]
  },
  kernel: ([a]) => {
    const n = a.shape[a.ndim - 1]
    const count = sizeOf(leadOf(a))
    const [l, u] = [a.host!.slice(), a.host!.slice()]
    const d = allocate(a.dtype, count * n)
    const [rowOrder, columnOrder] = [new Int32Array(count * n), new Int32Array(count * n)]
    const signs = allocate(a.dtype, count)
    for (let k = 0; k < count; k++) {
      const matrix = workCopy(a.host!, k * n * n, n * n)
      const { rows, columns, sign } = eliminateCompletely(matrix, n)
      const tiny = (Math.abs(matrix[0]) || 1) * (a.dtype === 'float32' ? 2 ** -40 : 2 ** -200)
      const start = k * n * n
      for (let i = 0; i < n; i++) {
        const pivot = matrix[i * n + i]
        d[k * n + i] = pivot === 0 && i < n - 1 ? tiny : pivot
        for (let j = 0; j < n; j++) {
          const entry = matrix[i * n + j]
          l[start + i * n + j] = i > j ? entry : i === j ? 1 : 0
          u[start + i * n + j] = i > j ? 0 : i === j ? 1 : pivot === 0 ? 0 : entry / pivot
        }
      }
      rowOrder.set(rows, k * n)
      columnOrder.set(columns, k * n)
      signs[k] = sign
    }
    return [l, d, u, rowOrder, columnOrder, signs]
  },
  jvp: ([da], _, [l, d, u, rowOrder, columnOrder]) => {
    const lead = da!.ndim - 2
    const permuted = bind(gatherPrimitive, [permuteRows(da!, rowOrder), columnOrder], {
      axis: lead + 1,
      batchDims: lead,
    })
    const half = triangular(l, permuted, { lower: true, unitDiagonal: true })
    const moved = transposed(
      triangular(u, transposed(half), { transpose: true, unitDiagonal: true }),
    )
    const n = d.shape[d.ndim - 1]
    const pivots = where(less(arange(n), n - 1), d, literal(1, d.dtype))
    const dl = matmul(l, tril(div(moved, rows(pivots)), -1))
    const du = matmul(triu(div(moved, columns(pivots)), 1), u)
    return [dl, diagonals(moved), du, null, null, null]
  },
  batch: batchMany(() => lduPrimitive),
}

/** The pivots of every matrix, shape lead ++ [n], and the sign of their order, shape lead. */
export function pivotsOf(a: Tensor): [pivots: Tensor, sign: Tensor] {
  const [, d, , , , sign] = bindMany(lduPrimitive, [a], noParams)
  return [d, sign]
}
