/**
 * The paths that the solvers take from a start: each state of their generators as plain numbers, with
 * the matrix that a quasi-Newton method has learnt. A run ends where its solver does, or at a limit.
 */
import { tensor } from '@wengert/tensor'
import { inverseHessianOf, OptimizationError, type SolverState } from '@wengert/optim'
import type { MethodName } from '../descent/methods.ts'
import type { Expression } from '../expression/syntax.ts'
import type { Point } from '../plot/view.ts'
import { statesOf } from './methods.ts'

export interface PathsRequest {
  readonly expression: Expression
  readonly start: Point
  readonly methods: readonly MethodName[]
}

export interface Step {
  readonly at: Point
  readonly value: number
  readonly gradientNorm: number
  readonly values: number
  readonly gradients: number
  readonly products: number
  /** The trust region's radius; null where there is none. */
  readonly radius: number | null
  /** The inverse Hessian learnt, [h₁₁, h₁₂, h₂₂]; null for methods that learn none. */
  readonly learnt: readonly [number, number, number] | null
}

export interface Path {
  readonly method: MethodName
  readonly steps: readonly Step[]
  /** Why it ended. */
  readonly status: string
}

/** More iterations than a drawing can show. */
export const mostSteps = 120

export function paths({ expression, start, methods }: PathsRequest): Path[] {
  return methods.map((method) => path(method, expression, start))
}

function path(method: MethodName, expression: Expression, start: Point): Path {
  const steps: Step[] = []
  let status = 'iteration-limit'
  try {
    for (const state of statesOf(method, expression, [tensor(start[0]), tensor(start[1])])) {
      // A last state may only say why the run ended.
      const isNew = steps.length === 0 || state.iteration >= steps.length
      if (isNew) steps.push(stepOf(method, state))
      if (state.status !== null) status = state.status
      if (steps.length > mostSteps) break
    }
  } catch (error) {
    if (!(error instanceof OptimizationError)) throw error
    status = 'start'
  }
  return { method, steps, status }
}

function stepOf(method: MethodName, state: SolverState): Step {
  const { x, value, gradientNorm, evaluations, radius } = state
  return {
    at: [x[0], x[1]],
    value,
    gradientNorm,
    values: evaluations.value,
    gradients: evaluations.gradient,
    products: evaluations.hvp,
    radius: radius ?? null,
    learnt: method === 'bfgs' || method === 'l-bfgs' ? learntBy(state) : null,
  }
}

function learntBy(state: SolverState): readonly [number, number, number] {
  const inverse = inverseHessianOf(state)
  const [a, b] = inverse(Float64Array.of(1, 0))
  const [, c] = inverse(Float64Array.of(0, 1))
  return [a, b, c]
}
