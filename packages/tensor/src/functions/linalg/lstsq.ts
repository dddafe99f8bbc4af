/** Least squares, by the pseudoinverse, whose derivative needs no singular vectors. */
import { promoteFloats } from '../../convert.ts'
import { add, sub } from '../../primitives/arithmetic.ts'
import { matmul } from '../../primitives/dot.ts'
import { pseudoinverseOf, type RankOptions } from '../../primitives/linalg/pinv.ts'
import { toMatrices } from '../../primitives/linalg/stacks.ts'
import { toSystem } from '../../primitives/linalg/systems.ts'
import { stopGradient } from '../../primitives/stop-gradient.ts'
import type { Tensor, TensorLike } from '../../tensor.ts'

/**
 * The x that minimizes ‖A x − b‖₂, and among those the shortest, for each m×n matrix of the last two axes
 * and of any rank: `x = A⁺ b`. b is a vector if it has one axis, else a stack of matrices whose leading
 * axes broadcast with A's, as in `solve`. Singular values up to `rcond` times the largest count as 0. Some
 * steps of refinement follow, which make the residual of an ill-conditioned system small. O(m n min(m, n)).
 *
 * Its derivative is that of the pseudoinverse: among matrices of the same rank. Where A is
 * rank-deficient, x is a discontinuous function of it.
 *
 * @throws ShapeError when the shapes do not fit.
 * @throws ArgumentError when rcond is negative.
 * @example
 * ```ts
 * import { linalg, tensor } from '@wengert/tensor'
 * // The line through (0, 1), (1, 3), (2, 5): 1 + 2t.
 * const x = linalg.lstsq(tensor([[1, 0], [1, 1], [1, 2]]), tensor([1, 3, 5]))
 * x.sub(tensor([1, 2])).abs().max().item() < 1e-14 // → true
 * ```
 */
export function lstsq(a: TensorLike, b: TensorLike, options: RankOptions = {}): Tensor {
  const [given, side] = promoteFloats('lstsq', a, b)
  const { matrix, right, restore } = toSystem('lstsq', toMatrices('lstsq', given), side)
  const p = pseudoinverseOf('lstsq', matrix, options)
  const x = matmul(p, right)
  return restore(add(x, stopGradient(correction(matrix, right, p, x))))
}

/** What steps x + A⁺ (b − A x) add to x: 0 but for rounding, and so without a derivative. */
function correction(...operands: [a: Tensor, b: Tensor, p: Tensor, x: Tensor]): Tensor {
  const [a, b, p, start] = operands.map((operand) => stopGradient(operand))
  let x = start
  for (let step = 0; step < 3; step++) x = add(x, matmul(p, sub(b, matmul(a, x))))
  return sub(x, start)
}
