/** Iterative refinement of the solution of A X = B, or Aᵀ X = B, in one precision. */
import { eliminate } from './elimination.ts'
import { substitute } from './triangular-solve.ts'

/** As in LAPACK's xGERFS. */
const mostSteps = 5

export class Refiner {
  private readonly a: Float64Array
  private readonly n: number
  private readonly transpose: boolean
  /** The error at which a solution is as good as its dtype can tell. */
  private readonly tolerance: number

  constructor(a: Float64Array, n: number, transpose: boolean, single: boolean) {
    this.a = a
    this.n = n
    this.transpose = transpose
    this.tolerance = single ? 2 ** -26 : 2 ** -52
  }

  /** The solution by way of these factors of A, or where they do not lead to it, by its own. */
  solve(packed: Float64Array, order: Int32Array, b: Float64Array): Float64Array {
    const x = this.apply(packed, order, b)
    if (this.refine(x, packed, order, b) <= 100 * this.tolerance) return x
    const own = this.a.slice()
    const ownOrder = eliminate(own, this.n, this.n)
    const again = this.apply(own, ownOrder, b)
    this.refine(again, own, ownOrder, b)
    return again
  }

  /** Corrects x while that at least halves its error, which is returned. */
  private refine(
    x: Float64Array,
    packed: Float64Array,
    order: Int32Array,
    b: Float64Array,
  ): number {
    let [error, residual] = this.residual(x, b)
    for (let step = 0; step < mostSteps && error > this.tolerance; step++) {
      const correction = this.apply(packed, order, residual)
      const next = x.map((xi, i) => xi + correction[i])
      const [nextError, nextResidual] = this.residual(next, b)
      if (!(nextError < error)) break
      x.set(next)
      const halved = nextError <= error / 2
      ;[error, residual] = [nextError, nextResidual]
      if (!halved) break
    }
    return error
  }

  /** r = B − op(A) X, and the largest |r| / (|op(A)| |X| + |B|), entry by entry. */
  private residual(x: Float64Array, b: Float64Array): [error: number, residual: Float64Array] {
    const { a, n } = this
    const width = n === 0 ? 0 : b.length / n
    const [down, across] = this.transpose ? [1, n] : [n, 1]
    const residual = b.slice()
    const scale = b.map(Math.abs)
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const factor = a[i * down + j * across]
        const size = Math.abs(factor)
        for (let c = 0; c < width; c++) {
          residual[i * width + c] -= factor * x[j * width + c]
          scale[i * width + c] += size * Math.abs(x[j * width + c])
        }
      }
    }
    let error = 0
    for (let k = 0; k < b.length; k++) {
      // NaN, of a singular matrix, is to stay.
      if (residual[k] !== 0) error = Math.max(error, Math.abs(residual[k]) / scale[k])
    }
    return [error, residual]
  }

  /** (L U)⁻¹ applied to the rows in their order; or its transpose, the other way round. */
  private apply(packed: Float64Array, order: Int32Array, b: Float64Array): Float64Array {
    const { n } = this
    const width = n === 0 ? 0 : b.length / n
    const x = new Float64Array(b.length)
    const steps = [
      { lower: true, unitDiagonal: true },
      { lower: false, unitDiagonal: false },
    ]
    if (!this.transpose) {
      order.forEach((row, i) => x.set(b.subarray(row * width, (row + 1) * width), i * width))
      for (const step of steps) substitute(packed, x, n, width, { ...step, transpose: false })
      return x
    }
    const y = b.slice()
    for (const step of steps.reverse())
      substitute(packed, y, n, width, { ...step, transpose: true })
    order.forEach((row, i) => x.set(y.subarray(i * width, (i + 1) * width), row * width))
    return x
  }
}
