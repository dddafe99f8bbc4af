/** Smooth activations of neural networks. */
import { toFloat } from '../convert.ts'
import { mul } from '../primitives/arithmetic.ts'
import { sigmoid } from '../primitives/exponential.ts'
import type { Tensor, TensorLike } from '../tensor.ts'

/**
 * The sigmoid linear unit `x σ(x)`, also called swish; NaN at −∞. Integers and bools as float64. Its
 * derivative is `σ(x) (1 + x σ(−x))`.
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
