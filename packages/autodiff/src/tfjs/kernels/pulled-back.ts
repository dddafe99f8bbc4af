/** The kernels of TensorFlow.js's own gradients are pullbacks of others, and so we have them already. */
import type { Tensor } from '@wengert/tensor'
import { vjp } from '../../api/products.ts'

/** `ct` pulled back through f at x. */
export function pulledBack(f: (x: Tensor) => Tensor, x: Tensor, ct: Tensor): Tensor {
  const [, pullback] = vjp(f, x)
  return pullback(ct)[0]
}
