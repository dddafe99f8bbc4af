/** The rounding error of a product as lanes: the steps of math/product.ts. */
import type { DoubleLanes, Lane } from '../../emitter.ts'
import { splitter } from '../../math/product.ts'

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
