/** Checks of options that every function here shares, and the error that they throw. */
import { OptimizationError } from './errors.ts'

/** Checks that options have no other names, as misspelt ones would be. */
export function checkNames(
  operation: string,
  options: object,
  names: readonly string[],
  of = 'the options',
): void {
  const unknown = Object.keys(options).find((name) => !names.includes(name))
  if (unknown === undefined) return
  throw new OptimizationError(
    'option',
    `${operation}: there is no option ${unknown}; ${of === 'the options' ? of : `those of ${of}`} are ` +
      `${names.join(', ')}.`,
  )
}

/** Checks that options, where they are given, are functions. */
export function checkFunctions(
  operation: string,
  options: { readonly [name: string]: unknown },
): void {
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined && typeof value !== 'function')
      throw badOption(operation, name, typeof value, 'a function')
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
