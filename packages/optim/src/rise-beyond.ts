/**
 * Whether f rises beyond a point that passes for a minimum. Along an exponential or a power of 1/x, as in
 * the likelihood of outcomes that a line separates, gradient and curvature fade together: however far a
 * run has come, both are as at a minimum, and the least value is at infinity. There the minimum of the
 * model, ten times as far along the flattest direction, is no better than the point; a parabola would
 * have risen by 40 g²/λ.
 */
import type { Convexity } from './curvature/convexity.ts'
import { ObjectiveFailure, type Objective, type Point } from './objective.ts'
import { combine, dot } from './vector.ts'

/** How many steps to the minimum of the model to look ahead. */
const ahead = 10
/** The part of a parabola's rise that counts as one. */
const least = 0.05

/** Always where rounding could hide it. */
export function risesBeyond(
  objective: Objective,
  { x, value, gradient }: Point,
  { smallest, direction }: Convexity<unknown>,
  noise: number,
): boolean {
  const unit = objective.space.flatten(direction)
  const slope = dot(gradient, unit)
  const step = -ahead * (slope / smallest)
  const expected = slope * step + (smallest * step * step) / 2
  if (!(expected > 100 * noise)) return true
  try {
    const beyond = objective.evaluate(objective.space.round(combine(x, step, unit))).value
    return !(beyond - value < least * expected)
  } catch (error) {
    if (error instanceof ObjectiveFailure) return true
    throw error
  }
}
