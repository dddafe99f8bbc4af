/** Answers of several arrays as one, so that they can be compared. */
export function concatenated(parts: readonly ArrayLike<number>[]): Float64Array {
  const result = new Float64Array(parts.reduce((size, { length }) => size + length, 0))
  let at = 0
  for (const part of parts) {
    result.set(part, at)
    at += part.length
  }
  return result
}
