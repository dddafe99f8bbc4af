/** Makes the states that solvers yield. */
import type { Objective, Point } from './objective.ts'
import type { Method, SolverState } from './solver.ts'
import { normInf } from './vector.ts'

type Progress = Pick<SolverState, 'iteration' | 'stepNorm' | 'status' | 'stopping' | 'memory'> & {
  readonly point: Point
}

export function stateOf(
  method: Method,
  objective: Objective,
  { point, iteration, stepNorm, status, stopping, memory }: Progress,
): SolverState {
  return {
    method,
    iteration,
    x: point.x,
    value: point.value,
    gradient: point.gradient,
    gradientNorm: normInf(point.gradient),
    stepNorm,
    evaluations: { ...objective.evaluations },
    status,
    stopping,
    memory,
  }
}
