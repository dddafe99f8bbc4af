/**
 * The rounding error of a product, by arithmetic alone: no machine operation that rounds once after
 * two steps is the same everywhere. Each factor is split into halves whose products are exact (Veltkamp
 * and Dekker, "A floating-point technique for extending the available precision", Numerische
 * Mathematik 18, 1971). Right while the factors stay below 2⁹⁹⁶ and their product above 2⁻⁹⁶⁹.
 */

export const splitter = 2 ** 27 + 1

/** x y − product, exactly. */
export function productError(x: number, y: number, product: number): number {
  const xHigh = upperHalf(x)
  const yHigh = upperHalf(y)
  const xLow = x - xHigh
  const yLow = y - yHigh
  return xHigh * yHigh - product + xHigh * yLow + xLow * yHigh + xLow * yLow
}

/** The upper 26 bits. */
export function upperHalf(x: number): number {
  const scaled = x * splitter
  return scaled - (scaled - x)
}
