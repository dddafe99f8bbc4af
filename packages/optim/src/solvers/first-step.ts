/**
 * The first step along −g when nothing is known of the curvature: the one that moves some parameter by
 * the size of the largest, so that it has the units of x; from x = 0, the minimiser of the model along
 * −g, whose curvature costs one product. Hager & Zhang take a hundredth of it, and Nocedal & Wright
 * length 1; on the published problems this needs the fewest evaluations, as the line search shortens
 * a step faster than it lengthens one. Where a search is to stay near its start, no parameter moves
 * beyond its reach.
 */
import type { Objective, Point } from '../objective.ts'
import { dot, norm, normInf, type Vector } from '../vector.ts'

export function firstStepLength(objective: Objective, { x, gradient }: Point): number {
  if (objective.reach !== null) return withinReach(objective.reach, gradient)
  const size = normInf(x)
  if (size > 0) return size / normInf(gradient)
  const curvature = dot(gradient, objective.evaluateCurved(x).hvp(gradient))
  const step = dot(gradient, gradient) / Math.abs(curvature)
  return Number.isFinite(step) && step > 0 ? step : 1 / norm(gradient)
}

function withinReach(reach: Vector, gradient: Vector): number {
  let step = Infinity
  reach.forEach((most, i) => {
    if (most > 0 && gradient[i] !== 0) step = Math.min(step, most / Math.abs(gradient[i]))
  })
  return Number.isFinite(step) ? step : 1 / norm(gradient)
}
