/**
 * The thin factors A = Q R, Q with orthonormal columns, R upper triangular. With A₁ the leading k columns,
 * X = dA₁ R₁⁻¹ and W = Qᵀ X, the skew matrix Ω = lower(W) − lower(W)ᵀ is Qᵀ dQ, and
 * dQ = X + Q (Ω − W), dR = Qᵀ dA − Ω R (S. F. Walter and L. Lehmann, Algorithmic differentiation of
 * linear algebra functions with application in optimum experimental design, 2010; the last formula
 * holds for more columns than rows too).
 */
import { makeAval } from '../../aval.ts'
import { bindMany } from '../../dispatch.ts'
import { describe } from '../../describe.ts'
import { ArgumentError } from '../../errors.ts'
import { tril, triu } from '../../functions/diagonals.ts'
import { checkOptions } from '../../options.ts'
import { noParams, type NoParams, type Primitive } from '../../primitive.ts'
import type { Tensor, TensorLike } from '../../tensor.ts'
import { add, sub } from '../arithmetic.ts'
import { matmul } from '../dot.ts'
import { concatenate } from '../joining.ts'
import { broadcastTo } from '../layout.ts'
import { mapMatrices } from './buffers.ts'
import { orthogonal, reflect } from './householder.ts'
import { scaleColumns } from './scaling.ts'
import { batchMany, block, identityLike, leadOf, toMatrices, transposed } from './stacks.ts'
import { triangular } from './triangular-solve.ts'

export const qrPrimitive: Primitive<NoParams> = {
  name: 'qr',
  shape: ([a]) => {
    const [m, n] = a.shape.slice(-2)
    const k = Math.min(m, n)
    const lead = leadOf(a)
    return [makeAval([...lead, m, k], a.dtype), makeAval([...lead, k, n], a.dtype)]
  },
  kernel: ([a]) => {
    const [m, n] = a.shape.slice(-2)
    const k = Math.min(m, n)
    return mapMatrices(a, [m * k, k * n], (matrix) => {
      // A D = Q (R D) for a diagonal D: powers of 2 that keep lengths from overflow and underflow.
      const scales = scaleColumns(matrix, n)
      const taus = reflect(matrix, m, n)
      const q = orthogonal(matrix, taus, m, n)
      const r = matrix.subarray(0, k * n)
      for (let i = 1; i < k; i++) r.fill(0, i * n, i * n + i)
      for (let i = 0; i < r.length; i++) r[i] /= scales[i % n]
      return [q, r]
    })
  },
  jvp: ([da], _, [q, r]) => {
    const k = r.shape[r.ndim - 2]
    const square = block(r, [], [0, k])
    const moved = transposed(
      triangular(square, transposed(block(da!, [], [0, k])), { transpose: true }),
    )
    const within = matmul(transposed(q), moved)
    const lower = tril(within, -1)
    const turn = sub(lower, transposed(lower))
    const dq = add(moved, matmul(q, sub(turn, within)))
    const dr = sub(matmul(transposed(q), da!), matmul(turn, r))
    return [dq, triu(dr)]
  },
  batch: batchMany(() => qrPrimitive),
}

export interface QrOptions {
  /** `'complete'`: Q is m×m and R m×n; `'reduced'`, the default: m×k and k×n, k = min(m, n). */
  readonly mode?: 'reduced' | 'complete'
}

/**
 * The factors `[q, r]` with `A = Q R`, for each m×n matrix of the last two axes: Q has orthonormal
 * columns, R is upper triangular. By Householder reflections; signs are LAPACK's and NumPy's, so that
 * the diagonal of R may be negative. About 4 m n k multiplications.
 *
 * Every matrix has factors; they have derivatives where its first k columns are independent (else these
 * are NaN or infinite). In `'complete'` mode Q is completed with the factors of [A, I], and has
 * derivatives where the first m − n unit vectors are independent of A's columns too.
 *
 * @throws ShapeError when a has less than two axes.
 * @throws ArgumentError when there is no such mode.
 * @example
 * ```ts
 * import { linalg, tensor } from '@wengert/tensor'
 * const [q, r] = linalg.qr(tensor([[3, 1], [4, 2]]))
 * q.toArray() // → -0.6,-0.8,-0.8,0.6
 * r.toArray() // → -5,-2.2,0,0.4
 * ```
 */
export function qr(a: TensorLike, options: QrOptions = {}): [q: Tensor, r: Tensor] {
  checkOptions('qr', options, ['mode'])
  const { mode = 'reduced' } = options
  const x = toMatrices('qr', a)
  if (mode !== 'reduced' && mode !== 'complete') {
    throw new ArgumentError(`qr: mode is ${describe(mode)}; give 'reduced' or 'complete'.`)
  }
  const [m, n] = x.shape.slice(-2)
  if (mode === 'reduced' || m <= n) return bindMany(qrPrimitive, [x], noParams) as [Tensor, Tensor]
  const unit = broadcastTo(identityLike(x, m), [...leadOf(x), m, m])
  const [q, r] = bindMany(qrPrimitive, [concatenate([x, unit], -1)], noParams)
  return [q, block(r, [], [0, n])]
}
