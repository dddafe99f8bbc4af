/**
 * The quadratic model of a method at a step, m(p) = f + g·p + ½ p·Bp: with the true Hessian, or with the
 * matrix that a quasi-Newton method has learnt, whose inverse its state has. And the levels at which to
 * draw it, chosen so that the one through the step's own point is among them.
 */
import type { Local } from '../compute/local.ts'
import type { Step } from '../compute/paths.ts'
import type { Point, View } from '../plot/view.ts'

export interface Model {
  readonly at: Point
  readonly value: number
  readonly gradient: Point
  /** [b₁₁, b₁₂, b₂₂]. */
  readonly matrix: readonly [number, number, number]
  readonly isLearnt: boolean
}

export function modelAt(step: Step, local: Local): Model | null {
  const isLearnt = step.learnt !== null
  const matrix = step.learnt === null ? local.hessian : inverseOf(step.learnt)
  const { value, gradient } = local
  const isFinite = [value, ...gradient, ...(matrix ?? [NaN])].every(Number.isFinite)
  return matrix === null || !isFinite ? null : { at: step.at, value, gradient, matrix, isLearnt }
}

function inverseOf([a, b, c]: readonly [number, number, number]): [number, number, number] | null {
  const determinant = a * c - b * b
  return determinant === 0 ? null : [c / determinant, -b / determinant, a / determinant]
}

/** Where the model is least; null where it has no minimum. */
export function minimumOf({ at, gradient: [g, h], matrix: [a, b, c] }: Model): Point | null {
  const determinant = a * c - b * b
  if (!(a > 0 && determinant > 0)) return null
  return [at[0] - (c * g - b * h) / determinant, at[1] - (a * h - b * g) / determinant]
}

/** The model on a grid over the view, as its field is, and the levels to draw. */
export function modelField(
  model: Model,
  [cx, cy, half]: View,
  side: number,
): { readonly values: Float64Array; readonly thresholds: readonly number[] } {
  const { at, value, gradient, matrix } = model
  const [a, b, c] = matrix
  const q = (p: number, r: number): number =>
    value + gradient[0] * p + gradient[1] * r + 0.5 * (a * p * p + 2 * b * p * r + c * r * r)
  const offset = (i: number): number => ((i + 0.5) / side) * 2 * half - half
  const values = Float64Array.from({ length: side * side }, (_, i) =>
    q(cx + offset(i % side) - at[0], cy - offset(Math.floor(i / side)) - at[1]),
  )
  const least = minimumOf(model)
  if (least !== null) {
    const depth = value - q(least[0] - at[0], least[1] - at[1])
    // At a minimum the model has no depth of its own; its size in the view takes the place.
    const unit = depth > 1e-12 * Math.abs(value) ? depth : 0.02 * (Math.max(...values) - value)
    const bottom = value - depth
    return { values, thresholds: [0.12, 0.45, 1, 2.2, 4.5].map((part) => bottom + part * unit) }
  }
  const spread = Math.max(...values.map((x) => Math.abs(x - value)))
  return {
    values,
    thresholds: [-0.3, -0.1, -0.02, 0, 0.02, 0.1, 0.3].map((part) => value + part * spread),
  }
}
