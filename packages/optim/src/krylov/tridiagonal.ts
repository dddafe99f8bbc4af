/**
 * Eigenvalues and eigenvectors of a symmetric tridiagonal matrix by the implicit QL method with
 * Wilkinson's shift (Bowdler, Martin, Reinsch & Wilkinson 1968; the EISPACK routine tql2). O(k³) for
 * the vectors; backward stable.
 */
import { hypot } from '../elementary.ts'
import type { Vector } from '../vector.ts'

export interface Eigensystem {
  /** Ascending. */
  readonly values: Vector
  /** The unit eigenvectors, in the order of the values. */
  readonly vectors: readonly Vector[]
}

/** Shifts a value takes at most; it mostly takes two. */
const maxSweeps = 60

export function tridiagonalEigen(diagonal: Vector, offDiagonal: Vector): Eigensystem {
  const n = diagonal.length
  const d = Float64Array.from(diagonal)
  const e = new Float64Array(n)
  e.set(offDiagonal.subarray(0, Math.max(0, n - 1)))
  const z = Array.from({ length: n }, (_, i) => {
    const unit = new Float64Array(n)
    unit[i] = 1
    return unit
  })
  for (let low = 0; low < n; low++) {
    for (let sweep = 0; sweep < maxSweeps; sweep++) {
      const high = firstSmall(d, e, low)
      if (high === low) break
      const half = (d[low + 1] - d[low]) / (2 * e[low])
      const shift = d[low] - e[low] / (half + Math.sign(half || 1) * hypot(half, 1))
      let g = d[high] - shift
      let [s, c, p] = [1, 1, 0]
      let i = high - 1
      for (; i >= low; i--) {
        const f = s * e[i]
        const b = c * e[i]
        const r = hypot(f, g)
        e[i + 1] = r
        if (r === 0) {
          d[i + 1] -= p
          e[high] = 0
          break
        }
        s = f / r
        c = g / r
        const next = d[i + 1] - p
        const t = (d[i] - next) * s + 2 * c * b
        p = s * t
        d[i + 1] = next + p
        g = c * t - b
        rotate(z[i], z[i + 1], c, s)
      }
      if (i >= low) continue
      d[low] -= p
      e[low] = g
      e[high] = 0
    }
  }
  const order = Array.from(d, (_, i) => i).sort((i, j) => d[i] - d[j])
  return { values: Float64Array.from(order, (i) => d[i]), vectors: order.map((i) => z[i]) }
}

/** The end of the block from `low` that no negligible off-diagonal element divides. */
function firstSmall(d: Vector, e: Vector, low: number): number {
  let high = low
  while (high < d.length - 1) {
    const size = Math.abs(d[high]) + Math.abs(d[high + 1])
    if (Math.abs(e[high]) <= Number.EPSILON * size) break
    high++
  }
  return high
}

function rotate(x: Vector, y: Vector, c: number, s: number): void {
  for (let k = 0; k < x.length; k++) {
    const f = y[k]
    y[k] = s * x[k] + c * f
    x[k] = c * x[k] - s * f
  }
}
