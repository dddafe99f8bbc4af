/** Kernels that pool, over two axes or three. */
import { backend_util, type MaxPool3DAttrs, type MaxPoolAttrs } from '@tensorflow/tfjs-core'
import { averagePool, maxPool, type Tensor } from '@wengert/tensor'
import type { Kernels } from './kernel.ts'
import { pulledBack } from './pulled-back.ts'
import { windowsOf, withChannelsFirst, type Windows } from './windows.ts'

type Pool = typeof averagePool

const flat =
  (pool: Pool, { filterSize, strides, pad, dimRoundingMode }: MaxPoolAttrs) =>
  (x: Tensor): Tensor => {
    const shape = x.shape as unknown as [number, number, number, number]
    return apply(
      pool,
      x,
      windowsOf(
        backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode),
      ),
    )
  }

const solid =
  (pool: Pool, { filterSize, strides, pad, dimRoundingMode }: MaxPool3DAttrs) =>
  (x: Tensor): Tensor => {
    const shape = x.shape as unknown as [number, number, number, number, number]
    return apply(
      pool,
      x,
      windowsOf(
        backend_util.computePool3DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode),
      ),
    )
  }

function apply(pool: Pool, x: Tensor, { sizes, strides, padding }: Windows): Tensor {
  return withChannelsFirst(x, undefined, (y) => pool(y, sizes, { stride: strides, padding }))
}

export const pooling: Kernels = {
  AvgPool: ({ x }, attributes: MaxPoolAttrs) => flat(averagePool, attributes)(x),
  AvgPoolGrad: ({ dy, input }, attributes: MaxPoolAttrs) =>
    pulledBack(flat(averagePool, attributes), input, dy),
  AvgPool3D: ({ x }, attributes: MaxPool3DAttrs) => solid(averagePool, attributes)(x),
  AvgPool3DGrad: ({ dy, input }, attributes: MaxPool3DAttrs) =>
    pulledBack(solid(averagePool, attributes), input, dy),
  MaxPool: ({ x }, attributes: MaxPoolAttrs) => flat(maxPool, attributes)(x),
  MaxPoolGrad: ({ dy, input }, attributes: MaxPoolAttrs) =>
    pulledBack(flat(maxPool, attributes), input, dy),
  MaxPool3D: ({ x }, attributes: MaxPool3DAttrs) => solid(maxPool, attributes)(x),
  MaxPool3DGrad: ({ dy, input }, attributes: MaxPool3DAttrs) =>
    pulledBack(solid(maxPool, attributes), input, dy),
}
