/**
 * Standard errors from the observed information: the square roots of the diagonal of the inverse
 * Hessian of the loss. Each column of the Hessian is one Hessian–vector product; the gradient is
 * linearised once for all of them.
 */
import { grad, linearize } from '@wengert/autodiff'
import { concatenate, zeros, type Tensor } from '@wengert/tensor'
import type { Parameters } from './model.ts'

export function standardErrors(
  loss: (parameters: Parameters) => Tensor,
  estimate: Parameters,
): number[] {
  const n = estimate.weights.size
  const [, hessian] = linearize(grad(loss), estimate)
  const columns = Array.from({ length: n + 1 }, (_, j) => {
    const unit = new Float64Array(n)
    if (j < n) unit[j] = 1
    const column = hessian({ weights: unit, intercept: j === n ? 1 : zeros([]) })
    return Float64Array.from(concatenate([column.weights, column.intercept.reshape([1])]).data)
  })
  return inverseDiagonal(columns).map(Math.sqrt)
}

/** The diagonal of the inverse of a positive definite matrix, by its Cholesky factor A = L Lᵀ. */
function inverseDiagonal(matrix: readonly Float64Array[]): number[] {
  const n = matrix.length
  const factor = matrix.map((row) => Float64Array.from(row))
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let rest = matrix[i][j]
      for (let k = 0; k < j; k++) rest -= factor[i][k] * factor[j][k]
      factor[i][j] = i === j ? Math.sqrt(rest) : rest / factor[j][j]
    }
  }
  // (A⁻¹)ⱼⱼ = ‖L⁻¹ eⱼ‖²
  return Array.from({ length: n }, (_, j) => {
    const solution = new Float64Array(n)
    let sumOfSquares = 0
    for (let i = j; i < n; i++) {
      let rest = i === j ? 1 : 0
      for (let k = j; k < i; k++) rest -= factor[i][k] * solution[k]
      solution[i] = rest / factor[i][i]
      sumOfSquares += solution[i] ** 2
    }
    return sumOfSquares
  })
}
