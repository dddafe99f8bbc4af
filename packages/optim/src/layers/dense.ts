/** Layers without memory: products with weights, tables, normalisation, dropout, convolution. */
import {
  conv as convolve,
  matmul,
  mean,
  ones,
  random,
  take,
  where,
  zeros,
  type ConvOptions,
  type Tensor,
} from '@wengert/tensor'
import { badOption } from '../checks.ts'
import { checkInput, checkSizes, glorot, type Layer } from './layer.ts'

export interface Dense {
  /** Inputs × outputs. */
  readonly w: Tensor
  readonly b: Tensor
}

/**
 * `x w + b` over the last axis of x.
 *
 * @throws OptimizationError when a size is not a positive integer, and from `apply` for x of another width.
 * @example
 * ```ts
 * import { layers } from '@wengert/optim'
 * import { ones, random } from '@wengert/tensor'
 * const hidden = layers.dense(4, 3)
 * const params = hidden.init(random.key(0))
 * hidden.apply(params, ones([10, 4])).shape // → 10,3
 * ```
 */
export function dense(inputs: number, outputs: number): Layer<Dense> {
  checkSizes('dense', { inputs, outputs })
  return {
    init: (key) => ({ w: glorot(key, [inputs, outputs], inputs, outputs), b: zeros([outputs]) }),
    apply({ w, b }, x) {
      checkInput('dense', x, inputs)
      return matmul(x, w).add(b)
    },
  }
}

export interface Embedding {
  /** Entries × width. */
  readonly table: Tensor
}

/**
 * The rows of a table that integers name: from indices of any shape to [shape…, width]. Rows start as
 * normal numbers of variance 1 / width.
 *
 * @throws OptimizationError when a size is not a positive integer.
 */
export function embedding(entries: number, width: number): Layer<Embedding> {
  checkSizes('embedding', { entries, width })
  return {
    init: (key) => ({ table: random.normal(key, [entries, width]).div(Math.sqrt(width)) }),
    apply: ({ table }, indices) => take(table, indices, 0),
  }
}

export interface LayerNorm {
  readonly scale: Tensor
  readonly shift: Tensor
}

/**
 * Layer normalisation (Ba, Kiros & Hinton 2016) over the last axis:
 * `scale (x − mean) / √(variance + ε) + shift`.
 *
 * @throws OptimizationError when the width is not a positive integer, and from `apply` for x of another.
 */
export function layerNorm(width: number, { epsilon = 1e-5 } = {}): Layer<LayerNorm> {
  checkSizes('layerNorm', { width })
  if (!(epsilon >= 0)) throw badOption('layers.layerNorm', 'epsilon', epsilon, 'a number from 0')
  return {
    init: () => ({ scale: ones([width]), shift: zeros([width]) }),
    apply({ scale, shift }, x) {
      checkInput('layerNorm', x, width)
      const centred = x.sub(mean(x, -1, { keepDims: true }))
      const variance = mean(centred.square(), -1, { keepDims: true })
      return centred.mul(variance.add(epsilon).rsqrt()).mul(scale).add(shift)
    },
  }
}

/**
 * Dropout (Srivastava et al. 2014): each element is 0 with probability `rate`, and the others are divided
 * by 1 − rate, so that the mean stays. For training only; the key is new for each step.
 *
 * @throws OptimizationError when the rate is not from 0 and below 1.
 * @example
 * ```ts
 * import { layers } from '@wengert/optim'
 * import { ones, random } from '@wengert/tensor'
 * const x = layers.dropout(ones([1000]), 0.5, random.key(0))
 * Math.abs(x.mean().item() - 1) < 0.1 // → true
 * x.max().item() // → 2
 * ```
 */
export function dropout(x: Tensor, rate: number, key: Tensor): Tensor {
  if (!(rate >= 0 && rate < 1))
    throw badOption('layers.dropout', 'rate', rate, 'a number from 0 and below 1')
  return where(random.bernoulli(key, x.shape, { p: 1 - rate }), x.div(1 - rate), 0)
}

export interface Convolution {
  /** Outputs × inputs × size…. */
  readonly kernel: Tensor
  readonly b: Tensor
}

/**
 * A convolution over the last axes of x, [batch…, inputs, length…], by kernels of the size given, plus a
 * bias for each output channel; the options are those of the operation `conv`.
 *
 * @throws OptimizationError when a size is not a positive integer.
 */
export function conv(
  inputs: number,
  outputs: number,
  size: readonly number[],
  options: Omit<ConvOptions, 'groups'> = {},
): Layer<Convolution> {
  if (!Array.isArray(size) || size.length === 0)
    throw badOption('layers.conv', 'size', size, 'an array of lengths, as [3, 3]')
  checkSizes('conv', { inputs, outputs, 'the smallest size': Math.min(...size) })
  const area = size.reduce((product, length) => product * length, 1)
  return {
    init: (key) => ({
      kernel: glorot(key, [outputs, inputs, ...size], inputs * area, outputs * area),
      b: zeros([outputs]),
    }),
    apply: ({ kernel, b }, x) =>
      convolve(x, kernel, options).add(b.reshape([outputs, ...size.map(() => 1)])),
  }
}
