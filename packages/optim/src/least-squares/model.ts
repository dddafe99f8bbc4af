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

/** The damped step inside the box: what would leave it is put on its side, the others step anew. */
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
    const onSides = p
    const rest = round === 0 ? residual : addScaled(model.product(onSides), 1, residual)
    p = addScaled(model.damped(rest, free, lambda, scaling), 1, onSides)
    const inside = free.filter((i) => x[i] + p[i] >= box.lower[i] && x[i] + p[i] <= box.upper[i])
    if (inside.length === free.length) break
    const stay = new Set(inside)
    for (const i of free) {
      if (stay.has(i)) p[i] = 0
      else p[i] = (p[i] > 0 ? box.upper[i] : box.lower[i]) - x[i]
    }
    free = inside
  }
  return p
}

export function freeParameters(box: Box, x: Vector, gradient: Vector): number[] {
  return Array.from(x, (_, i) => i).filter((i) => !box.isFixed(i, x, gradient))
}
