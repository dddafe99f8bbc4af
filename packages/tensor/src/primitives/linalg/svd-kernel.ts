/**
 * The thin singular value decomposition of one matrix: QR with column pivoting, and one-sided Jacobi on
 * the rows of R, which then converges in few sweeps and keeps the digits of small singular values
 * (Z. Drmač and K. Veselić, New fast and accurate Jacobi SVD algorithm, 2008; LAPACK working notes
 * 169 and 170). The largest rows come first, which makes QR accurate row by row (A. Cox and N. Higham,
 * Stability of Householder QR factorization for weighted least squares problems, 1998).
 */
import { allFinite } from './buffers.ts'
import { orthogonal, reflect } from './householder.ts'
import { orthogonalizeRows } from './jacobi.ts'
import { largestMagnitude, norm, safeScale } from './scaling.ts'

/** k = min(m, n). */
export interface Svd {
  /** m×k. */
  readonly u: Float64Array
  /** From the largest to the smallest. */
  readonly s: Float64Array
  /** k×n. */
  readonly vt: Float64Array
}

/** Of a, m×n row-major, which is overwritten. All is NaN where an entry is not finite. */
export function decompose(a: Float64Array, m: number, n: number): Svd {
  const k = Math.min(m, n)
  if (!allFinite(a)) {
    const [u, s, vt] = [m * k, k, k * n].map((length) => new Float64Array(length).fill(NaN))
    return { u, s, vt }
  }
  if (m >= n) return decomposeTall(a, m, n)
  const { u, s, vt } = decomposeTall(flipped(a, m, n), n, m)
  return { u: flipped(vt, m, m), s, vt: flipped(u, n, m) }
}

/** Rows of R no longer than this have squares without digits, and give no direction. */
const shortest = 2 ** -500

// A with sorted rows, times P, is Q R, and J R = Σ Y with orthonormal rows Y: it is (Q Jᵀ) Σ (Y Pᵀ).
function decomposeTall(a: Float64Array, m: number, n: number): Svd {
  const scale = safeScale(a)
  if (scale !== 1) for (let i = 0; i < a.length; i++) a[i] *= scale
  const sorted = sortRows(a, m, n)
  const order = Int32Array.from({ length: n }, (_, i) => i)
  const taus = reflect(a, m, n, order)
  const q = orthogonal(a, taus, m, n)
  const x = a.slice(0, n * n)
  for (let i = 1; i < n; i++) x.fill(0, i * n, i * n + i)
  const rotations = orthogonalizeRows(x, n)
  const lengths = Float64Array.from({ length: n }, (_, i) => norm(x.subarray(i * n, (i + 1) * n)))
  const places = Int32Array.from({ length: n }, (_, i) => i)
  places.sort((i, j) => lengths[j] - lengths[i])
  const vt = new Float64Array(n * n)
  const u = new Float64Array(m * n)
  places.forEach((from, to) => {
    for (let j = 0; j < n; j++) vt[to * n + order[j]] = x[from * n + j] / (lengths[from] || 1)
    for (let i = 0; i < m; i++) {
      let sum = 0
      for (let j = 0; j < n; j++) sum += q[i * n + j] * rotations[from * n + j]
      u[sorted[i] * n + to] = sum
    }
  })
  const rank = lengths.reduce((count, length) => count + (length > shortest ? 1 : 0), 0)
  completeRows(vt, n, rank)
  return { u, s: Float64Array.from(places, (i) => lengths[i] / scale), vt }
}

/** Puts the rows with the largest entries first, and returns their order. */
function sortRows(a: Float64Array, m: number, n: number): Int32Array {
  const given = a.slice()
  const row = (i: number): Float64Array => given.subarray(i * n, (i + 1) * n)
  const sizes = Float64Array.from({ length: m }, (_, i) => largestMagnitude(row(i)))
  const order = Int32Array.from({ length: m }, (_, i) => i)
  order.sort((i, j) => sizes[j] - sizes[i])
  order.forEach((from, to) => a.set(row(from), to * n))
  return order
}

/**
 * Rows from `rank` on become orthonormal to those before: each the unit vector that lies least in their
 * span, without its part there.
 */
function completeRows(rows: Float64Array, n: number, rank: number): void {
  const inside = new Float64Array(n)
  const addSquares = (row: number): void => {
    for (let j = 0; j < n; j++) inside[j] += rows[row * n + j] * rows[row * n + j]
  }
  for (let row = 0; row < rank; row++) addSquares(row)
  for (let row = rank; row < n; row++) {
    const unit = inside.indexOf(inside.reduce((least, x) => Math.min(least, x), Infinity))
    const candidate = new Float64Array(n)
    candidate[unit] = 1
    // Twice is enough (Parlett, The Symmetric Eigenvalue Problem, section 6.9).
    removeAlong(candidate, rows, n, row)
    removeAlong(candidate, rows, n, row)
    const length = norm(candidate)
    for (let i = 0; i < n; i++) rows[row * n + i] = candidate[i] / length
    addSquares(row)
  }
}

function removeAlong(x: Float64Array, rows: Float64Array, n: number, count: number): void {
  for (let r = 0; r < count; r++) {
    let product = 0
    for (let i = 0; i < n; i++) product += x[i] * rows[r * n + i]
    for (let i = 0; i < n; i++) x[i] -= product * rows[r * n + i]
  }
}

function flipped(a: Float64Array, m: number, n: number): Float64Array {
  const result = new Float64Array(m * n)
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) result[j * m + i] = a[i * n + j]
  return result
}
