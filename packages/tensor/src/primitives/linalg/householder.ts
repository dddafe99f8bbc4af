/**
 * QR factors by Householder reflections (Golub and Van Loan, Matrix Computations, 4th ed., algorithm
 * 5.2.1, with LAPACK's xLARFG for signs: a column that needs no reflection gets none, others get a
 * diagonal of the opposite sign). Rows are walked along memory.
 */
import { norm } from './scaling.ts'

/**
 * a (m×n, row-major) becomes R on and above the diagonal; the reflections are kept below it and in the
 * result. With `order`, columns are exchanged so that the largest comes first, in what is left
 * (Businger and Golub 1965); it becomes their order.
 */
export function reflect(a: Float64Array, m: number, n: number, order?: Int32Array): Float64Array {
  const k = Math.min(m, n)
  const taus = new Float64Array(k)
  const column = new Float64Array(m)
  for (let j = 0; j < k; j++) {
    if (order !== undefined) bringLargest(a, m, n, j, order)
    for (let i = j + 1; i < m; i++) column[i] = a[i * n + j]
    const below = norm(column.subarray(j + 1, m))
    if (below === 0) continue
    const alpha = a[j * n + j]
    const length = norm([alpha, below])
    const beta = alpha > 0 ? -length : length
    taus[j] = (beta - alpha) / beta
    a[j * n + j] = beta
    for (let i = j + 1; i < m; i++) a[i * n + j] /= alpha - beta
    applyReflection(a, m, n, j, taus[j], a, n, j + 1)
  }
  return taus
}

/** The first k = min(m, n) columns of Q, m×k, from what `reflect` left. */
export function orthogonal(
  a: Float64Array,
  taus: Float64Array,
  m: number,
  n: number,
): Float64Array {
  const k = taus.length
  const q = new Float64Array(m * k)
  for (let j = 0; j < k; j++) q[j * k + j] = 1
  for (let j = k - 1; j >= 0; j--) applyReflection(a, m, n, j, taus[j], q, k, j)
  return q
}

/** x −= τ v (vᵀ x) on the columns of x from `first` on; v is 1 at row j and column j of a below it. */
function applyReflection(
  a: Float64Array,
  m: number,
  n: number,
  j: number,
  tau: number,
  x: Float64Array,
  width: number,
  first: number,
): void {
  if (tau === 0) return
  const products = x.slice(j * width, (j + 1) * width)
  for (let i = j + 1; i < m; i++) {
    const v = a[i * n + j]
    for (let c = first; c < width; c++) products[c] += v * x[i * width + c]
  }
  for (let c = first; c < width; c++) {
    products[c] *= tau
    x[j * width + c] -= products[c]
  }
  for (let i = j + 1; i < m; i++) {
    const v = a[i * n + j]
    for (let c = first; c < width; c++) x[i * width + c] -= v * products[c]
  }
}

/** Exchanges column j with the one that is longest from row j on. */
function bringLargest(a: Float64Array, m: number, n: number, j: number, order: Int32Array): void {
  const squares = new Float64Array(n)
  for (let i = j; i < m; i++) {
    for (let c = j; c < n; c++) squares[c] += a[i * n + c] * a[i * n + c]
  }
  let best = j
  for (let c = j + 1; c < n; c++) if (squares[c] > squares[best]) best = c
  if (best === j) return
  for (let i = 0; i < m; i++) {
    const kept = a[i * n + j]
    a[i * n + j] = a[i * n + best]
    a[i * n + best] = kept
  }
  const kept = order[j]
  order[j] = order[best]
  order[best] = kept
}
