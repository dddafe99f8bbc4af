/**
 * The model with J known by its products only: the damped step is LSMR's (Fong & Saunders 2011) on
 * J D⁻¹, solved the more exactly the nearer the end. The norms of the columns are estimated by
 * pullbacks of normal vectors, E (Jᵀu)ⱼ² = ‖Jⱼ‖²: a scaling that is rough, but follows the units of
 * every parameter exactly. O(m + n) memory.
 */
import { random } from '@wengert/tensor'
import { lsmrVectors } from '../krylov/bidiagonal.ts'
import { norm, scaled, type Vector } from '../vector.ts'
import type { Model } from './model.ts'
import type { Products } from './residual-function.ts'

const probes = 8
/** The least part of ‖Jᵀr‖ to which a step is solved. */
const leastForcing = 1e-8
const mostForcing = 0.1
/** The part of ‖r‖ below which ‖D⁻¹Jᵀr‖ is no longer trusted. */
const closeSlope = 1e-5

export class OperatorModel implements Model {
  readonly gradient: Vector
  readonly scale: Vector
  readonly noise: number
  private readonly products: Products
  private readonly rows: Vector | null
  private readonly residual: Vector
  private readonly maxInner: number
  private readonly epsilon: number
  private undamped: { readonly free: readonly number[]; readonly step: Vector } | null = null

  constructor(
    products: Products,
    rows: Vector | null,
    residual: Vector,
    x: Vector,
    epsilon: number,
    maxInner: number,
  ) {
    this.products = products
    this.rows = rows
    this.residual = residual
    this.maxInner = maxInner
    this.epsilon = epsilon
    this.gradient = this.adjoint(residual)
    this.scale = this.estimateScale(x.length)
    this.noise = epsilon * norm(this.product(x))
  }

  product(p: Vector): Vector {
    return weigh(this.rows, this.products.forward(p))
  }

  damped(residual: Vector, free: readonly number[], lambda: number, scaling: Vector): Vector {
    if (lambda === 0 && residual === this.residual && sameNumbers(this.undamped?.free, free))
      return this.undamped!.step
    const unit = (i: number): number => scaling[i] || 1
    const spread = (y: Vector): Vector => {
      const p = new Float64Array(scaling.length)
      free.forEach((i, k) => (p[i] = y[k] / unit(i)))
      return p
    }
    const gather = (g: Vector): Vector => Float64Array.from(free, (i) => g[i] / unit(i))
    const closeness = this.slope(free, scaling) / norm(this.residual)
    const { x } = lsmrVectors(
      (y) => this.product(spread(y)),
      (u) => gather(this.adjoint(u)),
      scaled(-1, residual),
      free.length,
      {
        damping: Math.sqrt(lambda),
        tolerance: this.epsilon,
        normalTolerance: Math.min(mostForcing, Math.max(leastForcing, closeness)),
        conditionLimit: 1 / this.epsilon,
        maxIterations: this.maxInner,
        epsilon: this.epsilon,
      },
    )
    return spread(x)
  }

  /**
   * ‖D⁻¹Jᵀr‖ over the free parameters, which is ‖P r‖ where the scaled columns are orthonormal, but
   * small beside it where J is ill-conditioned. So when it is small ‖J p‖ is asked, with p the undamped
   * step, which the next iteration takes up.
   */
  reducible(free: readonly number[], scaling: Vector): number {
    const slope = this.slope(free, scaling)
    if (!(slope <= closeSlope * norm(this.residual))) return slope
    const step = this.damped(this.residual, free, 0, scaling)
    this.undamped = { free, step }
    return Math.max(slope, norm(this.product(step)))
  }

  private slope(free: readonly number[], scaling: Vector): number {
    return norm(Float64Array.from(free, (i) => this.gradient[i] / (scaling[i] || 1)))
  }

  private adjoint(u: Vector): Vector {
    return this.products.adjoint(weigh(this.rows, u))
  }

  private estimateScale(size: number): Vector {
    const squares = new Float64Array(size)
    const m = this.residual.length
    const keys = random.split(random.key(0), probes)
    for (let k = 0; k < probes; k++) {
      const u = random.normal(keys.at(k), [m]).data as ArrayLike<number>
      this.adjoint(Float64Array.from(u)).forEach((value, i) => (squares[i] += value * value))
    }
    return squares.map((square) => Math.sqrt(square / probes))
  }
}

function weigh(rows: Vector | null, v: Vector): Vector {
  return rows === null ? v : v.map((value, i) => value * rows[i])
}

function sameNumbers(a: readonly number[] | undefined, b: readonly number[]): boolean {
  return a !== undefined && a.length === b.length && a.every((value, i) => value === b[i])
}
