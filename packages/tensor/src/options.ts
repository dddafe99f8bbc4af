/**
 * Options objects, checked by name: a misspelt option (`keepdims`) would otherwise be ignored, and so
 * would an axis given as an option to a function that takes it as an argument. Flags are checked by
 * value too: JavaScript would take the string 'no' for yes.
 */
import { describe } from './describe.ts'
import { ArgumentError } from './errors.ts'

/**
 * @param names - The options of which the caller checks the values.
 * @param flags - Further options, which are true or false.
 * @throws ArgumentError when the options are not an object, name one that there is not, or give a flag
 * another value.
 */
export function checkOptions(
  operation: string,
  options: unknown,
  names: readonly string[],
  flags: readonly string[] = [],
): void {
  if (options === undefined) return
  const all = [...names, ...flags]
  if (!isOptions(options)) {
    throw new ArgumentError(
      `${operation}: the options are ${describe(options)}; give an object with ${all.join(', ')}.`,
    )
  }
  for (const [name, value] of Object.entries(options)) {
    if (!all.includes(name)) {
      throw new ArgumentError(
        `${operation}: there is no option ${name}; the options are ${all.join(', ')}.`,
      )
    }
    if (flags.includes(name) && value !== undefined && typeof value !== 'boolean') {
      throw new ArgumentError(`${operation}: ${name} is ${describe(value)}; give true or false.`)
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
