/** `prod` over axes: the last of the running products, whose derivatives do not divide. */
import { literal, toTensor } from '../convert.ts'
import { castTo } from '../primitives/cast.ts'
import { broadcastTo, reshape, transpose } from '../primitives/layout.ts'
import { cumprod } from '../primitives/recurrence.ts'
import {
  type Axes,
  keptShape,
  reducedAxes,
  reducedShape,
  type ReduceOptions,
} from '../primitives/reduction.ts'
import { sliceAlong } from '../primitives/slicing.ts'
import { range, sizeOf } from '../shape.ts'
import type { Tensor, TensorLike } from '../tensor.ts'

/**
 * The product `Π xᵢ`, over all axes or over those named, in x's dtype; bools are counted as int32,
 * which wraps around. The product of nothing is 1. Its derivatives of every order are right where one
 * or several elements are 0: `d Π xᵢ = Σ dxᵢ Πⱼ≠ᵢ xⱼ`. The factors are taken in row-major order.
 *
 * @throws ArgumentError when there is no such axis.
 * @example
 * ```ts
 * import { prod, tensor } from '@wengert/tensor'
 * prod(tensor([[1, 2], [3, 4]])).item() // → 24
 * prod(tensor([[1, 2], [3, 4]]), 0).toArray() // → 3,8
 * ```
 */
export function prod(x: TensorLike, axes?: Axes, options?: ReduceOptions): Tensor {
  const given = toTensor('prod', x)
  const a = given.dtype === 'bool' ? castTo(given, 'int32') : given
  const list = reducedAxes('prod', a, axes, options)
  const kept = range(a.ndim).filter((axis) => !list.includes(axis))
  const lead = reducedShape(a.shape, list)
  const shape = options?.keepDims === true ? keptShape(a.shape, list) : lead
  const count = sizeOf(list.map((axis) => a.shape[axis]))
  if (count === 0) return broadcastTo(literal(1, a.dtype), shape)
  const factors = reshape(transpose(a, [...kept, ...list]), [...lead, count])
  const products = cumprod(factors, lead.length)
  return reshape(sliceAlong(products, lead.length, -1), shape)
}
