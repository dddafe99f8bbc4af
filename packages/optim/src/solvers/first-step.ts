/**
 * The first step along −g when nothing is known of the curvature: the one that moves some parameter by
 * the size of the largest, so that it has the units of x; from x = 0, a step of length 1. Hager & Zhang
 * take a hundredth of it, and Nocedal & Wright length 1; on the published problems this needs the
 * fewest evaluations, as the line search shortens a step faster than it lengthens one.
 */
import type { Point } from '../objective.ts'
import { norm, normInf } from '../vector.ts'

export function firstStepLength({ x, gradient }: Point): number {
  const size = normInf(x)
  return size > 0 ? size / normInf(gradient) : 1 / norm(gradient)
}
