/**
 * The rounding error of a product, by arithmetic alone: no machine operation that rounds once after
 * two steps is the same everywhere. Each factor is split into halves whose products are exact (Veltkamp
 * and Dekker, "A floating-point technique for extending the available precision", Numerische
 * Mathematik 18, 1971). Right while the factors stay below 2⁹⁹⁶ and their product above 2⁻⁹⁶⁹.
 */
import type { DoubleLanes, Lane } from '../emitter.ts'

const splitter = 2 ** 27 + 1

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

export function emitProductError(lanes: DoubleLanes, x: Lane, y: Lane, product: Lane): Lane {
  const xHigh = emitUpperHalf(lanes, x)
  const yHigh = emitUpperHalf(lanes, y)
  const xLow = lanes.sub(x, xHigh)
  const yLow = lanes.sub(y, yHigh)
  const first = lanes.sub(lanes.mul(xHigh, yHigh), product)
  const second = lanes.add(first, lanes.mul(xHigh, yLow))
  return lanes.add(lanes.add(second, lanes.mul(xLow, yHigh)), lanes.mul(xLow, yLow))
}

export function emitUpperHalf(lanes: DoubleLanes, x: Lane): Lane {
  const scaled = lanes.mul(x, lanes.constant(splitter))
  return lanes.sub(scaled, lanes.sub(scaled, x))
}
