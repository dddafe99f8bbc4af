/** Lengths that neither overflow nor underflow, and scales that are powers of 2, so nothing is rounded. */

/** The Euclidean norm. */
export function norm(x: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < x.length; i++) sum += x[i] * x[i]
  if (sum > 1e-280 && sum < 1e280) return Math.sqrt(sum)
  const largest = largestMagnitude(x)
  if (largest === 0 || !Number.isFinite(largest)) return largest
  sum = 0
  for (let i = 0; i < x.length; i++) sum += (x[i] / largest) * (x[i] / largest)
  return largest * Math.sqrt(sum)
}

/** NaN if any is. */
export function largestMagnitude(x: ArrayLike<number>): number {
  let result = 0
  for (let i = 0; i < x.length; i++) result = Math.max(result, Math.abs(x[i]))
  return result
}

/** A power of 2 by which to multiply so that squares of the largest entries are normal numbers. */
export function safeScale(x: ArrayLike<number>): number {
  return safeScaleFor(largestMagnitude(x))
}

function safeScaleFor(largest: number): number {
  if (largest === 0 || !Number.isFinite(largest)) return 1
  let scale = 1
  while (largest * scale > 2 ** 300) scale *= 2 ** -100
  while (largest * scale < 2 ** -300) scale *= 2 ** 100
  return scale
}

/** Multiplies each column of a matrix with n columns by its safe scale, and returns the scales. */
export function scaleColumns(a: Float64Array, n: number): Float64Array {
  const largest = new Float64Array(n)
  for (let k = 0; k < a.length; k++) largest[k % n] = Math.max(largest[k % n], Math.abs(a[k]))
  const scales = largest.map(safeScaleFor)
  for (let k = 0; k < a.length; k++) a[k] *= scales[k % n]
  return scales
}
