/** The Gaussian error linear unit. */
import { checkOptions } from '../options.ts'
import { toFloat } from '../convert.ts'
import { add, mul, square } from '../primitives/arithmetic.ts'
import { normalCdf } from '../primitives/error-function.ts'
import { sigmoid } from '../primitives/exponential.ts'
import type { Tensor, TensorLike } from '../tensor.ts'

export interface GeluOptions {
  /** The approximation x σ(√(8/π) (x + 0.044715 x³)), as some networks were trained with. */
  readonly approximate?: boolean
}

/**
 * The Gaussian error linear unit `x Φ(x)`, with Φ the normal distribution function (Hendrycks & Gimpel
 * 2016); NaN at −∞. Integers and bools as float64. Its derivative is `Φ(x) + x φ(x)`.
 *
 * @example
 * ```ts
 * import { gelu, tensor } from '@wengert/tensor'
 * gelu(tensor([0, 1, 10])).toArray() // → 0,0.8413447460685429,10
 * ```
 */
export function gelu(x: TensorLike, options: GeluOptions = {}): Tensor {
  const a = toFloat('gelu', x)
  checkOptions('gelu', options, [], ['approximate'])
  if (options.approximate !== true) return mul(a, normalCdf(a))
  const inner = mul(a, add(mul(square(a), 0.044715), 1))
  return mul(a, sigmoid(mul(inner, Math.sqrt(8 / Math.PI))))
}
