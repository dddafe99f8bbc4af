/** Variance and standard deviation, from the deviations from the mean: no cancellation of squares. */
import { describe } from '../describe.ts'
import { ArgumentError } from '../errors.ts'
import { toFloat } from '../convert.ts'
import { div, square, sub } from '../primitives/arithmetic.ts'
import { sum } from '../primitives/reduce-sum.ts'
import { type Axes, reducedAxes, type ReduceOptions } from '../primitives/reduction.ts'
import { sizeOf } from '../shape.ts'
import type { Tensor, TensorLike } from '../tensor.ts'
import { mean } from './mean.ts'
import { rootOrZero } from './root.ts'

export interface MomentOptions extends ReduceOptions {
  /** Delta degrees of freedom: the sum is divided by n − ddof. 0 by default; 1 makes it unbiased. */
  readonly ddof?: number
}

/**
 * The variance `Σ (xᵢ − x̄)² / (n − ddof)`, over all axes or over those named; integers as float64. NaN
 * or ∞ where n ≤ ddof. Two passes over x.
 *
 * @throws ArgumentError when there is no such axis.
 * @example
 * ```ts
 * import { tensor, variance } from '@wengert/tensor'
 * variance(tensor([1, 2, 3, 4])).item() // → 1.25
 * variance(tensor([[1, 3], [2, 2]]), 1, { ddof: 1 }).toArray() // → 2,0
 * ```
 */
export function variance(x: TensorLike, axes?: Axes, options?: MomentOptions): Tensor {
  return varianceOf('variance', x, axes, options)
}

/**
 * The standard deviation, the square root of `variance`. Where that is 0, the derivative is taken as
 * 0.
 *
 * @throws ArgumentError when there is no such axis.
 * @example
 * ```ts
 * import { std, tensor } from '@wengert/tensor'
 * std(tensor([2, 6])).item() // → 2
 * ```
 */
export function std(x: TensorLike, axes?: Axes, options?: MomentOptions): Tensor {
  return rootOrZero(varianceOf('std', x, axes, options))
}

function varianceOf(
  operation: string,
  x: TensorLike,
  axes: Axes,
  options: MomentOptions | undefined,
): Tensor {
  const a = toFloat(operation, x)
  const list = reducedAxes(operation, a, axes, options, ['ddof'])
  const { ddof = 0, keepDims } = options ?? {}
  if (!Number.isFinite(ddof)) {
    throw new ArgumentError(
      `${operation}: ddof = ${describe(ddof)} is no number to subtract; give a finite one.`,
    )
  }
  const count = sizeOf(list.map((axis) => a.shape[axis]))
  const deviations = sub(a, mean(a, list, { keepDims: true }))
  return div(sum(square(deviations), list, { keepDims }), Math.max(count - ddof, 0))
}
