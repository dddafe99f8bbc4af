/**
 * The thin singular value decomposition A = U diag(s) Vᵀ. With M = Uᵀ dA V: ds = diag M, and with
 * Fᵢⱼ = 1/(sⱼ² − sᵢ²) off the diagonal, dU = U (F ∘ (M S + S Mᵀ)), dV = V (F ∘ (S M + Mᵀ S)), to which
 * come, of a tall matrix, (I − U Uᵀ) dA V S⁻¹ for dU, and of a wide one (I − V Vᵀ) dAᵀ U S⁻¹ for dV
 * (J. Townsend, Differentiating the singular value decomposition, 2016; C. Ionescu, O. Vantzos and
 * C. Sminchisescu, Matrix backpropagation for deep networks with structured layers, 2015).
 */
import { makeAval } from '../../aval.ts'
import { bindMany } from '../../dispatch.ts'
import { noParams, type NoParams, type Primitive } from '../../primitive.ts'
import type { Tensor, TensorLike } from '../../tensor.ts'
import { add, div, mul, sub } from '../arithmetic.ts'
import { matmul } from '../dot.ts'
import { mapMatrices } from './buffers.ts'
import { reciprocalOff } from './eigh.ts'
import { batchMany, columns, diagonals, leadOf, rows, toMatrices, transposed } from './stacks.ts'
import { decompose } from './svd-kernel.ts'

export const svdPrimitive: Primitive<NoParams> = {
  name: 'svd',
  shape: ([a]) => {
    const [m, n] = a.shape.slice(-2)
    const k = Math.min(m, n)
    const lead = leadOf(a)
    return [
      makeAval([...lead, m, k], a.dtype),
      makeAval([...lead, k], a.dtype),
      makeAval([...lead, k, n], a.dtype),
    ]
  },
  kernel: ([a]) => {
    const [m, n] = a.shape.slice(-2)
    const k = Math.min(m, n)
    return mapMatrices(a, [m * k, k, k * n], (matrix) => {
      const { u, s, vt } = decompose(matrix, m, n)
      return [u, s, vt]
    })
  },
  jvp: ([da], _, [u, s, vt]) => {
    const [m, n] = da!.shape.slice(-2)
    const v = transposed(vt)
    const beside = matmul(da!, v)
    const below = matmul(transposed(da!), u)
    const inside = matmul(transposed(u), beside)
    const mirrored = transposed(inside)
    const [across, down] = [rows(s), columns(s)]
    // (sⱼ + sᵢ)(sⱼ − sᵢ) keeps the digits that sⱼ² − sᵢ² loses.
    const factors = reciprocalOff(mul(add(across, down), sub(across, down)))
    const turnU = mul(factors, add(mul(inside, across), mul(mirrored, down)))
    const turnV = mul(factors, add(mul(inside, down), mul(mirrored, across)))
    const du = matmul(u, turnU)
    const dv = matmul(v, turnV)
    return [
      m > n ? add(du, div(outside(u, beside), across)) : du,
      diagonals(inside),
      transposed(n > m ? add(dv, div(outside(v, below), across)) : dv),
    ]
  },
  batch: batchMany(() => svdPrimitive),
}

/** (I − Q Qᵀ) X. */
function outside(q: Tensor, x: Tensor): Tensor {
  return sub(x, matmul(q, matmul(transposed(q), x)))
}

/**
 * `[u, s, vt]` with `A = U diag(s) Vᵀ`, thin, for each m×n matrix of the last two axes: u (m×k,
 * k = min(m, n)) and the transpose of vt (k×n) have orthonormal columns, the singular values s (k) fall
 * from the largest on. The signs of a pair of vectors are arbitrary. By QR with column pivoting and
 * Jacobi's method: of matrices whose columns or rows are of very different size, small singular values
 * too have all the digits that the entries determine. O(m n k), some 6 sweeps of 10 k³ multiplications
 * and more.
 *
 * `ds = diag(Uᵀ dA V)`, also where singular values repeat. There the derivatives of u and vt do not
 * exist and are NaN or infinite, as are those of u and vt at a singular value 0 of a matrix that is not
 * square. To differentiate a least-squares solution use `lstsq` or `pinv`.
 *
 * @throws ShapeError when a has less than two axes.
 * @example
 * ```ts
 * import { linalg, tensor } from '@wengert/tensor'
 * const [u, s, vt] = linalg.svd(tensor([[3, 0], [0, -4]]))
 * s.toArray() // → 4,3
 * u.mul(s).matmul(vt).toArray() // → 3,0,0,-4
 * ```
 */
export function svd(a: TensorLike): [u: Tensor, s: Tensor, vt: Tensor] {
  return bindMany(svdPrimitive, [toMatrices('svd', a)], noParams) as [Tensor, Tensor, Tensor]
}
