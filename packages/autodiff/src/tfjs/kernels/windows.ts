/**
 * Where the windows of convolutions and pools lie: as TensorFlow.js computes it, for two axes or three,
 * in the terms of our own. There the channels come last unless the data format says otherwise, here first.
 */
import type { backend_util } from '@tensorflow/tfjs-core'
import { moveAxis, type Tensor } from '@wengert/tensor'

/** Of each axis over which windows slide. */
export interface Windows {
  readonly sizes: number[]
  readonly strides: number[]
  readonly dilations: number[]
  readonly padding: [before: number, after: number][]
}

type Info2D = ReturnType<typeof backend_util.computeConv2DInfo>
type Info3D = ReturnType<typeof backend_util.computeConv3DInfo>

export function windowsOf(info: Info2D | Info3D): Windows {
  const axes = ['Height', 'Width'].map((axis) => sideOf(info, axis))
  if ('front' in info.padInfo) axes.unshift(sideOf(info, 'Depth'))
  return {
    sizes: axes.map(({ size }) => size),
    strides: axes.map(({ stride }) => stride),
    dilations: axes.map(({ dilation }) => dilation),
    padding: axes.map(({ padding }) => padding),
  }
}

const before: Readonly<Record<string, string>> = { Depth: 'front', Height: 'top', Width: 'left' }

function sideOf(info: Info2D | Info3D, axis: string) {
  const at = info as unknown as Readonly<Record<string, number>>
  const low = (info.padInfo as unknown as Readonly<Record<string, number>>)[before[axis]]
  const stride = at[`stride${axis}`]
  // As far as the last window reaches: rounding up the count makes that more than the padding asked for.
  const reach = (at[`out${axis}`] - 1) * stride + at[`effectiveFilter${axis}`]
  const padding: [number, number] = [low, Math.max(0, reach - low - at[`in${axis}`])]
  return { size: at[`filter${axis}`], stride, dilation: at[`dilation${axis}`], padding }
}

/** Whether the channels come last. */
export function isChannelsLast(dataFormat: string | undefined): boolean {
  return dataFormat === undefined || dataFormat.endsWith('C')
}

/** f of x with its channels first, in the order of the data format again. */
export function withChannelsFirst(
  x: Tensor,
  dataFormat: string | undefined,
  f: (x: Tensor) => Tensor,
): Tensor {
  return isChannelsLast(dataFormat) ? moveAxis(f(moveAxis(x, -1, 1)), 1, -1) : f(x)
}
