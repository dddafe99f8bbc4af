/**
 * Eigenvalues and eigenvectors of the symmetric part (A + Aᵀ)/2, by Jacobi's method. With M = Vᵀ dS V:
 * dw = diag M, dV = V (F ∘ M), where Fᵢⱼ = 1/(wⱼ − wᵢ) off the diagonal (M. Giles, An extended collection
 * of matrix derivative results, 2008, section 3.1). Where eigenvalues repeat, their eigenvectors have
 * no derivative, and F is infinite rather than a number that would be wrong.
 */
import { makeAval } from '../../aval.ts'
import { bindMany } from '../../dispatch.ts'
import { noParams, type NoParams, type Primitive } from '../../primitive.ts'
import type { Tensor, TensorLike } from '../../tensor.ts'
import { add, mul, reciprocal, sub } from '../arithmetic.ts'
import { matmul } from '../dot.ts'
import { allFinite, mapMatrices, symmetrize } from './buffers.ts'
import { diagonalize } from './jacobi.ts'
import { safeScale } from './scaling.ts'
import {
  batchMany,
  columns,
  diagonals,
  identityLike,
  rows,
  symmetricPart,
  toSquareMatrices,
  transposed,
} from './stacks.ts'

export const eighPrimitive: Primitive<NoParams> = {
  name: 'eigh',
  shape: ([a]) => [makeAval(a.shape.slice(0, -1), a.dtype), a],
  kernel: ([a]) => {
    const n = a.shape[a.ndim - 1]
    return mapMatrices(a, [n, n * n], (matrix) => eigen(matrix, n))
  },
  jvp: ([da], _, [w, v]) => {
    const inside = matmul(transposed(v), matmul(symmetricPart(da!), v))
    const gaps = sub(rows(w), columns(w))
    return [diagonals(inside), matmul(v, mul(reciprocalOff(gaps), inside))]
  },
  batch: batchMany(() => eighPrimitive),
}

/** 1/x off the diagonal, where x is 0, and 0 on it. */
export function reciprocalOff(x: Tensor): Tensor {
  const unit = identityLike(x, x.shape[x.ndim - 1])
  return sub(reciprocal(add(x, unit)), unit)
}

/** Eigenvalues from the smallest on, and the eigenvectors as columns. */
function eigen(a: Float64Array, n: number): [Float64Array, Float64Array] {
  if (!allFinite(a)) return [new Float64Array(n).fill(NaN), new Float64Array(n * n).fill(NaN)]
  const scale = safeScale(a)
  symmetrize(a, n)
  if (scale !== 1) for (let i = 0; i < a.length; i++) a[i] *= scale
  const vectors = diagonalize(a, n)
  const order = Int32Array.from({ length: n }, (_, i) => i)
  order.sort((i, j) => a[i * n + i] - a[j * n + j])
  const w = Float64Array.from(order, (i) => a[i * n + i] / scale)
  const v = new Float64Array(n * n)
  order.forEach((from, j) => {
    for (let i = 0; i < n; i++) v[i * n + j] = vectors[from * n + i]
  })
  return [w, v]
}

/**
 * `[w, v]`, the eigenvalues of each symmetric matrix of the last two axes, from the smallest on (shape
 * lead ++ [n]), and its orthonormal eigenvectors as the columns of v: `A V = V diag(w)`. Of A only the
 * symmetric part (A + Aᵀ)/2 counts, as in JAX (NumPy reads the lower triangle). The sign of an
 * eigenvector is arbitrary. By Jacobi's method: for positive definite matrices that are graded, small
 * eigenvalues too have all the digits that the entries determine. O(n³), some 10 sweeps of 6n³ multiplications.
 *
 * `dw = diag(Vᵀ dA V)`, `dV = V (F ∘ Vᵀ dA V)`, `Fᵢⱼ = 1/(wⱼ − wᵢ)`. Where eigenvalues are equal, the
 * derivative of v and the second derivatives of w do not exist, and are NaN or infinite; the first
 * derivative of a symmetric function of w, as of their sum, is right there too.
 *
 * @throws ShapeError when the matrices are not square.
 * @example
 * ```ts
 * import { linalg, tensor } from '@wengert/tensor'
 * const [w, v] = linalg.eigh(tensor([[2, 0], [0, 1]]))
 * w.toArray() // → 1,2
 * v.toArray() // → 0,1,1,0
 * ```
 */
export function eigh(a: TensorLike): [w: Tensor, v: Tensor] {
  return bindMany(eighPrimitive, [toSquareMatrices('eigh', a)], noParams) as [Tensor, Tensor]
}
