/**
 * `stopGradient` is the identity with a zero derivative. As a primitive of its own it cuts tangents
 * off wherever it is recorded, under every transform.
 */
import { toTensor } from '../convert.ts'
import { bind } from '../dispatch.ts'
import { noParams, type NoParams, type Primitive } from '../primitive.ts'
import type { Tensor, TensorLike } from '../tensor.ts'

export const stopGradientPrimitive: Primitive<NoParams> = {
  name: 'stopGradient',
  shape: ([x]) => x,
  kernel: ([x]) => x.host!,
  emit: (_lanes, [x]) => x,
  integers: true,
  view: (x) => x,
  jvp: null,
  batch: ([x]) => bind(stopGradientPrimitive, [x], noParams),
}

/**
 * x itself, taken as a constant by every derivative.
 *
 * @example
 * ```ts
 * import { grad, stopGradient } from '@wengert/autodiff'
 * grad((x) => x.mul(stopGradient(x)))(3).item() // → 3
 * ```
 */
export function stopGradient(x: TensorLike): Tensor {
  return bind(stopGradientPrimitive, [toTensor('stopGradient', x)], noParams)
}
