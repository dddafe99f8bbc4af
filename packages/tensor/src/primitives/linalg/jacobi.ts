/**
 * Jacobi's methods: plane rotations, sweep after sweep, until what they are to remove is negligible
 * relative to the entries beside it (Golub and Van Loan, Matrix Computations, 4th ed., sections 8.5 and
 * 8.6.3). They keep the digits of small eigenvalues and singular values that other methods lose on
 * graded matrices (J. Demmel and K. Veselić, Jacobi's method is more accurate than QR, 1992), and their
 * vectors are orthogonal to working precision. Convergence is quadratic: 6 to 10 sweeps.
 */

const unitRoundoff = 2 ** -53
/** Never reached for finite entries; a bound for loops that must end. */
const mostSweeps = 60

/**
 * a (n×n, symmetric) becomes diagonal: its eigenvalues. Returns the eigenvectors as rows. Updates follow
 * Rutishauser (Handbook for Automatic Computation II, contribution II/1).
 */
export function diagonalize(a: Float64Array, n: number): Float64Array {
  const vectors = identity(n)
  for (let sweep = 0, rotated = true; rotated && sweep < mostSweeps; sweep++) {
    rotated = false
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const [app, apq, aqq] = [a[p * n + p], a[p * n + q], a[q * n + q]]
        const scale = Math.sqrt(Math.abs(app)) * Math.sqrt(Math.abs(aqq))
        if (Math.abs(apq) <= unitRoundoff * scale || apq === 0) continue
        rotated = true
        const t = tangent((aqq - app) / (2 * apq))
        rotateSymmetric(a, n, p, q, t)
        rotateRows(vectors, n, p, q, t)
        a[p * n + p] = app - t * apq
        a[q * n + q] = aqq + t * apq
        a[p * n + q] = a[q * n + p] = 0
      }
    }
  }
  return vectors
}

/**
 * The rows of x (n×n) become orthogonal: their lengths are the singular values. Returns J, orthogonal,
 * such that x is J times the matrix given (one-sided Jacobi, Hestenes 1958).
 */
export function orthogonalizeRows(x: Float64Array, n: number): Float64Array {
  const rotations = identity(n)
  const tolerance = unitRoundoff * Math.sqrt(n)
  for (let sweep = 0, rotated = true; rotated && sweep < mostSweeps; sweep++) {
    rotated = false
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const [pp, pq, qq] = products(x, n, p, q)
        if (Math.abs(pq) <= tolerance * Math.sqrt(pp) * Math.sqrt(qq)) continue
        rotated = true
        const t = tangent((qq - pp) / (2 * pq))
        rotateRows(x, n, p, q, t)
        rotateRows(rotations, n, p, q, t)
      }
    }
  }
  return rotations
}

/** tan of the smaller angle with cot 2φ = ζ. */
function tangent(zeta: number): number {
  const size = Math.abs(zeta)
  const t = size > 1e150 ? 0.5 / size : 1 / (size + Math.sqrt(1 + size * size))
  return zeta < 0 ? -t : t
}

/** Row p becomes c·p − s·q and row q becomes s·p + c·q, by tan φ, with small changes computed as such. */
function rotateRows(x: Float64Array, n: number, p: number, q: number, t: number): void {
  const c = 1 / Math.sqrt(1 + t * t)
  const s = t * c
  const half = s / (1 + c)
  for (let i = p * n, j = q * n, end = i + n; i < end; i++, j++) {
    const u = x[i]
    const v = x[j]
    x[i] = u - s * (v + half * u)
    x[j] = v + s * (u - half * v)
  }
}

/** The same on rows and columns; the four entries where they cross are left to the caller. */
function rotateSymmetric(a: Float64Array, n: number, p: number, q: number, t: number): void {
  rotateRows(a, n, p, q, t)
  for (let k = 0; k < n; k++) {
    a[k * n + p] = a[p * n + k]
    a[k * n + q] = a[q * n + k]
  }
}

function products(x: Float64Array, n: number, p: number, q: number): [number, number, number] {
  let pp = 0
  let pq = 0
  let qq = 0
  for (let i = p * n, j = q * n, end = i + n; i < end; i++, j++) {
    const u = x[i]
    const v = x[j]
    pp += u * u
    pq += u * v
    qq += v * v
  }
  return [pp, pq, qq]
}

function identity(n: number): Float64Array {
  const result = new Float64Array(n * n)
  for (let i = 0; i < n; i++) result[i * n + i] = 1
  return result
}
