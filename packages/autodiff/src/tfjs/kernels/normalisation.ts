/** Kernels that normalise. */
import type { FusedBatchNormAttrs, LRNAttrs } from '@tensorflow/tfjs-core'
import { averagePool, rsqrt, square, type Tensor } from '@wengert/tensor'
import type { Kernels } from './kernel.ts'
import { pulledBack } from './pulled-back.ts'

export const normalisation: Kernels = {
  FusedBatchNorm: (inputs, { varianceEpsilon }: FusedBatchNormAttrs) => {
    const { x, mean, variance, offset, scale } = inputs
    const deviation = x.sub(mean).mul(rsqrt(variance.add(varianceEpsilon ?? 0.001)))
    const scaled = scale === undefined ? deviation : deviation.mul(scale)
    return offset === undefined ? scaled : scaled.add(offset)
  },
  LRN: ({ x }, attributes: LRNAttrs) => responses(x, attributes),
  LRNGrad: ({ x, dy }, attributes: LRNAttrs) => pulledBack((z) => responses(z, attributes), x, dy),
}

/** x (bias + alpha Σ x²)^−beta, the sum over the channels within a radius. */
function responses(x: Tensor, { depthRadius, bias, alpha, beta }: LRNAttrs): Tensor {
  const size = 2 * depthRadius + 1
  const window = { stride: 1, padding: depthRadius, includePadding: true }
  const squares = averagePool(square(x), [size], window).mul(size)
  return x.mul(squares.mul(alpha).add(bias).pow(-beta))
}
