/**
 * The first state of a run, checked. A start where Jᵀr vanishes passes the test, and need not be a
 * minimum: a model that does not depend on its parameters there, to first order, has J = 0. As
 * `minimize` does, the run then looks for negative curvature of ½ Σ rᵢ², and starts down it.
 */
import { DerivativeError, flattenTree, type Tensor } from '@wengert/tensor'
import { OptimizationError } from '../errors.ts'
import { leavingFlatStart, lowerPointNearby } from '../escape.ts'
import { Objective } from '../objective.ts'
import { checkSameFunction } from '../resume.ts'
import type { Vector } from '../vector.ts'
import type { ResidualFunction } from './residual-function.ts'
import type { LeastSquaresSettings, LeastSquaresSolver, LeastSquaresState } from './solver.ts'

export function* fromStart(
  operation: string,
  solver: LeastSquaresSolver,
  residual: ResidualFunction,
  start: Vector,
  settings: LeastSquaresSettings,
): Generator<LeastSquaresState, void> {
  yield* leavingFlatStart(
    (from) => solver(residual, from, settings),
    start,
    (first) => {
      check(operation, first)
      checkSameFunction(operation, first, settings.resume, residual.space)
      const mayBeSaddle =
        first.status === 'converged' && first.value > 0 && settings.resume === null
      return mayBeSaddle ? lowerCostNearby(residual, first.x, settings) : null
    },
  )
}

function check(operation: string, { value, gradientNorm }: LeastSquaresState): void {
  if (Number.isFinite(value) && Number.isFinite(gradientNorm)) return
  const fault = Number.isFinite(value) ? `gradient has norm ${gradientNorm}` : `cost is ${value}`
  throw new OptimizationError(
    'start',
    `${operation}: at the start point the ${fault}; start where residuals and their derivatives are finite.`,
  )
}

/** Null too where second derivatives are not to be had: robust losses, functions without reverse mode. */
function lowerCostNearby(
  residual: ResidualFunction,
  x: Vector,
  { box }: LeastSquaresSettings,
): Vector | null {
  if (!residual.isLinearLoss) return null
  const cost = (at: unknown): Tensor =>
    flattenTree('leastSquares', residual.call(at))
      .leaves.map((leaf) => leaf.square().sum())
      .reduce((sum, part) => sum.add(part))
      .mul(0.5)
  const objective = new Objective(cost, residual.space)
  try {
    return lowerPointNearby(objective, x, box)
  } catch (error) {
    if (error instanceof DerivativeError) return null
    throw error
  } finally {
    const { value, gradient, hvp } = objective.evaluations
    residual.evaluations.value += value
    residual.evaluations.gradient += gradient
    residual.evaluations.hvp += hvp
  }
}
