/** The options of solvers and of the outer loop: defaults and checks. */
import { boxOf } from './bounds.ts'
import { badOption, checkBounds } from './checks.ts'
import { OptimizationError } from './errors.ts'
import type { Space } from './ravel.ts'
import { lineSearches } from './search/index.ts'
import type { Conjugation, Method, PreconditionerName, Settings, SolverOptions } from './solver.ts'

export interface Limits {
  /** Outer iterations; 200 times the number of parameters, at least 20,000 and at most 100,000. */
  readonly maxIterations: number
  /** Evaluations of value and gradient; unlimited. */
  readonly maxEvaluations: number
  /** Wall-clock time; unlimited. */
  readonly maxMilliseconds: number
}

/** The limit on iterations where none is given, for so many parameters. */
export function iterationLimit(size: number): number {
  return Math.min(100_000, Math.max(20_000, 200 * size))
}

export function checkLimits(
  operation: string,
  options: Partial<Limits>,
  defaultIterations: number,
): Limits {
  const { maxIterations = defaultIterations, maxEvaluations = Infinity } = options
  const { maxMilliseconds = Infinity } = options
  const limits = { maxIterations, maxEvaluations, maxMilliseconds }
  checkBounds(operation, limits)
  return limits
}

export const limitNames = ['maxIterations', 'maxEvaluations', 'maxMilliseconds'] as const
export const solverOptionNames = [
  'gradientTolerance',
  'memory',
  'lineSearch',
  'preconditioner',
  'conjugation',
  'maxInnerIterations',
  'bounds',
  'resume',
] as const satisfies readonly (keyof SolverOptions)[]

export function checkSettings<X>(
  operation: string,
  method: Method,
  options: SolverOptions<X>,
  space: Space<X>,
): Settings {
  const { gradientTolerance = null, memory = defaultMemory(space.size), resume = null } = options
  const { lineSearch = 'more-thuente', preconditioner = 'l-bfgs' } = options
  const { conjugation = 'hager-zhang', bounds } = options
  const { maxInnerIterations = Math.max(20, 2 * space.size) } = options
  if (gradientTolerance !== null) checkBounds(operation, { gradientTolerance })
  for (const [name, value] of Object.entries({ memory, maxInnerIterations })) {
    if (!Number.isInteger(value) || value < 1)
      throw badOption(operation, name, value, 'a positive integer')
  }
  checkName(operation, 'lineSearch', lineSearch, Object.keys(lineSearches))
  checkName(operation, 'conjugation', conjugation, conjugations)
  if (typeof preconditioner !== 'function') {
    checkName(operation, 'preconditioner', preconditioner, preconditioners)
  }
  checkTaken(operation, method, options)
  const isBounded = bounds !== undefined || method === 'l-bfgs-b'
  return {
    tolerances: { gradient: gradientTolerance, epsilon: space.epsilon },
    memory,
    lineSearch,
    preconditioner: preconditioner as Settings['preconditioner'],
    conjugation,
    maxInnerIterations,
    resume,
    box: isBounded ? boxOf(operation, bounds ?? {}, space) : null,
  }
}

/** Methods with an inner solve by conjugate gradients. */
const newtonCg: readonly Method[] = ['newton-cg', 'trust-krylov', 'trust-ncg']
/** The methods that have a use for an option. */
const takers = {
  lineSearch: ['bfgs', 'gradient-descent', 'l-bfgs', 'newton', 'newton-cg', 'nonlinear-cg'],
  memory: ['l-bfgs', 'l-bfgs-b', ...newtonCg],
  preconditioner: newtonCg,
  conjugation: ['nonlinear-cg'],
  maxInnerIterations: newtonCg,
} as const satisfies { readonly [O in keyof SolverOptions]: readonly Method[] }

/** Checks that the method has a use for every option given, which it would ignore otherwise. */
function checkTaken<X>(operation: string, method: Method, options: SolverOptions<X>): void {
  const refuse = (name: string, who: string, others = ''): OptimizationError =>
    new OptimizationError('option', `${operation}: ${who} takes no ${name}; leave it out${others}.`)
  const given = (name: keyof typeof takers): boolean => options[name] !== undefined
  for (const [name, methods] of Object.entries(takers) as [
    keyof typeof takers,
    readonly Method[],
  ][]) {
    if (given(name) && !methods.includes(method))
      throw refuse(name, method, `, or use ${listOf(methods)}`)
  }
  if (options.bounds !== undefined) {
    const ignored = (['lineSearch', 'preconditioner'] as const).find(given)
    if (ignored !== undefined) throw refuse(ignored, `${method} with bounds`)
  }
  const { preconditioner = 'l-bfgs' } = options
  if (given('memory') && preconditioner !== 'l-bfgs') {
    const which = typeof preconditioner === 'function' ? 'of the caller' : preconditioner
    throw refuse('memory', `${method} with the preconditioner ${which}`)
  }
}

/** `a, b or c`. */
function listOf(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`
}

const preconditioners: readonly PreconditionerName[] = ['none', 'l-bfgs', 'diagonal', 'hutchinson']
const conjugations: readonly Conjugation[] = ['hager-zhang', 'polak-ribiere']

function checkName(
  operation: string,
  option: string,
  name: string,
  known: readonly string[],
): void {
  if (!known.includes(name)) throw badOption(operation, option, name, `one of ${known.join(', ')}`)
}

/** 30 pairs, as far as they stay within 2e7 numbers, and at least 5. */
function defaultMemory(size: number): number {
  return Math.max(5, Math.min(30, Math.floor(1e7 / Math.max(1, size))))
}
