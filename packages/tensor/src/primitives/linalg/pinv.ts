/**
 * The pseudoinverse P = A⁺, of any matrix. While the rank stays the same,
 * dP = −P dA P + P Pᵀ dAᵀ (I − A P) + (I − P A) dAᵀ Pᵀ P (G. Golub and V. Pereyra, The differentiation
 * of pseudo-inverses and nonlinear least squares problems whose variables separate, 1973, formula 4.12),
 * in which no singular value or vector occurs: repeated ones do no harm.
 */
import { makeAval } from '../../aval.ts'
import { bind } from '../../dispatch.ts'
import { describe } from '../../describe.ts'
import { ArgumentError } from '../../errors.ts'
import { checkOptions } from '../../options.ts'
import type { Primitive } from '../../primitive.ts'
import type { Tensor, TensorLike } from '../../tensor.ts'
import { add, sub } from '../arithmetic.ts'
import { matmul } from '../dot.ts'
import { mapMatrices } from './buffers.ts'
import { batchOne, leadOf, toMatrices, transposed } from './stacks.ts'
import { decompose } from './svd-kernel.ts'

export interface RankOptions {
  /**
   * Singular values up to rcond times the largest count as 0; max(m, n) times the spacing of the dtype
   * at 1 by default.
   */
  readonly rcond?: number
}

interface RankParams {
  readonly rcond: number
}

export const pinvPrimitive: Primitive<RankParams> = {
  name: 'pinv',
  shape: ([a]) => {
    const [m, n] = a.shape.slice(-2)
    return makeAval([...leadOf(a), n, m], a.dtype)
  },
  kernel: ([a], { rcond }) => {
    const [m, n] = a.shape.slice(-2)
    return mapMatrices(a, [n * m], (matrix) => [pseudoinverse(matrix, m, n, rcond)])[0]
  },
  jvp: ([da], [a], [p]) => {
    const [turned, back] = [transposed(da!), transposed(p)]
    const within = matmul(p, matmul(da!, p))
    const left = matmul(p, matmul(back, turned))
    const right = matmul(turned, matmul(back, p))
    const fromRange = sub(left, matmul(left, matmul(a, p)))
    const fromKernel = sub(right, matmul(p, matmul(a, right)))
    return sub(add(fromRange, fromKernel), within)
  },
  batch: batchOne(() => pinvPrimitive),
}

/** Σ vᵢ uᵢᵀ / sᵢ over the singular values that count. */
function pseudoinverse(a: Float64Array, m: number, n: number, rcond: number): Float64Array {
  const k = Math.min(m, n)
  const { u, s, vt } = decompose(a, m, n)
  const result = new Float64Array(n * m)
  for (let r = 0; r < k; r++) {
    if (s[r] <= rcond * s[0]) continue
    for (let i = 0; i < n; i++) {
      const factor = vt[r * n + i] / s[r]
      for (let j = 0; j < m; j++) result[i * m + j] += factor * u[j * k + r]
    }
  }
  return result
}

/** The pseudoinverse of stacks of matrices, for an operation of that name. */
export function pseudoinverseOf(operation: string, a: Tensor, options: RankOptions): Tensor {
  checkOptions(operation, options, ['rcond'])
  const { rcond } = options
  if (rcond !== undefined && !(typeof rcond === 'number' && rcond >= 0)) {
    throw new ArgumentError(
      `${operation}: rcond = ${describe(rcond)} is not a tolerance; give a number from 0 on.`,
    )
  }
  const spacing = a.dtype === 'float32' ? 2 ** -23 : 2 ** -52
  const largest = Math.max(...a.shape.slice(-2))
  return bind(pinvPrimitive, [a], { rcond: rcond ?? largest * spacing })
}

/**
 * The Moore–Penrose pseudoinverse (n×m) of each m×n matrix of the last two axes, of any rank: by its
 * singular value decomposition, without the singular values that `rcond` takes for 0.
 *
 * `dP = −P dA P + P Pᵀ dAᵀ (I − A P) + (I − P A) dAᵀ Pᵀ P`: the derivative among matrices of the same
 * rank. Where a is rank-deficient, P is discontinuous, and this is the derivative of its regular part.
 *
 * @throws ShapeError when a has less than two axes.
 * @throws ArgumentError when rcond is negative.
 * @example
 * ```ts
 * import { linalg, tensor } from '@wengert/tensor'
 * linalg.pinv(tensor([[2, 0], [0, 0], [0, 4]])).toArray() // → 0.5,0,0,0,0,0.25
 * ```
 */
export function pinv(a: TensorLike, options: RankOptions = {}): Tensor {
  return pseudoinverseOf('pinv', toMatrices('pinv', a), options)
}
