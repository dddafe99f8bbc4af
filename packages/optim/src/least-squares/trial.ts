/**
 * One trial point of a solver: what it achieves of what the model promised. Where rounding hides the
 * decrease of the cost, the point is judged by ‖P r‖ there instead, which rounding does not touch:
 * that is what carries parameters from half of their digits to nearly all.
 */
import { combine, dot, equalVectors, type Vector } from '../vector.ts'
import { costNoise, measure, type Closeness } from './closeness.ts'
import type { Model } from './model.ts'
import { isUsable, type ResidualFunction, type ResidualPoint } from './residual-function.ts'
import { modelAt, type LeastSquaresSettings } from './solver.ts'

/** Where a solver stands. */
export interface Current {
  readonly point: ResidualPoint
  readonly model: Model
  readonly close: Closeness
}

export interface Trial {
  readonly point: ResidualPoint
  /** The model at the point, where it was needed. */
  readonly model: Model | null
  /** Achieved over promised decrease; −∞ where the point is not finite. */
  readonly ratio: number
  readonly decrease: number
  /** Whether ‖P r‖ was asked. */
  readonly atFloor: boolean
}

/** A step is taken when it achieves this part of the decrease that the model promised. */
export const acceptance = 1e-4

/** The trial at x + p, or null where that is x. */
export function tryStep(
  { point, model, close }: Current,
  p: Vector,
  scaling: Vector,
  residual: ResidualFunction,
  settings: LeastSquaresSettings,
): Trial | null {
  const x = residual.space.round(settings.box.project(combine(point.x, 1, p)))
  if (equalVectors(x, point.x)) return null
  const moved = combine(x, -1, point.x)
  const product = model.product(moved)
  const promised = -(dot(model.gradient, moved) + 0.5 * dot(product, product))
  const next = residual.evaluate(x)
  if (!isUsable(next)) {
    return { point: next, model: null, ratio: -Infinity, decrease: -Infinity, atFloor: false }
  }
  const decrease = point.value - next.value
  const blur = costNoise(close)
  if (Math.abs(promised) > blur || Math.abs(decrease) > blur) {
    const ratio = promised > 0 ? decrease / promised : -Infinity
    return { point: next, model: null, ratio, decrease, atFloor: false }
  }
  const there = modelAt(residual, next, settings)
  const { reducible } = measure(next, there, settings.box, scaling, residual.epsilon)
  const ratio = reducible < close.reducible ? 1 : 0
  return { point: next, model: there, ratio, decrease, atFloor: true }
}
