/** The options of solvers and of the outer loop: defaults and checks. */
import { OptimizationError } from './errors.ts'
import type { Space } from './ravel.ts'
import type { Settings, SolverOptions } from './solver.ts'

export interface Limits {
  /** Outer iterations; 200 times the number of parameters, at least 1000 and at most 100000. */
  readonly maxIterations: number
  /** Evaluations of value and gradient; unlimited. */
  readonly maxEvaluations: number
  /** Wall-clock time; unlimited. */
  readonly maxMilliseconds: number
}

export function checkLimits(options: Partial<Limits>, size: number): Limits {
  const {
    maxIterations = Math.min(100_000, Math.max(1000, 200 * size)),
    maxEvaluations = Infinity,
    maxMilliseconds = Infinity,
  } = options
  for (const [name, value] of Object.entries({ maxIterations, maxEvaluations, maxMilliseconds })) {
    if (typeof value !== 'number' || !(value >= 0))
      throw badOption('minimize', name, value, 'a number from 0')
  }
  return { maxIterations, maxEvaluations, maxMilliseconds }
}

export function checkSettings(
  operation: string,
  options: SolverOptions,
  space: Space<unknown>,
): Settings {
  const { gradientTolerance = null, memory = 10, resume = null } = options
  const { maxInnerIterations = Math.max(20, 2 * space.size) } = options
  if (gradientTolerance !== null && !(gradientTolerance >= 0)) {
    throw badOption(operation, 'gradientTolerance', gradientTolerance, 'a number from 0')
  }
  for (const [name, value] of Object.entries({ memory, maxInnerIterations })) {
    if (!Number.isInteger(value) || value < 1)
      throw badOption(operation, name, value, 'a positive integer')
  }
  return {
    tolerances: { gradient: gradientTolerance, epsilon: space.epsilon },
    memory,
    maxInnerIterations,
    resume,
  }
}

export function badOption(
  operation: string,
  name: string,
  value: unknown,
  expected: string,
): OptimizationError {
  return new OptimizationError(
    'option',
    `${operation}: ${name} is ${String(value)}; give ${expected}.`,
  )
}
