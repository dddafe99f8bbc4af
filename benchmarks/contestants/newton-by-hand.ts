/** Newton's method with the full Hessian and a Cholesky factor, for the penalised logistic loss, by hand. */
import { gradientByHand, type LogisticProblem } from './logistic-by-hand.ts'

/** The minimiser, from zero: steps until none is longer than 1e-12. */
export function fitByHand(problem: LogisticProblem): Float64Array {
  const at = new Float64Array(problem.features + 1)
  for (;;) {
    const step = solve(hessian(problem, at), gradientByHand(problem, at))
    let longest = 0
    for (let i = 0; i < at.length; i++) {
      at[i] -= step[i]
      longest = Math.max(longest, Math.abs(step[i]))
    }
    if (longest < 1e-12) return at
  }
}

/** Σ p (1 − p) (x, 1)(x, 1)ᵀ + λ on the diagonal of the weights; its lower triangle, row-major. */
function hessian(problem: LogisticProblem, at: Float64Array): Float64Array {
  const { x, signs, samples, features, lambda } = problem
  const n = features + 1
  const result = new Float64Array(n * n)
  const row = new Float64Array(n).fill(1)
  for (let i = 0; i < samples; i++) {
    row.set(x.subarray(i * features, (i + 1) * features))
    let score = 0
    for (let j = 0; j < n; j++) score += row[j] * at[j]
    const p = 1 / (1 + Math.exp(-signs[i] * score))
    for (let j = 0; j < n; j++) {
      const factor = p * (1 - p) * row[j]
      for (let k = 0; k <= j; k++) result[j * n + k] += factor * row[k]
    }
  }
  for (let j = 0; j < features; j++) result[j * n + j] += lambda
  return result
}

/** The solution of A y = b by A = L Lᵀ, which replaces the lower triangle. */
function solve(a: Float64Array, b: Float64Array): Float64Array {
  const n = b.length
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let rest = a[i * n + j]
      for (let k = 0; k < j; k++) rest -= a[i * n + k] * a[j * n + k]
      a[i * n + j] = i === j ? Math.sqrt(rest) : rest / a[j * n + j]
    }
  }
  const y = b.slice()
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) y[i] -= a[i * n + k] * y[k]
    y[i] /= a[i * n + i]
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) y[i] -= a[k * n + i] * y[k]
    y[i] /= a[i * n + i]
  }
  return y
}
