/** Values of any kind as error messages name them; never throws, whatever a caller has given. */

/** `the string 'a'`, `null`, `a Float64Array`, `1.5`. */
export function describe(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `the string '${value}'`
    case 'bigint':
      return `${value}n`
    case 'function':
      return 'a function'
    case 'object':
      return value === null ? 'null' : Array.isArray(value) ? 'an array' : withArticle(value)
    default:
      return String(value)
  }
}

function withArticle(value: object): string {
  const { constructor } = value
  const name = typeof constructor === 'function' ? constructor.name : 'Object'
  return `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}`
}

/** As `describe`, but arrays with their elements: `[2, -1]`. */
export function show(value: unknown): string {
  return Array.isArray(value) ? `[${value.map(show).join(', ')}]` : describe(value)
}
