/**
 * Robust losses as SciPy's `least_squares` has them: the cost is ½ C² Σ ρ((fᵢ/C)²) with C the scale.
 * The residuals and the rows of J are weighted so that the weighted problem has the gradient of the
 * cost, and JᵀJ its Gauss–Newton Hessian (Triggs, McLauchlan, Hartley & Fitzgibbon 2000, section 4.3):
 * rows by √w, w = ρ′ + 2 z ρ″, residuals by ρ′/√w. Where w falls below a part of ρ′ (beyond the
 * inflection of the loss) steps take that part, so that weights stay positive and bounded; covariances take
 * w itself, and ε for what is less, as SciPy does.
 */
import { logarithmOfOnePlus } from '../elementary.ts'
import type { Vector } from '../vector.ts'

export type Loss = 'linear' | 'huber' | 'soft-l1' | 'cauchy' | 'tukey'

/** ρ, ρ′ and ρ″ at z ≥ 0. */
type Rho = (z: number) => readonly [value: number, slope: number, curvature: number]

export const losses: { readonly [L in Loss]: Rho } = {
  linear: (z) => [z, 1, 0],
  huber: (z) => {
    if (z <= 1) return [z, 1, 0]
    const root = Math.sqrt(z)
    return [2 * root - 1, 1 / root, -0.5 / (z * root)]
  },
  'soft-l1': (z) => {
    const root = Math.sqrt(1 + z)
    return [(2 * z) / (root + 1), 1 / root, -0.5 / ((1 + z) * root)]
  },
  cauchy: (z) => {
    const slope = 1 / (1 + z)
    return [logarithmOfOnePlus(z), slope, -slope * slope]
  },
  // Not in SciPy: Beaton & Tukey's biweight, scaled so that ρ′(0) = 1.
  tukey: (z) => {
    const rest = Math.max(1 - z, 0)
    return [(1 - rest * rest * rest) / 3, rest * rest, -2 * rest]
  },
}

const leastWeight = 0.01

export interface Weighted {
  /** ½ C² Σ ρ. */
  readonly value: number
  /** The weighted residuals. */
  readonly residual: Vector
  /** What the rows of J are multiplied by; null for ones. */
  readonly rows: Vector | null
}

/** @param exact - Whether rows are to have the weights of the Hessian, and not those of steps. */
export function applyLoss(loss: Loss, scale: number, f: Vector, exact = false): Weighted {
  let total = 0
  if (loss === 'linear') {
    for (const value of f) total += value * value
    return { value: total / 2, residual: f, rows: null }
  }
  const rho = losses[loss]
  const residual = new Float64Array(f.length)
  const rows = new Float64Array(f.length)
  for (let i = 0; i < f.length; i++) {
    const relative = f[i] / scale
    const z = relative * relative
    const [value, slope, curvature] = rho(z)
    total += value
    const least = exact ? Number.EPSILON : leastWeight * slope
    rows[i] = Math.sqrt(Math.max(slope + 2 * z * curvature, least))
    residual[i] = slope === 0 ? 0 : (f[i] * slope) / rows[i]
  }
  return { value: 0.5 * scale * scale * total, residual, rows }
}
