/**
 * Arithmetic of power series, coefficient by coefficient, for the Taylor rules of primitives. A
 * coefficient that is zero is null, and takes part in nothing (Griewank and Walther, Evaluating
 * Derivatives, 2nd ed., section 13.2).
 */
import type { MaybeTensor, Series } from './primitive.ts'
import { add, neg, sub } from './primitives/arithmetic.ts'
import type { Tensor } from './tensor.ts'

/** The part `Σⱼ x_j · y_(k−j)`, j from `first` to k, of coefficient k of a bilinear product. */
export function convolve(
  x: Series,
  y: Series,
  k: number,
  first: number,
  product: (a: Tensor, b: Tensor) => Tensor,
): MaybeTensor {
  let sum: MaybeTensor = null
  for (let j = first; j <= k; j++) {
    const a = x.at(j)
    const b = a && y.at(k - j)
    if (a !== null && b !== null) sum = total(sum, product(a, b))
  }
  return sum
}

export function total(x: MaybeTensor, y: MaybeTensor): MaybeTensor {
  return x === null ? y : y === null ? x : add(x, y)
}

export function difference(x: MaybeTensor, y: MaybeTensor): MaybeTensor {
  return y === null ? x : x === null ? neg(y) : sub(x, y)
}
