/**
 * The first step along −g when nothing is known of the curvature: Hager & Zhang's (I0), with
 * ψ₀ = 0.01 of the size of x, or for x = 0 a step of length 0.01 along the normalised gradient. The
 * line search lengthens it where that is too short.
 */
import type { Point } from '../objective.ts'
import { norm, normInf } from '../vector.ts'

const fraction = 0.01

export function firstStepLength({ x, gradient }: Point): number {
  const size = normInf(x)
  return size > 0 ? (fraction * size) / normInf(gradient) : fraction / norm(gradient)
}
