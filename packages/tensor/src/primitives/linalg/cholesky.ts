/**
 * The Cholesky factor of a symmetric positive definite matrix, row by row (Golub and Van Loan, Matrix
 * Computations, 4th ed., section 4.2). It is a function of the symmetric part (A + Aᵀ)/2, so that
 * gradients are symmetric. Its derivative is dL = L Φ(L⁻¹ dS L⁻ᵀ), S the symmetric part, where Φ takes
 * the lower triangle and half of the diagonal (I. Murray, Differentiation of the Cholesky
 * decomposition, 2016, equation 8; after S. P. Smith 1995).
 */
import { bind } from '../../dispatch.ts'
import { tril } from '../../functions/diagonals.ts'
import { noParams, type NoParams, type Primitive } from '../../primitive.ts'
import type { Tensor, TensorLike } from '../../tensor.ts'
import { mul, sub } from '../arithmetic.ts'
import { matmul } from '../dot.ts'
import { mapMatrices, refuse, symmetrize } from './buffers.ts'
import { batchOne, identityLike, symmetricPart, toSquareMatrices, transposed } from './stacks.ts'
import { triangular } from './triangular-solve.ts'

export const choleskyPrimitive: Primitive<NoParams> = {
  name: 'cholesky',
  shape: ([a]) => a,
  kernel: ([a]) => {
    const n = a.shape[a.ndim - 1]
    return mapMatrices(a, [n * n], (matrix) => {
      if (factor(matrix, n) > 0) fillLower(matrix, n, NaN)
      return [matrix]
    })[0]
  },
  jvp: ([da], _, [l]) => {
    const half = triangular(l, symmetricPart(da!), { lower: true })
    const whole = triangular(l, transposed(half), { lower: true })
    return matmul(l, lowerHalf(whole))
  },
  batch: batchOne(() => choleskyPrimitive),
}

/** Φ: the lower triangle with half of the diagonal. */
function lowerHalf(x: Tensor): Tensor {
  const weights = sub(1, mul(identityLike(x, x.shape[x.ndim - 1]), 0.5))
  return mul(tril(x), weights)
}

/**
 * Puts the factor of the symmetric part into the lower triangle and zeros above. Returns 0, or the order
 * of the first leading minor that is not positive.
 */
function factor(a: Float64Array, n: number): number {
  symmetrize(a, n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j]
      for (let k = 0; k < j; k++) sum -= a[i * n + k] * a[j * n + k]
      if (j < i) a[i * n + j] = sum / a[j * n + j]
      else if (sum > 0) a[i * n + i] = Math.sqrt(sum)
      else return i + 1
    }
  }
  for (let i = 0; i < n; i++) a.fill(0, i * n + i + 1, (i + 1) * n)
  return 0
}

function fillLower(a: Float64Array, n: number, value: number): void {
  for (let i = 0; i < n; i++) {
    a.fill(value, i * n, i * n + i + 1)
    a.fill(0, i * n + i + 1, (i + 1) * n)
  }
}

/**
 * The lower triangular L with positive diagonal and `A = L Lᵀ`, for each matrix of the last two axes, as
 * in JAX; of A only the symmetric part (A + Aᵀ)/2 counts. n³/3 multiplications a matrix.
 * `dL = L Φ(L⁻¹ dA L⁻ᵀ)`, Φ the lower triangle with half of the diagonal.
 *
 * Inside a function that is being transformed, a matrix that is not positive definite gives a factor
 * of NaN instead of the error.
 *
 * @throws ShapeError when the matrices are not square.
 * @throws MatrixError when one is not positive definite: a leading minor is not above 0.
 * @example
 * ```ts
 * import { linalg, tensor } from '@wengert/tensor'
 * linalg.cholesky(tensor([[4, 2], [2, 5]])).toArray() // → 2,0,1,2
 * ```
 */
export function cholesky(a: TensorLike): Tensor {
  const x = toSquareMatrices('cholesky', a)
  const l = bind(choleskyPrimitive, [x], noParams)
  const n = x.shape[x.ndim - 1]
  refuse('cholesky', x, (matrix, index) => {
    if (!Number.isNaN(l.host![index * n * n])) return null
    return (
      `is not positive definite: its leading minor of order ${factor(matrix, n)} is not positive; ` +
      'add a multiple of the identity, or use eigh.'
    )
  })
  return l
}
