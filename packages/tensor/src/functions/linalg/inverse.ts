/** Inverses and determinants, by way of factors that carry their derivatives. */
import { prod } from '../prod.ts'
import { mul } from '../../primitives/arithmetic.ts'
import { abs, sign as signOf } from '../../primitives/piecewise.ts'
import { log } from '../../primitives/exponential.ts'
import { pivotsOf } from '../../primitives/linalg/ldu.ts'
import { solved } from '../../primitives/linalg/solve.ts'
import { identityLike, toSquareMatrices } from '../../primitives/linalg/stacks.ts'
import { sum } from '../../primitives/reduce-sum.ts'
import type { Tensor, TensorLike } from '../../tensor.ts'

/**
 * The inverse of each matrix of the last two axes: the solution of `A X = I`, refined as `solve` does it.
 * To apply an inverse, `solve` is cheaper and more accurate. O(n³); `dX = −X dA X`.
 *
 * Inside a function that is being transformed, a singular matrix gives infinities or NaN instead of the
 * error.
 *
 * @throws ShapeError when the matrices are not square.
 * @throws MatrixError when one is exactly singular.
 * @example
 * ```ts
 * import { linalg, tensor } from '@wengert/tensor'
 * linalg.inv(tensor([[2, 1], [1, 1]])).toArray() // → 1,-1,-1,2
 * ```
 */
export function inv(a: TensorLike): Tensor {
  const x = toSquareMatrices('inv', a)
  return solved('inv', x, identityLike(x, x.shape[x.ndim - 1]))
}

/**
 * The determinant of each matrix of the last two axes, of shape lead; 1 for an empty matrix. The product
 * of the pivots of elimination with complete pivoting; where it would overflow use `slogdet`. O(n³).
 *
 * `d det A = tr(adj(A) dA)`. First and second derivatives are right at singular matrices of any rank
 * too; those of higher order need rank n − 1 at least.
 *
 * @throws ShapeError when the matrices are not square.
 * @example
 * ```ts
 * import { linalg, tensor } from '@wengert/tensor'
 * linalg.det(tensor([[2, 1], [4, 5]])).item() // → 6
 * ```
 */
export function det(a: TensorLike): Tensor {
  const [pivots, sign] = pivotsOf(toSquareMatrices('det', a))
  return mul(prod(pivots, -1), sign)
}

/**
 * `[sign, logabsdet]` of each matrix of the last two axes, each of shape lead, with
 * `det = sign · e^logabsdet`; `[0, −∞]` where it is singular. Neither overflows nor underflows. O(n³).
 * `d ln|det A| = tr(A⁻¹ dA)`, NaN or infinite where A is singular; the sign has the derivative 0.
 *
 * @throws ShapeError when the matrices are not square.
 * @example
 * ```ts
 * import { linalg, tensor } from '@wengert/tensor'
 * const [sign, logabsdet] = linalg.slogdet(tensor([[0, 1], [1, 0]]))
 * sign.item() // → -1
 * logabsdet.item() // → 0
 * ```
 */
export function slogdet(a: TensorLike): [sign: Tensor, logabsdet: Tensor] {
  const [pivots, sign] = pivotsOf(toSquareMatrices('slogdet', a))
  return [mul(prod(signOf(pivots), -1), sign), sum(log(abs(pivots)), -1)]
}
