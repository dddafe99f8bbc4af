/**
 * Activation functions, alone and as the last step of fused kernels. Where one is chosen by `where`, the
 * branch that is not taken must stay finite: its derivative is multiplied by zero, and 0 · ∞ is NaN.
 */
import type { ClipByValueAttrs, LeakyReluAttrs, StepAttrs } from '@tensorflow/tfjs-core'
import {
  ArgumentError,
  clip,
  expm1,
  isNan,
  maximum,
  minimum,
  relu,
  sigmoid,
  softplus,
  where,
  type Tensor,
} from '@wengert/tensor'
import type { Kernels } from './kernel.ts'

/** The constants of Klambauer et al., Self-normalizing neural networks (2017). */
const seluAlpha = 1.7580993408473768599402175208123
const seluScale = 1.0507009873554804934193349852946

const elu = (x: Tensor): Tensor => where(x.less(0), expm1(minimum(x, 0)), x)

const leaky = (x: Tensor, alpha: Tensor | number): Tensor => where(x.less(0), x.mul(alpha), x)

const relu6 = (x: Tensor): Tensor => clip(x, 0, 6)

const selu = (x: Tensor): Tensor =>
  where(x.less(0), expm1(minimum(x, 0)).mul(seluAlpha), x.mul(seluScale))

export const activations: Kernels = {
  ClipByValue: ({ x }, { clipValueMin, clipValueMax }: ClipByValueAttrs) =>
    clip(x, clipValueMin, clipValueMax),
  Elu: ({ x }) => elu(x),
  // y is the result of elu, and eʸ's derivative y + 1.
  EluGrad: ({ dy, y }) => where(y.less(0), dy.mul(y.add(1)), dy),
  LeakyRelu: ({ x }, { alpha }: LeakyReluAttrs) => leaky(x, alpha),
  Prelu: ({ x, alpha }) => leaky(x, alpha),
  Relu: ({ x }) => (x.dtype === 'int32' ? maximum(x, 0) : relu(x)),
  Relu6: ({ x }) => relu6(x),
  Selu: ({ x }) => selu(x),
  Sigmoid: ({ x }) => sigmoid(x),
  Softplus: ({ x }) => softplus(x),
  Step: ({ x }, { alpha }: StepAttrs) =>
    where(isNan(x), x, where(x.greater(0), x.mul(0).add(1), x.mul(0).add(alpha))),
}

/** What a fused kernel applies last. */
export interface Activation {
  readonly activation?: string
  readonly leakyreluAlpha?: number
}

/** `activation(x + bias)`, each where there is one. */
export function finish(
  x: Tensor,
  bias: Tensor | undefined,
  weights: Tensor | undefined,
  { activation, leakyreluAlpha = 0.2 }: Activation,
): Tensor {
  const sum = bias === undefined ? x : x.add(bias)
  switch (activation ?? 'linear') {
    case 'linear':
      return sum
    case 'relu':
      return relu(sum)
    case 'relu6':
      return relu6(sum)
    case 'elu':
      return elu(sum)
    case 'sigmoid':
      return sigmoid(sum)
    case 'leakyrelu':
      return leaky(sum, leakyreluAlpha)
    case 'prelu':
      return leaky(sum, weights!)
    default:
      throw new ArgumentError(
        `fromTfjsModel: a fused kernel with the activation '${activation}', which is not known; apply it apart.`,
      )
  }
}
