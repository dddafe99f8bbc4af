/**
 * A state to go on from must be of the method, the parameters and the function of the run: what it
 * remembers of another function would lead astray, and the least value seen would never be reached again.
 */
import { OptimizationError } from './errors.ts'
import type { Space } from './ravel.ts'
import type { SolverState } from './solver.ts'

/** What can be checked before the function is called. */
export function checkResume(
  operation: string,
  method: string,
  resume: { readonly method: string; readonly x: object } | null,
  size: number,
): void {
  if (resume === null) return
  const given = Object.keys(resume.x ?? {}).length
  if (resume.method === method && given === size) return
  throw new OptimizationError(
    'option',
    `${operation}: the state to resume is of ${resume.method} with ${given} parameters, the run of ${method} ` +
      `with ${size}; resume with the same method and a start point of the same structure.`,
  )
}

/** Checks that the function has the value that the state to go on from had, at the same point. */
export function checkSameFunction(
  operation: string,
  { value }: Pick<SolverState, 'value'>,
  resume: SolverState | null,
  { epsilon }: Space<unknown>,
): void {
  const before = resume?.value
  // JSON keeps no infinities.
  if (typeof before !== 'number' || !Number.isFinite(before)) return
  // Engines that compute otherwise than the first may round otherwise.
  const rounding = Math.sqrt(epsilon) * Math.max(1, Math.abs(before))
  if (Math.abs(value - before) <= rounding) return
  throw new OptimizationError(
    'option',
    `${operation}: at the state to resume the value was ${before}, and is ${value} now; resume with the same ` +
      'function, or start from its x.',
  )
}
