/**
 * Convolutions over two axes or three, by groups of channels, transposed, and what their own gradients
 * need. TensorFlow.js keeps kernels as [size…, channels, results], we as [results, channels, size…].
 */
import {
  backend_util,
  type Conv2DAttrs,
  type Conv2DBackpropFilterAttrs,
  type Conv2DBackpropInputAttrs,
  type Conv3DAttrs,
  type Conv3DBackpropFilterV2Attrs,
  type Conv3DBackpropInputV2Attrs,
  type DepthwiseConv2dNativeBackpropFilterAttrs,
  type DepthwiseConv2dNativeBackpropInputAttrs,
  type FusedConv2DAttrs,
} from '@tensorflow/tfjs-core'
import { conv, reshape, transpose, zeros, type Tensor } from '@wengert/tensor'
import { range } from '@wengert/tensor/internal'
import { finish } from './activations.ts'
import type { Inputs, Kernels } from './kernel.ts'
import { pulledBack } from './pulled-back.ts'
import { isChannelsLast, windowsOf, withChannelsFirst, type Windows } from './windows.ts'

type Shape4 = [number, number, number, number]
type Shape5 = [number, number, number, number, number]

type Attrs2D = Pick<Conv2DAttrs, 'strides' | 'pad' | 'dimRoundingMode'> & Partial<Conv2DAttrs>
type Attrs3D = Pick<Conv3DAttrs, 'strides' | 'pad'> & Partial<Conv3DAttrs>

function conv2d(x: Tensor, filter: Tensor, attributes: Attrs2D, depthwise = false): Tensor {
  const { strides, pad, dimRoundingMode } = attributes
  const [dataFormat, dilations] = [attributes.dataFormat ?? 'NHWC', attributes.dilations ?? 1]
  const info = backend_util.computeConv2DInfo(
    x.shape as unknown as Shape4,
    filter.shape as unknown as Shape4,
    strides,
    dilations,
    pad,
    dimRoundingMode,
    depthwise,
    isChannelsLast(dataFormat) ? 'channelsLast' : 'channelsFirst',
  )
  return slide(x, filter, windowsOf(info), dataFormat, depthwise)
}

function conv3d(x: Tensor, filter: Tensor, attributes: Attrs3D): Tensor {
  const { strides, pad } = attributes
  const [dataFormat, dilations] = [attributes.dataFormat ?? 'NDHWC', attributes.dilations ?? 1]
  const info = backend_util.computeConv3DInfo(
    x.shape as unknown as Shape5,
    filter.shape as unknown as Shape5,
    strides,
    dilations,
    pad,
    false,
    isChannelsLast(dataFormat) ? 'channelsLast' : 'channelsFirst',
  )
  return slide(x, filter, windowsOf(info), dataFormat, false)
}

function slide(
  x: Tensor,
  filter: Tensor,
  { strides, dilations, padding }: Windows,
  dataFormat: string,
  depthwise: boolean,
): Tensor {
  const rank = filter.ndim - 2
  const [channels, results] = filter.shape.slice(rank)
  const options = { stride: strides, dilation: dilations, padding }
  if (!depthwise) {
    const kernel = transpose(filter, [rank + 1, rank, ...range(rank)])
    return withChannelsFirst(x, dataFormat, (y) => conv(y, kernel, options))
  }
  const kernels = transpose(filter, [rank, rank + 1, ...range(rank)])
  const kernel = reshape(kernels, [channels * results, 1, ...kernels.shape.slice(2)])
  return withChannelsFirst(x, dataFormat, (y) => conv(y, kernel, { ...options, groups: channels }))
}

function fused({ bias, preluActivationWeights }: Inputs, y: Tensor, attributes: FusedConv2DAttrs) {
  if (isChannelsLast(attributes.dataFormat)) {
    return finish(y, bias, preluActivationWeights, attributes)
  }
  const alongChannels = (x: Tensor | undefined): Tensor | undefined =>
    x?.ndim === 1 && x.size > 1 ? reshape(x, [x.size, 1, 1]) : x
  return finish(y, alongChannels(bias), alongChannels(preluActivationWeights), attributes)
}

/** The point at which a linear function is pulled back is of no account. */
function origin(shape: readonly number[], { dtype }: Tensor): Tensor {
  return zeros(shape, { dtype })
}

export const convolution: Kernels = {
  Conv2D: ({ x, filter }, attributes: Conv2DAttrs) => conv2d(x, filter, attributes),
  Conv2DBackpropFilter: ({ x, dy }, attributes: Conv2DBackpropFilterAttrs) =>
    pulledBack((w) => conv2d(x, w, attributes), origin(attributes.filterShape, dy), dy),
  Conv2DBackpropInput: ({ dy, filter }, attributes: Conv2DBackpropInputAttrs) =>
    pulledBack((x) => conv2d(x, filter, attributes), origin(attributes.inputShape, dy), dy),
  Conv3D: ({ x, filter }, attributes: Conv3DAttrs) => conv3d(x, filter, attributes),
  Conv3DBackpropFilterV2: ({ x, dy }, attributes: Conv3DBackpropFilterV2Attrs) =>
    pulledBack((w) => conv3d(x, w, attributes), origin(attributes.filterShape, dy), dy),
  Conv3DBackpropInputV2: ({ dy, filter }, attributes: Conv3DBackpropInputV2Attrs) =>
    pulledBack((x) => conv3d(x, filter, attributes), origin(attributes.inputShape, dy), dy),
  DepthwiseConv2dNative: ({ x, filter }, attributes: Conv2DAttrs) =>
    conv2d(x, filter, attributes, true),
  DepthwiseConv2dNativeBackpropFilter: (
    { x, dy },
    attributes: DepthwiseConv2dNativeBackpropFilterAttrs,
  ) => pulledBack((w) => conv2d(x, w, attributes, true), origin(attributes.filterShape, dy), dy),
  DepthwiseConv2dNativeBackpropInput: (
    { dy, filter },
    attributes: DepthwiseConv2dNativeBackpropInputAttrs,
  ) =>
    pulledBack((x) => conv2d(x, filter, attributes, true), origin(attributes.inputShape, dy), dy),
  FusedConv2D: (inputs, attributes: FusedConv2DAttrs) =>
    fused(inputs, conv2d(inputs.x, inputs.filter, attributes), attributes),
  FusedDepthwiseConv2D: (inputs, attributes: FusedConv2DAttrs) =>
    fused(inputs, conv2d(inputs.x, inputs.filter, attributes, true), attributes),
}
