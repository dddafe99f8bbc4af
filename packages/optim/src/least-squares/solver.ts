/** What a least-squares solver is: like those of `minimize`, a generator of plain states. */
import type { Box } from '../bounds.ts'
import type { LeastSquaresMethod, SolverState } from '../solver.ts'
import type { StoppingState } from '../stopping.ts'
import type { Vector } from '../vector.ts'
import { measure, type Closeness, type LeastSquaresTolerances } from './closeness.ts'
import { DenseModel } from './dense-model.ts'
import type { Model } from './model.ts'
import { OperatorModel } from './operator-model.ts'
import type {
  LeastSquaresEvaluations,
  ResidualFunction,
  ResidualPoint,
} from './residual-function.ts'
import type { Current } from './trial.ts'

/** How the linear problems are solved: by QR of a dense J, or by products with J and Jᵀ alone. */
export type LinearSolver = 'qr' | 'lsmr'

export interface LeastSquaresState extends SolverState {
  readonly method: LeastSquaresMethod
  readonly evaluations: LeastSquaresEvaluations
  /** ‖P r‖ / ‖r‖: the part of the residual that lies in the range of J. */
  readonly offset: number
}

export interface LeastSquaresSettings {
  readonly tolerances: LeastSquaresTolerances
  readonly box: Box
  readonly linearSolver: LinearSolver | null
  readonly maxInnerIterations: number
  readonly resume: LeastSquaresState | null
}

export type LeastSquaresSolver = (
  residual: ResidualFunction,
  x0: Vector,
  settings: LeastSquaresSettings,
) => Generator<LeastSquaresState, void>

/** Sizes up to which J is made dense by default. */
const denseParameters = 200
const denseElements = 5e6

export function chooseLinearSolver(m: number, n: number): LinearSolver {
  return n <= denseParameters && m * n <= denseElements ? 'qr' : 'lsmr'
}

/** The linear model at a point. */
export function modelAt(
  residual: ResidualFunction,
  { x, raw, residual: r, rows }: ResidualPoint,
  { linearSolver, maxInnerIterations }: LeastSquaresSettings,
): Model {
  const { epsilon } = residual
  if ((linearSolver ?? chooseLinearSolver(raw.length, x.length)) === 'lsmr') {
    return new OperatorModel(residual.products(x), rows, r, x, epsilon, maxInnerIterations)
  }
  const columns = residual.jacobian(x)
  if (rows !== null) {
    for (const column of columns) for (let i = 0; i < rows.length; i++) column[i] *= rows[i]
  }
  return new DenseModel(columns, r, x, epsilon)
}

/** The point with its model and what they say of convergence, the model computed unless given. */
export function currentAt(
  residual: ResidualFunction,
  point: ResidualPoint,
  settings: LeastSquaresSettings,
  scaling: Vector | null,
  given: Model | null = null,
): Current {
  const model = given ?? modelAt(residual, point, settings)
  const close = measure(point, model, settings.box, scaling ?? model.scale, residual.epsilon)
  return { point, model, close }
}

export function startStopping({ size, reducible }: Closeness): StoppingState {
  return { startNorm: size, bestNorm: reducible, stalled: 0 }
}

type Progress = Pick<LeastSquaresState, 'iteration' | 'stepNorm' | 'status' | 'stopping' | 'memory'>

export function stateOf(
  method: LeastSquaresMethod,
  residual: ResidualFunction,
  { point, model, close }: Current,
  progress: Progress,
): LeastSquaresState {
  return {
    method,
    x: point.x,
    value: point.value,
    gradient: model.gradient,
    gradientNorm: close.gradientNorm,
    offset: close.size === 0 ? 0 : close.reducible / close.size,
    evaluations: { ...residual.evaluations },
    ...progress,
  }
}
