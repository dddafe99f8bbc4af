/**
 * The modified Cholesky factorisation of Gill, Murray & Wright (Practical Optimization, 1981, section
 * 4.4.2.2): P (A + E) Pᵀ = L D Lᵀ with a diagonal E ≥ 0 that is zero where A is safely positive
 * definite, with symmetric pivoting on the largest diagonal element.
 */
import type { Vector } from './vector.ts'

export interface Factorization {
  /** (A + E)⁻¹ b. */
  solve(b: Vector): Vector
  /** Whether E = 0. */
  readonly isExact: boolean
}

export function modifiedCholesky(a: Vector, n: number): Factorization {
  // The lower triangle becomes L below the diagonal, D on it; columns not yet done hold their update.
  const m = Float64Array.from(a)
  const order = Array.from({ length: n }, (_, i) => i)
  let [largest, largestOff] = [0, 0]
  for (let i = 0; i < n; i++) {
    largest = Math.max(largest, Math.abs(m[i * n + i]))
    for (let j = 0; j < i; j++) largestOff = Math.max(largestOff, Math.abs(m[i * n + j]))
  }
  // β² bounds the elements of L √D; δ the elements of D from below.
  const spread = n > 1 ? largestOff / Math.sqrt(n * n - 1) : 0
  const bound = Math.max(largest, spread, Number.MIN_VALUE)
  const least = Math.max(Number.EPSILON * (largest + largestOff), Number.MIN_VALUE)
  let isExact = true
  for (let k = 0; k < n; k++) {
    let pivot = k
    for (let i = k + 1; i < n; i++) {
      if (Math.abs(m[i * n + i]) > Math.abs(m[pivot * n + pivot])) pivot = i
    }
    if (pivot !== k) exchange(m, n, k, pivot, order)
    let theta = 0
    for (let i = k + 1; i < n; i++) theta = Math.max(theta, Math.abs(m[i * n + k]))
    const diagonal = m[k * n + k]
    const d = Math.max(Math.abs(diagonal), (theta * theta) / bound, least)
    if (d !== diagonal) isExact = false
    m[k * n + k] = d
    for (let i = k + 1; i < n; i++) {
      const l = m[i * n + k] / d
      for (let j = k + 1; j <= i; j++) m[i * n + j] -= l * m[j * n + k]
      // The column is needed unscaled by the rows below; it is scaled when they are done.
    }
    for (let i = k + 1; i < n; i++) m[i * n + k] /= d
  }
  return { solve: (b) => substitute(m, n, order, b), isExact }
}

/** Exchanges rows and columns k < p of the symmetric matrix whose lower triangle is kept. */
function exchange(m: Vector, n: number, k: number, p: number, order: number[]): void {
  const swap = (i: number, j: number): void => {
    ;[m[i], m[j]] = [m[j], m[i]]
  }
  for (let j = 0; j < k; j++) swap(k * n + j, p * n + j)
  for (let j = k + 1; j < p; j++) swap(j * n + k, p * n + j)
  for (let i = p + 1; i < n; i++) swap(i * n + k, i * n + p)
  swap(k * n + k, p * n + p)
  ;[order[k], order[p]] = [order[p], order[k]]
}

/** Solves P L D Lᵀ Pᵀ x = b. */
function substitute(m: Vector, n: number, order: readonly number[], b: Vector): Vector {
  const y = Float64Array.from(order, (i) => b[i])
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) y[i] -= m[i * n + j] * y[j]
  for (let i = 0; i < n; i++) y[i] /= m[i * n + i]
  for (let i = n - 1; i >= 0; i--) for (let j = i + 1; j < n; j++) y[i] -= m[j * n + i] * y[j]
  const x = new Float64Array(n)
  order.forEach((i, k) => (x[i] = y[k]))
  return x
}
