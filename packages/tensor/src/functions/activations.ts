/** Smooth activations of neural networks. */
import { checkOptions } from '../options.ts'
import { toFloat } from '../convert.ts'
import { add, mul, neg, square } from '../primitives/arithmetic.ts'
import { erfc } from '../primitives/error-function.ts'
import { sigmoid } from '../primitives/exponential.ts'
import type { Tensor, TensorLike } from '../tensor.ts'

/**
 * The sigmoid linear unit `x σ(x)`, also called swish; NaN at −∞. Integers and bools as float64. Its
 * derivative is `σ(x) (1 + x σ(−x))`. Within 2.5 units in the last place down to −708, below which σ is
 * subnormal.
 *
 * @example
 * ```ts
 * import { silu, tensor } from '@wengert/tensor'
 * silu(tensor([0, 100])).toArray() // → 0,100
 * ```
 */
export function silu(x: TensorLike): Tensor {
  const a = toFloat('silu', x)
  return mul(a, sigmoid(a))
}

export interface GeluOptions {
  /** The approximation x σ(√(8/π) (x + 0.044715 x³)), as some networks were trained with. */
  readonly approximate?: boolean
}

/**
 * The Gaussian error linear unit `x Φ(x)`, with Φ the normal distribution function (Hendrycks & Gimpel
 * 2016); NaN at −∞. Integers and bools as float64. Its derivative is `Φ(x) + x φ(x)`. The relative error
 * in the tail, where it is tiny, is about x² units of 2^-53: 2e-14 at −10.
 *
 * @example
 * ```ts
 * import { gelu, tensor } from '@wengert/tensor'
 * gelu(tensor([0, 1, 10])).toArray() // → 0,0.8413447460685429,10
 * ```
 */
export function gelu(x: TensorLike, options: GeluOptions = {}): Tensor {
  const a = toFloat('gelu', x)
  checkOptions('gelu', options, ['approximate'])
  if (options.approximate !== true) return mul(mul(a, 0.5), erfc(mul(neg(a), Math.SQRT1_2)))
  const inner = mul(a, add(mul(square(a), 0.044715), 1))
  return mul(a, sigmoid(mul(inner, Math.sqrt(8 / Math.PI))))
}
