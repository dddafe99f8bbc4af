/**
 * The L-BFGS approximation of the inverse Hessian, kept as the last pairs of steps s and gradient
 * differences y (Nocedal & Wright, Numerical Optimization, 2nd ed., algorithm 7.4, the two loops; the
 * first guess is γI with γ = sᵀy / yᵀy, equation 7.20). The update is cautious, as Li & Fukushima
 * (2001) call it: pairs without clear positive curvature, sᵀy ≤ 1e-10 ‖s‖ ‖y‖, are left out, since with
 * them the approximation could lose its definiteness. Their test is by ‖g‖; the cosine has no units.
 */
import { addScaled, dot, norm, reviveVector, scaled, type Vector } from './vector.ts'

export interface Pair {
  readonly s: Vector
  readonly y: Vector
}

/** The pairs in what structuredClone or JSON made of a saved memory. */
export function revivePairs(saved: unknown, size: number): readonly Pair[] {
  const pairs = (saved ?? []) as readonly { readonly s: unknown; readonly y: unknown }[]
  return pairs.map(({ s, y }) => ({ s: reviveVector(s, size), y: reviveVector(y, size) }))
}

const leastCosine = 1e-10

export class LbfgsMemory {
  private readonly capacity: number
  private pairs: readonly Pair[]

  constructor(capacity: number, pairs: readonly Pair[] = []) {
    this.capacity = capacity
    this.pairs = pairs
  }

  get isEmpty(): boolean {
    return this.pairs.length === 0
  }

  /** The pairs, oldest first; never changed in place. */
  get contents(): readonly Pair[] {
    return this.pairs
  }

  /** γ of the newest pair: what H⁻¹ is on average along y; null where there is none. */
  get scale(): number | null {
    const last = this.pairs.at(-1)
    return last === undefined ? null : dot(last.s, last.y) / dot(last.y, last.y)
  }

  /** Adds a pair, unless its curvature is not clearly positive; says whether it did. */
  add(s: Vector, y: Vector): boolean {
    if (!(dot(s, y) > leastCosine * norm(s) * norm(y))) return false
    this.pairs = [...this.pairs.slice(this.pairs.length === this.capacity ? 1 : 0), { s, y }]
    return true
  }

  clear(): void {
    this.pairs = []
  }

  /** The memory in the subspace of the parameters whose mask is 1; pairs that have no curvature there are left out. */
  restrictedTo(mask: Vector): LbfgsMemory {
    const restricted = new LbfgsMemory(this.capacity)
    const masked = (v: Vector): Vector => v.map((value, i) => value * mask[i])
    for (const { s, y } of this.pairs) restricted.add(masked(s), masked(y))
    return restricted
  }

  /** The approximate inverse Hessian times g. */
  apply(g: Vector): Vector {
    const q = Float64Array.from(g)
    const weights = new Array<number>(this.pairs.length)
    for (let i = this.pairs.length - 1; i >= 0; i--) {
      const { s, y } = this.pairs[i]
      weights[i] = dot(s, q) / dot(s, y)
      addScaled(q, -weights[i], y)
    }
    const { scale } = this
    const r = scale === null ? q : scaled(scale, q)
    for (let i = 0; i < this.pairs.length; i++) {
      const { s, y } = this.pairs[i]
      addScaled(r, weights[i] - dot(y, r) / dot(s, y), s)
    }
    return r
  }
}
