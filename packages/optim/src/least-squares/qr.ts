/**
 * Dense least squares by Householder QR with column pivoting (Businger & Golub 1965; Golub & Van
 * Loan, Matrix Computations, 4th ed., section 5.4), for the small systems of Levenberg–Marquardt. A
 * matrix is a list of columns. `linalg.qr` of @wengert/tensor has neither pivoting nor Qᵀb without Q,
 * on which the rank decision and the cost of a step rest.
 */
import { dot, norm, type Vector } from '../vector.ts'

export interface PivotedQr {
  /** The columns of R; column k belongs to the unknown `order[k]`. */
  readonly r: readonly Vector[]
  readonly order: readonly number[]
  /** How many diagonal elements of R are not negligible beside the first. */
  readonly rank: number
  /** The first elements of Qᵀb, one for each column. */
  readonly qtb: Vector
  /** Qᵀ of another right-hand side. */
  project(b: Vector): Vector
}

/** Factors A P = Q R; A is m × n with m ≥ 0, n ≥ 0. */
export function pivotedQr(A: readonly Vector[], b: Vector): PivotedQr {
  const columns = A.map((column) => Float64Array.from(column))
  const m = b.length
  const n = columns.length
  const order = columns.map((_, i) => i)
  const reflectors: Vector[] = []
  for (let k = 0; k < Math.min(m, n); k++) {
    // The column with most left of it comes next.
    const left = columns.map((column, j) => (j < k ? -1 : norm(column.subarray(k))))
    const pivot = left.indexOf(Math.max(...left))
    if (pivot >= k) {
      ;[columns[k], columns[pivot]] = [columns[pivot], columns[k]]
      ;[order[k], order[pivot]] = [order[pivot], order[k]]
    }
    const v = reflector(columns[k].subarray(k))
    reflectors.push(v)
    for (let j = k; j < n; j++) reflect(v, columns[j].subarray(k))
  }
  const project = (rhs: Vector): Vector => {
    const result = Float64Array.from(rhs)
    reflectors.forEach((v, k) => reflect(v, result.subarray(k)))
    return result.slice(0, n)
  }
  const diagonal = reflectors.map((_, k) => Math.abs(columns[k][k]))
  const least = Number.EPSILON * Math.max(m, n) * (diagonal[0] ?? 0)
  return {
    r: columns.map((column) => column.slice(0, n)),
    order,
    rank: diagonal.filter((size) => size > least).length,
    qtb: project(b),
    project,
  }
}

/** The solution of the leading triangle, with zeros for the unknowns beyond the rank; in their order. */
export function solveTriangle({ r, order, rank }: PivotedQr, c: Vector): Vector {
  const y = new Float64Array(order.length)
  for (let i = rank - 1; i >= 0; i--) {
    let rest = c[i]
    for (let j = i + 1; j < rank; j++) rest -= r[j][i] * y[order[j]]
    y[order[i]] = rest / r[i][i]
  }
  return y
}

/** The unit vector v for which (I − 2 v vᵀ) x is a multiple of the first unit vector; 0 for x = 0. */
function reflector(x: Vector): Vector {
  const v = Float64Array.from(x)
  const size = norm(v)
  if (size === 0) return v
  v[0] += v[0] < 0 ? -size : size
  const length = norm(v)
  for (let i = 0; i < v.length; i++) v[i] /= length
  return v
}

function reflect(v: Vector, x: Vector): void {
  const t = 2 * dot(v, x)
  if (t !== 0) for (let i = 0; i < v.length; i++) x[i] -= t * v[i]
}
