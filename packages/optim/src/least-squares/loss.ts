/**
 * Robust losses as SciPy's `least_squares` has them: the cost is ½ C² Σ ρ((fᵢ/C)²) with C the scale.
 * The residuals and the rows of J are weighted so that the weighted problem has the gradient of the
 * cost, and JᵀJ its Gauss–Newton Hessian (Triggs, McLauchlan, Hartley & Fitzgibbon 2000, section 4.3):
 * rows by √w, w = ρ′ + 2 z ρ″, residuals by ρ′/√w. Where w falls below a part of ρ′ (beyond the
 * inflection of the loss) that part is taken, so that weights stay positive and bounded.
 */
import type { Vector } from '../vector.ts'

export type Loss = 'linear' | 'huber' | 'soft-l1' | 'cauchy' | 'tukey'

/** ρ, ρ′ and ρ″ at z ≥ 0. */
type Rho = (z: number) => readonly [value: number, slope: number, curvature: number]

export const losses: { readonly [L in Loss]: Rho } = {
  linear: (z) => [z, 1, 0],
  huber: (z) => (z <= 1 ? [z, 1, 0] : [2 * Math.sqrt(z) - 1, z ** -0.5, -0.5 * z ** -1.5]),
  'soft-l1': (z) => {
    const root = Math.sqrt(1 + z)
    return [(2 * z) / (root + 1), 1 / root, -0.5 / root ** 3]
  },
  cauchy: (z) => [Math.log1p(z), 1 / (1 + z), -1 / (1 + z) ** 2],
  // Not in SciPy: Beaton & Tukey's biweight, scaled so that ρ′(0) = 1.
  tukey: (z) => (z <= 1 ? [(1 - (1 - z) ** 3) / 3, (1 - z) ** 2, -2 * (1 - z)] : [1 / 3, 0, 0]),
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

export function applyLoss(loss: Loss, scale: number, f: Vector): Weighted {
  let total = 0
  if (loss === 'linear') {
    for (const value of f) total += value * value
    return { value: total / 2, residual: f, rows: null }
  }
  const rho = losses[loss]
  const residual = new Float64Array(f.length)
  const rows = new Float64Array(f.length)
  for (let i = 0; i < f.length; i++) {
    const z = (f[i] / scale) ** 2
    const [value, slope, curvature] = rho(z)
    total += value
    rows[i] = Math.sqrt(Math.max(slope + 2 * z * curvature, leastWeight * slope))
    residual[i] = slope === 0 ? 0 : (f[i] * slope) / rows[i]
  }
  return { value: 0.5 * scale * scale * total, residual, rows }
}
