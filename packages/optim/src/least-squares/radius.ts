/**
 * The step of a trust region: the λ ≥ 0 for which ‖D p(λ)‖ is the radius, to a tenth, or 0 where the
 * undamped step is inside (Moré, "The Levenberg–Marquardt algorithm: implementation and theory",
 * Lecture Notes in Mathematics 630, 1978). 1/‖D p(λ)‖ is nearly linear in λ (Hebden 1973), which gives
 * the first guess; then secants of log ‖D p‖ over log λ inside a bracket, since the singular values
 * may span many orders. It takes mostly three solutions, and no derivative by λ, which a matrix-free
 * solution would not give.
 */
import { logarithm, power } from '../elementary.ts'
import { norm, type Vector } from '../vector.ts'

export interface RadiusStep {
  readonly p: Vector
  readonly lambda: number
  /** ‖D p‖. */
  readonly length: number
}

const slack = 0.1
const maxSteps = 20

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
  // The bracket: ‖D p‖ exceeds the radius at `low` and not at `top`.
  let top = slope / radius
  let last: RadiusStep = low
  let guess = hebden(low, top, radius, null)
  for (let k = 0; k < maxSteps; k++) {
    const step = at(guess > low.lambda && guess < top ? guess : middle(low.lambda, top))
    if (Math.abs(step.length - radius) <= slack * radius) return step
    if (step.length > radius) low = step
    else top = step.lambda
    guess = last.lambda > 0 ? secant(last, step, radius) : hebden(low, top, radius, step)
    last = step
  }
  return at(top)
}

/** Where the line through 1/‖D p‖ at `low` and at the top of the bracket meets 1/radius. */
function hebden(low: RadiusStep, top: number, radius: number, at: RadiusStep | null): number {
  const lowInverse = 1 / low.length
  const topInverse = at !== null && at.lambda === top ? 1 / at.length : 1 / radius
  const part = (1 / radius - lowInverse) / (topInverse - lowInverse)
  return low.lambda + Math.min(0.9, part) * (top - low.lambda)
}

/** Where the line through two points of log ‖D p‖ over log λ meets the radius. */
function secant(a: RadiusStep, b: RadiusStep, radius: number): number {
  const exponent = logarithm(b.length / a.length) / logarithm(b.lambda / a.lambda)
  return b.lambda * power(radius / b.length, 1 / exponent)
}

function middle(low: number, top: number): number {
  return Math.sqrt(Math.max(low, 1e-3 * top) * top)
}
