/** Kernels that reduce axes or run along one. */
import type {
  ArgMaxAttrs,
  CumsumAttrs,
  LogSoftmaxAttrs,
  MaxAttrs,
  SoftmaxAttrs,
  SumAttrs,
  TopKAttrs,
} from '@tensorflow/tfjs-core'
import {
  all,
  any,
  argmax,
  argmin,
  concatenate,
  cumprod,
  cumsum,
  full,
  logSoftmax,
  max,
  mean,
  min,
  prod,
  softmax,
  sum,
  topK,
  type Tensor,
} from '@wengert/tensor'
import type { Kernel, Kernels } from './kernel.ts'

type Reduction = (x: Tensor, axes: number | number[], options: { keepDims: boolean }) => Tensor

const reduction =
  (f: Reduction): Kernel =>
  ({ x }, { axis, keepDims = false }: SumAttrs) =>
    f(x, axis, { keepDims })

type Running = (x: Tensor, axis: number, options: { reverse: boolean }) => Tensor

/** `exclusive` leaves each element itself out: it runs over the others behind a neutral one. */
const running =
  (f: Running, neutral: number): Kernel =>
  ({ x }, { axis, exclusive, reverse }: CumsumAttrs) => {
    if (!exclusive) return f(x, axis, { reverse })
    const whole = Array.from({ length: axis }, () => [])
    const shape = x.shape.map((n, i) => (i === axis ? Math.min(n, 1) : n))
    const first = full(shape, neutral, { dtype: x.dtype })
    const others = x.slice(...whole, reverse ? [1, null] : [0, -1])
    return f(concatenate(reverse ? [others, first] : [first, others], axis), axis, { reverse })
  }

export const reductions: Kernels = {
  All: reduction(all),
  Any: reduction(any),
  Mean: reduction(mean),
  Min: reduction(min),
  Prod: reduction(prod),
  Sum: reduction(sum),
  Max: ({ x }, { reductionIndices, keepDims = false }: MaxAttrs) =>
    max(x, reductionIndices, { keepDims }),
  ArgMax: ({ x }, { axis }: ArgMaxAttrs) => argmax(x, axis),
  ArgMin: ({ x }, { axis }: ArgMaxAttrs) => argmin(x, axis),
  Cumsum: running(cumsum, 0),
  Cumprod: running(cumprod, 1),
  Softmax: ({ logits }, { dim }: SoftmaxAttrs) => softmax(logits, dim),
  LogSoftmax: ({ logits }, { axis }: LogSoftmaxAttrs) => logSoftmax(logits, axis),
  TopK: ({ x }, { k }: TopKAttrs) => topK(x, k),
}
