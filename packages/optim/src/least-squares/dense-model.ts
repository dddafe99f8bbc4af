/**
 * The model with J as dense columns. The QR factorisation of the free columns, scaled to norm 1 so
 * that the rank does not depend on units, serves every λ: the damped step is the least-squares
 * solution of R y ≈ Qᵀ(−r) with √λ D below R (Moré 1978). A λ of 0 gives the basic solution.
 */
import { dot, norm, scaled, type Vector } from '../vector.ts'
import type { Model } from './model.ts'
import { pivotedQr, solveTriangle, type PivotedQr } from './qr.ts'

export class DenseModel implements Model {
  readonly gradient: Vector
  readonly scale: Vector
  readonly noise: number
  /** The columns of J, weighted. */
  readonly columns: readonly Vector[]
  private readonly residual: Vector
  private factored: { readonly free: readonly number[]; readonly qr: PivotedQr } | null = null

  constructor(columns: readonly Vector[], residual: Vector, x: Vector, epsilon: number) {
    this.columns = columns
    this.residual = residual
    this.gradient = Float64Array.from(columns, (column) => dot(column, residual))
    this.scale = Float64Array.from(columns, norm)
    this.noise = epsilon * norm(this.product(x))
  }

  product(p: Vector): Vector {
    const result = new Float64Array(this.residual.length)
    this.columns.forEach((column, j) => {
      if (p[j] !== 0) for (let i = 0; i < result.length; i++) result[i] += column[i] * p[j]
    })
    return result
  }

  damped(residual: Vector, free: readonly number[], lambda: number, scaling: Vector): Vector {
    const qr = this.factor(free)
    const target = scaled(-1, residual === this.residual ? qr.qtb : qr.project(residual))
    const y =
      lambda === 0
        ? solveTriangle(qr, target)
        : solveDamped(
            qr,
            target,
            Float64Array.from(free, (i) => (Math.sqrt(lambda) * scaling[i]) / this.unit(i)),
          )
    const p = new Float64Array(scaling.length)
    free.forEach((i, k) => (p[i] = y[k] / this.unit(i)))
    return p
  }

  reducible(free: readonly number[]): number {
    const { qtb, rank } = this.factor(free)
    return norm(qtb.subarray(0, rank))
  }

  /** The QR factorisation of the free columns of J, each divided by its norm. */
  factor(free: readonly number[]): PivotedQr {
    if (this.factored?.free.join() !== free.join()) {
      const columns = free.map((i) => scaled(1 / this.unit(i), this.columns[i]))
      this.factored = { free, qr: pivotedQr(columns, this.residual) }
    }
    return this.factored!.qr
  }

  private unit(i: number): number {
    return this.scale[i] || 1
  }
}

/** The least-squares solution of R P y ≈ c, E y ≈ 0 for a diagonal E. */
function solveDamped({ r, order }: PivotedQr, c: Vector, diagonal: Vector): Vector {
  const n = order.length
  const columns = r.map((column, k) => {
    const stacked = new Float64Array(2 * n)
    stacked.set(column)
    stacked[n + k] = diagonal[order[k]]
    return stacked
  })
  const target = new Float64Array(2 * n)
  target.set(c)
  const qr = pivotedQr(columns, target)
  const z = solveTriangle(qr, qr.qtb)
  const y = new Float64Array(n)
  order.forEach((i, k) => (y[i] = z[k]))
  return y
}
