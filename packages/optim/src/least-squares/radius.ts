/**
 * The step of a trust region: the λ ≥ 0 for which ‖D p(λ)‖ is the radius, to a tenth, or 0 where the
 * undamped step is inside (Moré, "The Levenberg–Marquardt algorithm: implementation and theory",
 * Lecture Notes in Mathematics 630, 1978). 1/‖D p(λ)‖ is nearly linear in λ (Hebden 1973), so secants
 * of it inside a bracket find λ in two or three solutions, without the derivative, which a
 * matrix-free solution would not give.
 */
import { norm, type Vector } from '../vector.ts'

export interface RadiusStep {
  readonly p: Vector
  readonly lambda: number
  /** ‖D p‖. */
  readonly length: number
}

const slack = 0.1
const maxSecants = 10

export function stepOfRadius(
  damped: (lambda: number) => Vector,
  scaling: Vector,
  radius: number,
  /** ‖D⁻¹Jᵀr‖ over the free parameters: λ times it bounds ‖D p(λ)‖. */
  slope: number,
): RadiusStep {
  const at = (lambda: number): RadiusStep => {
    const p = damped(lambda)
    return { p, lambda, length: norm(p.map((value, i) => value * (scaling[i] || 1))) }
  }
  let low = at(0)
  if (low.length <= (1 + slack) * radius) return low
  let high: RadiusStep | null = null
  let top = slope / radius
  for (let k = 0; k < maxSecants; k++) {
    // At the top of the bracket ‖D p‖ ≤ radius is known before it is computed.
    const highInverse = 1 / (high?.length ?? radius)
    const lowInverse = Number.isFinite(low.length) ? 1 / low.length : 0
    const part = (1 / radius - lowInverse) / (highInverse - lowInverse)
    const secant = low.lambda + part * (top - low.lambda)
    const geometric = Math.sqrt(Math.max(low.lambda, 1e-3 * top) * top)
    const inside = secant > low.lambda && secant < top
    const step = at(high === null && k > 0 ? geometric : inside ? secant : geometric)
    if (Math.abs(step.length - radius) <= slack * radius) return step
    if (step.length > radius) low = step
    else {
      high = step
      top = step.lambda
    }
  }
  return high ?? at(top)
}
