/** `stopGradient` is the identity with a zero derivative. */
import { toTensor } from '../convert.ts'
import { bind } from '../dispatch.ts'
import { noParams, type NoParams, type Primitive } from '../primitive.ts'
import type { Tensor, TensorLike } from '../tensor.ts'

export const stopGradientPrimitive: Primitive<NoParams> = {
  name: 'stopGradient',
  shape: ([x]) => x,
  kernel: ([x]) => x.host!,
  jvp: null,
  batch: ([x]) => bind(stopGradientPrimitive, [x], noParams),
}

/** x, taken as a constant by every derivative. */
export function stopGradient(x: TensorLike): Tensor {
  return bind(stopGradientPrimitive, [toTensor('stopGradient', x)], noParams)
}
