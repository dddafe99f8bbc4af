/**
 * The linear model r + J p of the weighted residuals at a point, and the damped step that minimises
 * ‖r + J p‖² + λ ‖D p‖² over the free parameters. Two kinds of model know how to: `DenseModel` by QR
 * of J, `OperatorModel` by LSMR on products. What solvers ask of either is here.
 */
import type { Box } from '../bounds.ts'
import { addScaled, type Vector } from '../vector.ts'

export interface Model {
  /** Jᵀr, the gradient of the cost. */
  readonly gradient: Vector
  /** The norms of the columns of J, or estimates of them. */
  readonly scale: Vector
  /** What rounding does to the residuals, by their sensitivity to the parameters: ε ‖J x‖. */
  readonly noise: number
  /** J p. */
  product(p: Vector): Vector
  /** The minimiser over the parameters that `free` lists, for the residuals given. */
  damped(residual: Vector, free: readonly number[], lambda: number, scaling: Vector): Vector
  /** ‖P r‖, with P the projection on the range of the free columns: what a linear model can gain. */
  reducible(free: readonly number[], scaling: Vector): number
}

/** Rounds of fixing the parameters that a step takes out of the box. */
const maxRounds = 20

/**
 * The damped step inside the box. The parameters that leave it first on the way (and those that leave
 * it before twice as far) are put on their sides, and the others step anew.
 */
export function boxedStep(
  model: Model,
  box: Box,
  x: Vector,
  residual: Vector,
  lambda: number,
  scaling: Vector,
): Vector {
  let free = freeParameters(box, x, model.gradient)
  let p: Vector = new Float64Array(x.length)
  for (let round = 0; round < maxRounds && free.length > 0; round++) {
    const rest = round === 0 ? residual : addScaled(model.product(p), 1, residual)
    const step = addScaled(model.damped(rest, free, lambda, scaling), 1, p)
    const room = free.map((i) => roomFor(step[i], x[i], box.lower[i], box.upper[i]))
    const first = room.reduce((least, part) => Math.min(least, part), Infinity)
    if (!(first < 1)) return step
    const fixed = new Set(free.filter((_, k) => room[k] <= 2 * first && room[k] < 1))
    for (const i of fixed) p[i] = (step[i] > 0 ? box.upper[i] : box.lower[i]) - x[i]
    free = free.filter((i) => !fixed.has(i))
  }
  return p
}

/** The part of a step that stays between the sides. */
function roomFor(step: number, x: number, lower: number, upper: number): number {
  if (step === 0) return Infinity
  return (step > 0 ? upper - x : lower - x) / step
}

export function freeParameters(box: Box, x: Vector, gradient: Vector): number[] {
  return Array.from(x, (_, i) => i).filter((i) => !box.isFixed(i, x, gradient))
}
