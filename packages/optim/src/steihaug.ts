/**
 * Truncated, preconditioned conjugate gradients for the model g·p + ½ p·Hp (Steihaug 1983; Toint
 * 1981). Lengths are measured in the norm of the preconditioner, ‖p‖² = p·Mp, in which the iterates
 * grow; M itself is never applied (Conn, Gould & Toint, Trust-Region Methods, 2000, section 7.5.1).
 *
 * With a radius the step that leaves the ball is cut at its boundary, and a direction of negative
 * curvature is followed to it. Without one negative curvature is used with its sign reversed, so that
 * the result is a direction of descent along it. Curvature counts as negative relative to the largest
 * seen, d·Hd ≤ ε ‖H‖ ‖d‖², since an absolute test would depend on the units of f.
 */
import { CgPath } from './cg-path.ts'
import { PairSample, type CurvaturePair } from './pair-sample.ts'
import { addScaled, combine, dot, scaled, type Vector } from './vector.ts'

export interface ModelStep {
  readonly p: Vector
  /** The way that the iterates took, for steps shorter than p. */
  readonly path: CgPath
  /** The direction of negative curvature that was met. */
  readonly direction: Vector | null
  /** How the iteration ended. */
  readonly end: 'residual' | 'boundary' | 'negative-curvature' | 'limit'
  readonly iterations: number
  /** Some of the directions and the Hessian times them. */
  readonly pairs: readonly CurvaturePair[]
}

export interface TruncatedOptions {
  /** Stop when the residual is this small relative to g, in the norm of M⁻¹. */
  readonly relativeResidual: number
  readonly radius?: number
  readonly maxIterations: number
  /** v ↦ M⁻¹ v, symmetric positive definite. */
  readonly precondition?: (v: Vector) => Vector
  /** How many pairs to keep. */
  readonly sample?: number
}

export function truncatedCg(
  hvp: (v: Vector) => Vector,
  g: Vector,
  options: TruncatedOptions,
): ModelStep {
  const { relativeResidual, radius = Infinity, maxIterations, sample = 0 } = options
  const { precondition = (v) => v } = options
  const kept = new PairSample(sample)
  let residual = scaled(-1, g)
  let p: Vector = new Float64Array(g.length)
  let direction = precondition(residual)
  let rz = dot(residual, direction)
  const target = relativeResidual * relativeResidual * rz
  /** Inner products in the norm of M: p·Mp, p·Md, d·Md. */
  let [pp, pd, dd] = [0, 0, rz]
  const path = new CgPath(residual)
  let largestCurvature = 0
  for (let iteration = 1; ; iteration++) {
    const hd = hvp(direction)
    const curvature = dot(direction, hd)
    largestCurvature = Math.max(largestCurvature, Math.abs(curvature) / dd)
    const ahead = (t: number, end: ModelStep['end'], down: Vector | null = null): ModelStep => {
      const length = Math.sqrt(pp + t * (2 * pd + t * dd))
      const at = { p: combine(p, t, direction), residual: combine(residual, -t, hd), length }
      path.finish(at)
      return { p: at.p, path, direction: down, end, iterations: iteration, pairs: kept.pairs }
    }
    if (!(curvature > Number.EPSILON * largestCurvature * dd)) {
      const down = curvature < 0 ? direction : null
      const free = curvature < 0 ? rz / -curvature : iteration === 1 ? 1 : 0
      const t = Number.isFinite(radius) ? toBoundary(pp, pd, dd, radius) : free
      return ahead(t, 'negative-curvature', down)
    }
    kept.add({ s: direction, y: hd, length: Math.sqrt(dd) })
    const step = rz / curvature
    const next = pp + step * (2 * pd + step * dd)
    if (next >= radius * radius) return ahead(toBoundary(pp, pd, dd, radius), 'boundary')
    const after = combine(residual, -step, hd)
    const z = precondition(after)
    const rzNext = dot(after, z)
    if (rzNext <= target) return ahead(step, 'residual')
    if (iteration >= maxIterations) return ahead(step, 'limit')
    p = combine(p, step, direction)
    residual = after
    pp = next
    path.pass({ p, residual, length: Math.sqrt(pp) })
    const beta = rzNext / rz
    pd = beta * (pd + step * dd)
    dd = rzNext + beta * beta * dd
    rz = rzNext
    direction = addScaled(scaled(beta, direction), 1, z)
  }
}

/** The t ≥ 0 with ‖p + t d‖ = radius. */
function toBoundary(pp: number, pd: number, dd: number, radius: number): number {
  const excess = radius * radius - pp
  const root = Math.sqrt(Math.max(0, pd * pd + dd * excess))
  // The form without cancellation for either sign of p·Md.
  return pd > 0 ? excess / (pd + root) : (root - pd) / dd
}
