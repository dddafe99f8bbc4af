/**
 * Vector norms. Where squares would overflow or vanish, x is first scaled by its largest magnitude,
 * which is a constant to every derivative, since it cancels.
 */
import { describe } from '../describe.ts'
import { literal, toFloat } from '../convert.ts'
import { ArgumentError, ShapeError } from '../errors.ts'
import { div, mul, square } from '../primitives/arithmetic.ts'
import { abs } from '../primitives/piecewise.ts'
import { greater, less, notEqual } from '../primitives/compare.ts'
import { reshape } from '../primitives/layout.ts'
import { isFinite, logicalAnd, logicalOr } from '../primitives/logic.ts'
import { pow } from '../primitives/power.ts'
import { max, min } from '../primitives/reduce-extremum.ts'
import { sum } from '../primitives/reduce-sum.ts'
import {
  type Axes,
  reducedAxes,
  reducedShape,
  type ReduceOptions,
} from '../primitives/reduction.ts'
import { where } from '../primitives/select.ts'
import { stopGradient } from '../primitives/stop-gradient.ts'
import { formatShape } from '../shape.ts'
import type { Tensor, TensorLike } from '../tensor.ts'
import { rootOrZero } from './root.ts'

export interface NormOptions extends ReduceOptions {
  /** The exponent p, 2 by default; ±Infinity for the largest or smallest magnitude, 0 to count. */
  readonly ord?: number
}

/**
 * The norm `(Σ |xᵢ|ᵖ)^(1/p)` of the elements, over all axes or over those named: of a matrix, with the
 * default p = 2, the Frobenius norm. It neither overflows nor underflows before its result does. At
 * the origin, where there is no derivative, it is taken as 0.
 *
 * @throws ArgumentError when there is no such axis, or `ord` is not a number.
 * @throws ShapeError when `ord` is −∞ and an axis empty.
 * @example
 * ```ts
 * import { norm, tensor } from '@wengert/tensor'
 * norm(tensor([3, 4])).item() // → 5
 * norm(tensor([[3, -4], [0, 2]]), 1, { ord: 1 }).toArray() // → 7,2
 * norm(tensor([3e200, 4e200])).item() // → 5e200
 * ```
 */
export function norm(x: TensorLike, axes?: Axes, options: NormOptions = {}): Tensor {
  const a = toFloat('norm', x)
  const list = reducedAxes('norm', a, axes, options, ['ord'])
  const { ord = 2, keepDims } = options
  if (typeof ord !== 'number' || Number.isNaN(ord)) {
    throw new ArgumentError(
      `norm: ord = ${describe(ord)} is not an exponent; give a number, which may be infinite.`,
    )
  }
  const isEmpty = list.some((axis) => a.shape[axis] === 0)
  if (ord === -Infinity && isEmpty) {
    throw new ShapeError(
      `norm: shape ${formatShape(a.shape)} is empty and has no smallest magnitude; check the size before.`,
    )
  }
  if (ord === Infinity && !isEmpty) return max(abs(a), list, { keepDims })
  if (ord === -Infinity) return min(abs(a), list, { keepDims })
  if (ord === 0) return sum(notEqual(a, 0), list, { keepDims }).cast(a.dtype)
  if (ord === 1) return sum(abs(a), list, { keepDims })
  if (a.size === 0) return sum(a, list, { keepDims })
  const scale = scaleOf(a, list)
  const scaled = div(a, scale)
  const powers = ord === 2 ? square(scaled) : pow(abs(scaled), ord)
  const total = rootOrZero(sum(powers, list, { keepDims: true }), ord)
  const result = mul(total, scale)
  return keepDims === true ? result : reshape(result, reducedShape(a.shape, list))
}

/** The largest magnitude where it is far from 1, else 1, so that ordinary norms are not rounded twice. */
function scaleOf(x: Tensor, axes: readonly number[]): Tensor {
  const largest = stopGradient(max(abs(x), axes, { keepDims: true }))
  const [low, high] = x.dtype === 'float32' ? [1e-12, 1e12] : [1e-100, 1e100]
  const far = logicalOr(greater(largest, high), logicalAnd(less(largest, low), greater(largest, 0)))
  return where(logicalAnd(far, isFinite(largest)), largest, literal(1, x.dtype))
}
