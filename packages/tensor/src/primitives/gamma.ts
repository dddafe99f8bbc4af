/**
 * The logarithm of the gamma function and its derivatives, the polygamma functions: each is the
 * derivative of the one before, so that they differentiate to any order.
 */
import { describe } from '../describe.ts'
import { toFloat } from '../convert.ts'
import { bind } from '../dispatch.ts'
import { allocate } from '../dtype.ts'
import { ArgumentError } from '../errors.ts'
import type { NoParams, Primitive } from '../primitive.ts'
import type { Tensor, TensorLike } from '../tensor.ts'
import { mul } from './arithmetic.ts'
import { applyToFloat, unary } from './elementwise.ts'
import { digammaOf, lgammaOf, polygammaOf } from './gamma-kernel.ts'

export const lgammaPrimitive: Primitive<NoParams> = unary({
  name: 'lgamma',
  kernel: lgammaOf,
  jvp: (dx, x) => mul(dx, digamma(x)), // d ln|Γ(x)| = ψ(x) dx
})

/**
 * `ln |Γ(x)|`, the logarithm of the gamma function: ∞ at its poles 0, −1, −2, …, to 1e-15 relative for
 * positive x. Integers and bools are taken as float64, here and in all of this family. Its derivative
 * is `digamma`.
 *
 * @example
 * ```ts
 * import { lgamma, tensor } from '@wengert/tensor'
 * lgamma(tensor([1, 5, 0.5])).toArray() // → 0,3.1780538303479458,0.5723649429247001
 * ```
 */
export function lgamma(x: TensorLike): Tensor {
  return applyToFloat(lgammaPrimitive, x)
}

export const digammaPrimitive: Primitive<NoParams> = unary({
  name: 'digamma',
  kernel: digammaOf,
  jvp: (dx, x) => mul(dx, polygamma(1, x)), // dψ(x) = ψ′(x) dx
})

/**
 * The digamma function `ψ(x) = d ln Γ(x) / dx`; NaN at the negative poles, ∓∞ at ±0. Its derivative is
 * `polygamma(1, x)`.
 *
 * @example
 * ```ts
 * import { digamma } from '@wengert/tensor'
 * digamma(1).item() // → -0.5772156649015329
 * ```
 */
export function digamma(x: TensorLike): Tensor {
  return applyToFloat(digammaPrimitive, x)
}

interface PolygammaParams {
  /** The order, 1 for the trigamma function. */
  readonly n: number
}

export const polygammaPrimitive: Primitive<PolygammaParams> = {
  name: 'polygamma',
  shape: ([x]) => x,
  kernel: ([x], { n }, output) => {
    const source = x.host!
    const result = allocate(output.dtype, output.size)
    for (let i = 0; i < result.length; i++) result[i] = polygammaOf(n, source[i])
    return result
  },
  // dψ⁽ⁿ⁾(x) = ψ⁽ⁿ⁺¹⁾(x) dx
  jvp: ([dx], [x], _, { n }) => mul(dx!, bind(polygammaPrimitive, [x], { n: n + 1 })),
  batch: ([x], _, params) => bind(polygammaPrimitive, [x], params),
}

/** Beyond it the factorials leave the range of doubles. */
const highestOrder = 100

/**
 * The n-th derivative of the digamma function, `ψ⁽ⁿ⁾(x)`: digamma itself for n = 0, trigamma for 1. At
 * the poles 0, −1, −2, … it is ∞ for odd n. Its derivative is `polygamma(n + 1, x)`.
 *
 * @throws ArgumentError when n is not an integer from 0 to 100.
 * @example
 * ```ts
 * import { polygamma } from '@wengert/tensor'
 * polygamma(1, 1).item() // → 1.6449340668482264
 * polygamma(2, 1).item() // → -2.4041138063191885
 * ```
 */
export function polygamma(n: number, x: TensorLike): Tensor {
  if (!Number.isInteger(n) || n < 0 || n > highestOrder) {
    throw new ArgumentError(
      `polygamma: order ${describe(n)} is not one; give an integer from 0 to ${highestOrder}.`,
    )
  }
  const a = toFloat('polygamma', x)
  return n === 0 ? digamma(a) : bind(polygammaPrimitive, [a], { n })
}
