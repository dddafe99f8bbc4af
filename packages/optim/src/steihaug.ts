/**
 * Truncated conjugate gradients for the model g·p + ½ p·Hp (Steihaug 1983; Toint 1981): with a radius
 * the step that leaves the ball is cut at its boundary, and a direction of negative curvature is
 * followed to it. Without a radius (Newton with a line search) negative curvature is used with its
 * sign reversed, so that the result is a direction of descent along it. Curvature counts as negative
 * relative to the largest seen, pᵀHp ≤ ε ‖H‖ ‖p‖², since an absolute test depends on the units of f.
 */
import { addScaled, combine, dot, norm, scaled, type Vector } from './vector.ts'

export interface ModelStep {
  readonly p: Vector
  /** H p, from the products already made. */
  readonly hp: Vector
  /** The direction of negative curvature that was met. */
  readonly direction: Vector | null
  /** How the iteration ended. */
  readonly end: 'residual' | 'boundary' | 'negative-curvature' | 'limit'
  readonly iterations: number
}

export interface TruncatedOptions {
  /** Stop when the residual is this small relative to g. */
  readonly relativeResidual: number
  readonly radius?: number
  readonly maxIterations: number
}

export function truncatedCg(
  hvp: (v: Vector) => Vector,
  g: Vector,
  { relativeResidual, radius = Infinity, maxIterations }: TruncatedOptions,
): ModelStep {
  const n = g.length
  const target = relativeResidual * norm(g)
  let p: Vector = new Float64Array(n)
  let hp: Vector = new Float64Array(n)
  let residual = scaled(-1, g)
  let direction = residual
  let rr = dot(residual, residual)
  let largestCurvature = 0
  for (let iteration = 1; iteration <= maxIterations; iteration++) {
    const hd = hvp(direction)
    const dd = dot(direction, direction)
    const curvature = dot(direction, hd)
    largestCurvature = Math.max(largestCurvature, Math.abs(curvature) / dd)
    if (!(curvature > Number.EPSILON * largestCurvature * dd)) {
      const t = Number.isFinite(radius)
        ? toBoundary(p, direction, radius)
        : curvature < 0
          ? rr / -curvature
          : iteration === 1
            ? 1
            : 0
      return {
        p: combine(p, t, direction),
        hp: combine(hp, t, hd),
        direction: curvature < 0 ? direction : null,
        end: 'negative-curvature',
        iterations: iteration,
      }
    }
    const step = rr / curvature
    const next = combine(p, step, direction)
    if (norm(next) >= radius) {
      const t = toBoundary(p, direction, radius)
      return {
        p: combine(p, t, direction),
        hp: combine(hp, t, hd),
        direction: null,
        end: 'boundary',
        iterations: iteration,
      }
    }
    p = next
    hp = combine(hp, step, hd)
    residual = combine(residual, -step, hd)
    const rrNext = dot(residual, residual)
    if (Math.sqrt(rrNext) <= target) {
      return { p, hp, direction: null, end: 'residual', iterations: iteration }
    }
    direction = addScaled(scaled(rrNext / rr, direction), 1, residual)
    rr = rrNext
  }
  return { p, hp, direction: null, end: 'limit', iterations: maxIterations }
}

/** The t ≥ 0 with ‖p + t d‖ = radius. */
function toBoundary(p: Vector, d: Vector, radius: number): number {
  const a = dot(d, d)
  const b = dot(p, d)
  const c = dot(p, p) - radius * radius
  const root = Math.sqrt(Math.max(0, b * b - a * c))
  // The form without cancellation for either sign of b.
  return b > 0 ? -c / (b + root) : (root - b) / a
}
