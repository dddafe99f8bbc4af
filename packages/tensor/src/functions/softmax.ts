/**
 * Log-sum-exp and the softmax functions, shifted by the maximum so that nothing overflows. The
 * shift is a constant to every derivative: mathematically it cancels.
 */
import { literal, toFloat } from '../convert.ts'
import { add, div, sub } from '../primitives/arithmetic.ts'
import { equal } from '../primitives/compare.ts'
import { exp, log } from '../primitives/exponential.ts'
import { broadcastTo, reshape } from '../primitives/layout.ts'
import { isFinite } from '../primitives/logic.ts'
import { max } from '../primitives/reduce-extremum.ts'
import { sum } from '../primitives/reduce-sum.ts'
import {
  type Axes,
  keptShape,
  reducedAxes,
  reducedShape,
  type ReduceOptions,
} from '../primitives/reduction.ts'
import { where } from '../primitives/select.ts'
import { stopGradient } from '../primitives/stop-gradient.ts'
import { normalizeAxis } from '../shape.ts'
import type { Tensor, TensorLike } from '../tensor.ts'

/**
 * `ln Σ eˣ`, over all axes or over those named, without overflow. Its derivative is the softmax. Of
 * nothing, and of −∞ only, it is −∞; there the derivative is taken as 0.
 *
 * @throws ArgumentError when there is no such axis.
 * @example
 * ```ts
 * import { logsumexp, tensor } from '@wengert/tensor'
 * logsumexp(tensor([1000, 1000])).item() // → 1000.69314718056
 * ```
 */
export function logsumexp(x: TensorLike, axes?: Axes, options?: ReduceOptions): Tensor {
  const a = toFloat('logsumexp', x)
  const list = reducedAxes('logsumexp', a, axes, options)
  const shape = options?.keepDims === true ? keptShape(a.shape, list) : reducedShape(a.shape, list)
  if (list.some((axis) => a.shape[axis] === 0)) {
    return broadcastTo(literal(-Infinity, a.dtype), shape)
  }
  const shift = shiftOf(a, list)
  const s = sum(exp(sub(a, shift)), list, { keepDims: true })
  // s is 0 for −∞ only. There ln is kept off 0, where its derivative 1/s would make NaN of 0 · ∞.
  const nothing = equal(s, 0)
  const total = where(nothing, -Infinity, add(log(where(nothing, 1, s)), shift))
  return reshape(total, shape)
}

/**
 * `eˣ / Σ eˣ` along an axis, the last by default; without overflow. NaN beside a +∞, and where all
 * are −∞. Its derivative is `dyᵢ = yᵢ (dxᵢ − Σ yⱼ dxⱼ)`.
 *
 * @throws ArgumentError when there is no such axis.
 * @example
 * ```ts
 * import { softmax, tensor } from '@wengert/tensor'
 * softmax(tensor([0, Math.log(3)])).toArray() // → 0.25,0.75
 * ```
 */
export function softmax(x: TensorLike, axis = -1): Tensor {
  const a = toFloat('softmax', x)
  const list = [normalizeAxis('softmax', axis, a.ndim)]
  if (a.size === 0) return a
  const e = exp(sub(a, shiftOf(a, list)))
  return div(e, sum(e, list, { keepDims: true }))
}

/**
 * `x − ln Σ eˣ` along an axis, the last by default: the logarithm of softmax, accurate where that
 * vanishes. NaN where all are −∞. Its derivative is `dyᵢ = dxᵢ − Σ softmax(x)ⱼ dxⱼ`.
 *
 * @throws ArgumentError when there is no such axis.
 * @example
 * ```ts
 * import { logSoftmax, tensor } from '@wengert/tensor'
 * logSoftmax(tensor([0, 0])).toArray() // → -0.6931471805599453,-0.6931471805599453
 * ```
 */
export function logSoftmax(x: TensorLike, axis = -1): Tensor {
  const a = toFloat('logSoftmax', x)
  const list = [normalizeAxis('logSoftmax', axis, a.ndim)]
  if (a.size === 0) return a
  const shifted = sub(a, shiftOf(a, list))
  return sub(shifted, log(sum(exp(shifted), list, { keepDims: true })))
}

/** The maximum, as a constant; 0 where it is infinite, since ∞ − ∞ would be NaN. */
function shiftOf(x: Tensor, axes: readonly number[]): Tensor {
  const largest = stopGradient(max(x, axes, { keepDims: true }))
  return where(isFinite(largest), largest, literal(0, x.dtype))
}
