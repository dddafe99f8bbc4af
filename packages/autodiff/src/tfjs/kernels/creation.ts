/** Kernels that make tensors and change dtypes. What is made holds numbers, whatever is being traced. */
import {
  util,
  type CastAttrs,
  type DenseBincountAttrs,
  type FillAttrs,
  type LinSpaceAttrs,
  type OneHotAttrs,
  type RangeAttrs,
} from '@tensorflow/tfjs-core'
import {
  any,
  arange,
  diag,
  equal,
  expandDims,
  full,
  linspace,
  mul,
  onesLike,
  reshape,
  sum,
  tensor,
  where,
  zerosLike,
  type Tensor,
} from '@wengert/tensor'
import { dtypeFor, type Kernels } from './kernel.ts'

export const creation: Kernels = {
  Bincount: ({ x, weights }, { size }: DenseBincountAttrs) =>
    count(x.ravel(), weights.ravel(), size),
  Cast: ({ x }, { dtype }: CastAttrs, float) => x.cast(dtypeFor('cast', dtype, float)),
  DenseBincount: ({ x, weights }, { size, binaryOutput }: DenseBincountAttrs) =>
    binaryOutput === true ? any(oneHot(x, size), -2).cast(weights.dtype) : count(x, weights, size),
  Diag: ({ x }) => reshape(diag(x.ravel()), [...x.shape, ...x.shape]),
  Fill: (_, { shape, value, dtype }: FillAttrs, float) => {
    const given = dtype ?? util.inferDtype(value as never)
    return full(shape, value as number, { dtype: dtypeFor('fill', given, float) })
  },
  LinSpace: (_, { start, stop, num }: LinSpaceAttrs, float) =>
    linspace(start, stop, num, { dtype: float }),
  OneHot: ({ indices }, { depth, onValue, offValue, dtype }: OneHotAttrs, float) =>
    where(oneHot(indices, depth), onValue, offValue).cast(dtypeFor('oneHot', dtype, float)),
  OnesLike: ({ x }) => onesLike(x),
  Range: (_, { start, stop, step, dtype }: RangeAttrs, float) => {
    // Downwards without a step is by −1.
    const by = stop < start && step === 1 ? -1 : step
    const length = Math.max(0, Math.ceil((stop - start) / by))
    const values = Array.from({ length }, (_, i) => start + i * by)
    return tensor(values, { shape: [length], dtype: dtypeFor('range', dtype, float) })
  },
  ZerosLike: ({ x }) => zerosLike(x),
}

/** Whether each of x's integers is 0, 1, … along a new last axis; nothing for those outside. */
export function oneHot(x: Tensor, depth: number): Tensor {
  return equal(expandDims(x, -1), arange(depth, { dtype: 'int32' }))
}

/** How often each integer occurs along the last axis, or with what weight. */
function count(x: Tensor, weights: Tensor, size: number): Tensor {
  const hot = oneHot(x, size).cast(weights.dtype)
  return sum(weights.size === 0 ? hot : mul(hot, expandDims(weights, -1)), -2)
}
