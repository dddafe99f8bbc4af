/** Pooling: the largest or the mean element of every window over the last axes. */
import { show } from '../describe.ts'
import { checkOptions } from '../options.ts'
import { makeAval } from '../aval.ts'
import { toFloat, toTensor } from '../convert.ts'
import { isFloat } from '../dtype.ts'
import { ArgumentError, ShapeError } from '../errors.ts'
import { div } from '../primitives/arithmetic.ts'
import { max } from '../primitives/reduce-extremum.ts'
import { sum } from '../primitives/reduce-sum.ts'
import { formatShape, range } from '../shape.ts'
import { Tensor, type TensorLike } from '../tensor.ts'
import { windowsOf } from './convolution.ts'
import { geometryOf, type Geometry, type Padding } from './window-geometry.ts'

export interface PoolOptions {
  /** How far apart windows begin, for all axes or each; the window's size by default. */
  readonly stride?: number | readonly number[]
  /** `'valid'` (none) by default; less than a window on either side. */
  readonly padding?: Padding
}

export interface AveragePoolOptions extends PoolOptions {
  /** Count padding as zeros, rather than leave it out of the mean; false by default. */
  readonly includePadding?: boolean
}

/**
 * The largest element of each window of the given sizes over the last axes, one for each size. NaN where
 * a window has one. The derivative is the largest element's, shared equally by several. It needs memory
 * for a copy of every window.
 *
 * @throws ShapeError when there are more sizes than axes, or a window is longer than its axis.
 * @throws ArgumentError when a size, stride or padding is not as described.
 * @example
 * ```ts
 * import { maxPool, tensor } from '@wengert/tensor'
 * maxPool(tensor([[1, 2, 3], [4, 5, 6]]), [2, 2], { stride: 1 }).toArray() // → 5,6
 * ```
 */
export function maxPool(
  x: TensorLike,
  sizes: readonly number[],
  options: PoolOptions = {},
): Tensor {
  const a = toTensor('maxPool', x)
  checkOptions('maxPool', options, ['stride', 'padding'])
  const geometry = poolGeometry('maxPool', a, sizes, options)
  const least = isFloat(a.dtype) ? -Infinity : a.dtype === 'int32' ? -(2 ** 31) : 0
  return max(windowsOf(a, geometry, least), windowAxes(a, sizes))
}

/**
 * The mean of each window of the given sizes over the last axes, one for each size; integers as
 * float64. Padding is left out of the mean unless `includePadding`. Linear. It needs memory for a copy
 * of every window.
 *
 * @throws ShapeError when there are more sizes than axes, or a window is longer than its axis.
 * @throws ArgumentError when a size, stride or padding is not as described.
 * @example
 * ```ts
 * import { averagePool, tensor } from '@wengert/tensor'
 * averagePool(tensor([1, 2, 3, 6]), [2]).toArray() // → 1.5,4.5
 * averagePool(tensor([1, 2, 3]), [3], { stride: 1, padding: 'same' }).toArray() // → 1.5,2,2.5
 * ```
 */
export function averagePool(
  x: TensorLike,
  sizes: readonly number[],
  options: AveragePoolOptions = {},
): Tensor {
  const a = toFloat('averagePool', x)
  checkOptions('averagePool', options, ['stride', 'padding'], ['includePadding'])
  const geometry = poolGeometry('averagePool', a, sizes, options)
  const totals = sum(windowsOf(a, geometry), windowAxes(a, sizes))
  const lengths = a.shape.slice(a.ndim - sizes.length)
  return sizes.reduce<Tensor>((mean, size, i) => {
    if (options.includePadding === true) return div(mean, size)
    return div(mean, elementsInside(a, lengths[i], geometry, i))
  }, totals)
}

function poolGeometry(
  operation: string,
  x: Tensor,
  sizes: readonly number[],
  { stride = sizes, padding = 'valid' }: PoolOptions,
): Geometry {
  if (!Array.isArray(sizes) || !sizes.every((n) => Number.isInteger(n) && n > 0)) {
    throw new ArgumentError(
      `${operation}: ${show(sizes)} are no sizes of a window; give positive integers in an array.`,
    )
  }
  if (sizes.length > x.ndim) {
    throw new ShapeError(
      `${operation}: ${sizes.length} sizes for shape ${formatShape(x.shape)}; give at most one for each axis.`,
    )
  }
  const geometry = geometryOf(operation, x.shape, sizes, { stride, dilation: 1, padding })
  geometry.padding.forEach((pair, i) => {
    if (Math.max(...pair) < sizes[i]) return
    throw new ArgumentError(
      `${operation}: padding [${pair.join(', ')}] leaves windows of length ${sizes[i]} with nothing but padding; pad ` +
        'less than a window.',
    )
  })
  return geometry
}

/** The axes of a window's elements among those of the windows of x. */
function windowAxes(x: Tensor, sizes: readonly number[]): number[] {
  return range(sizes.length).map((i) => x.ndim - sizes.length + i)
}

/** How many elements of each window along an axis are x's own, in a shape that broadcasts. */
function elementsInside(x: Tensor, length: number, geometry: Geometry, axis: number): Tensor {
  const { sizes, strides, padding, counts } = geometry
  const inside = range(counts[axis]).map((i) => {
    const start = i * strides[axis] - padding[axis][0]
    return Math.min(start + sizes[axis], length) - Math.max(start, 0)
  })
  const shape = counts.slice(axis).map((count, i) => (i === 0 ? count : 1))
  const data = x.dtype === 'float32' ? Float32Array.from(inside) : Float64Array.from(inside)
  return new Tensor(makeAval(shape, x.dtype), data)
}
