/**
 * GMRES for A x = b with A given as v ↦ A v (Saad & Schultz, SIAM J. Sci. Stat. Comput. 7, 1986): an
 * orthonormal Krylov basis by modified Gram–Schmidt, the least-squares problem by Givens rotations,
 * restarted. In exact arithmetic it ends after n products.
 */

export interface GmresResult {
  readonly x: Float64Array
  /** ‖b − A x‖₂ / ‖b‖₂. */
  readonly residual: number
}

const restart = 100
/** Cycles after which it gives up. */
const maxCycles = 20

export function gmres(
  apply: (v: Float64Array) => Float64Array,
  b: Float64Array,
  tolerance: number,
): GmresResult {
  const size = norm(b)
  let x: Float64Array = new Float64Array(b.length)
  let residual = size === 0 ? 0 : 1
  for (let cycle = 0; cycle < maxCycles && residual > tolerance; cycle++) {
    const r = cycle === 0 ? b : plus(b, -1, apply(x))
    const correction = solveCycle(apply, r, tolerance * size)
    x = plus(x, 1, correction)
    residual = norm(plus(b, -1, apply(x))) / size
    if (Number.isNaN(residual)) break
  }
  return { x, residual }
}

/** The minimiser of ‖r − A z‖ over the Krylov space of at most `restart` vectors. */
function solveCycle(
  apply: (v: Float64Array) => Float64Array,
  r: Float64Array,
  target: number,
): Float64Array {
  const beta = norm(r)
  if (beta === 0) return r
  const basis = [scale(1 / beta, r)]
  const columns: number[][] = []
  const rotations: [number, number][] = []
  const g = [beta]
  const steps = Math.min(restart, r.length)
  for (let k = 0; k < steps && Math.abs(g[k]) > target; k++) {
    let w = apply(basis[k])
    const column = basis.map((q) => {
      const h = dot(q, w)
      w = plus(w, -h, q)
      return h
    })
    const next = norm(w)
    rotations.forEach(([c, s], i) => {
      const [a, d] = [column[i], column[i + 1]]
      column[i] = c * a + s * d
      column[i + 1] = c * d - s * a
    })
    const diagonal = Math.sqrt(column[k] * column[k] + next * next)
    if (diagonal === 0) break
    const [c, s] = [column[k] / diagonal, next / diagonal]
    rotations.push([c, s])
    column[k] = diagonal
    columns.push(column)
    g.push(-s * g[k])
    g[k] *= c
    if (next <= Number.EPSILON * diagonal) break
    basis.push(scale(1 / next, w))
  }
  let z: Float64Array = new Float64Array(r.length)
  const y = new Array<number>(columns.length)
  for (let i = columns.length - 1; i >= 0; i--) {
    let rest = g[i]
    for (let j = i + 1; j < columns.length; j++) rest -= columns[j][i] * y[j]
    y[i] = rest / columns[i][i]
    z = plus(z, y[i], basis[i])
  }
  return z
}

function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0
  for (let i = 0; i < x.length; i++) sum += x[i] * y[i]
  return sum
}

function norm(x: Float64Array): number {
  return Math.sqrt(dot(x, x))
}

function plus(x: Float64Array, a: number, y: Float64Array): Float64Array {
  return x.map((xi, i) => xi + a * y[i])
}

function scale(a: number, x: Float64Array): Float64Array {
  return x.map((xi) => a * xi)
}
