/**
 * Options objects, checked by name: a misspelt option (`keepdims`) would otherwise be ignored, and so
 * would an axis given as an option to a function that takes it as an argument.
 */
import { describe } from './describe.ts'
import { ArgumentError } from './errors.ts'

/** @throws ArgumentError when the options are not an object, or name one that there is not. */
export function checkOptions(operation: string, options: unknown, names: readonly string[]): void {
  if (options === undefined) return
  if (!isOptions(options)) {
    throw new ArgumentError(
      `${operation}: the options are ${describe(options)}; give an object with ${names.join(', ')}.`,
    )
  }
  for (const name of Object.keys(options)) {
    if (!names.includes(name)) {
      throw new ArgumentError(
        `${operation}: there is no option ${name}; the options are ${names.join(', ')}.`,
      )
    }
  }
}

function isOptions(value: unknown): value is object {
  return (
    typeof value === 'object' &&
    value !== null &&
    (Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null)
  )
}
