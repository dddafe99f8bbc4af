/** Products of tensors over axes of choice, `tensordot`, and over none, `outer`. */
import { show } from '../describe.ts'
import { promoteBoth } from '../convert.ts'
import { bind } from '../dispatch.ts'
import { ArgumentError, ShapeError } from '../errors.ts'
import { mul } from '../primitives/arithmetic.ts'
import { castTo } from '../primitives/cast.ts'
import { dotGeneralPrimitive } from '../primitives/dot.ts'
import { reshape } from '../primitives/layout.ts'
import { formatShape, normalizeAxis, range } from '../shape.ts'
import type { Tensor, TensorLike } from '../tensor.ts'

/**
 * Every element of x times every element of y, `zᵢⱼ = xᵢ yⱼ`: the matrix of shape [x.size, y.size] of
 * the elements in row-major order. Linear in each operand.
 *
 * @example
 * ```ts
 * import { outer, tensor } from '@wengert/tensor'
 * outer(tensor([1, 2]), tensor([3, 4])).toArray() // → 3,4,6,8
 * ```
 */
export function outer(x: TensorLike, y: TensorLike): Tensor {
  const [a, b] = promoteBoth('outer', x, y)
  return mul(reshape(a, [a.size, 1]), reshape(b, [1, b.size]))
}

/**
 * The product summed over axes of x and y, as NumPy's `tensordot`: the last n of x with the first n of
 * y when `axes` is a number (2 by default), pairs of axes when it is two lists. The result has the
 * other axes of x, then those of y. Bools are counted as int32. Linear in each operand.
 *
 * @throws ShapeError when the lengths of paired axes differ.
 * @throws ArgumentError when there is no such axis, or the lists do not pair.
 * @example
 * ```ts
 * import { ones, tensordot } from '@wengert/tensor'
 * tensordot(ones([2, 3]), ones([3, 4]), 1).shape // → 2,4
 * tensordot(ones([2, 3, 4]), ones([4, 2]), [[2, 0], [0, 1]]).toArray() // → 8,8,8
 * ```
 */
export function tensordot(
  x: TensorLike,
  y: TensorLike,
  axes: number | readonly [readonly number[], readonly number[]] = 2,
): Tensor {
  const [a, b] = promoteBoth('tensordot', x, y).map((t) =>
    t.dtype === 'bool' ? castTo(t, 'int32') : t,
  )
  const [left, right] = isPairOfLists(axes) ? axes : innermost(a, b, axes as number)
  const from = left.map((axis) => normalizeAxis('tensordot', axis, a.ndim))
  const to = right.map((axis) => normalizeAxis('tensordot', axis, b.ndim))
  if (
    from.length !== to.length ||
    new Set(from).size !== from.length ||
    new Set(to).size !== to.length
  ) {
    throw new ArgumentError(
      `tensordot: axes [${left.join(', ')}] and [${right.join(', ')}] do not pair; give two lists of one ` +
        'length that name each axis at most once.',
    )
  }
  from.forEach((axis, i) => {
    if (a.shape[axis] === b.shape[to[i]]) return
    throw new ShapeError(
      `tensordot: axis ${axis} of shape ${formatShape(a.shape)} and axis ${to[i]} of shape ` +
        `${formatShape(b.shape)} differ in length; transpose or reshape one, or pair other axes.`,
    )
  })
  return bind(dotGeneralPrimitive, [a, b], { contract: [from, to], batch: [[], []] })
}

function isPairOfLists(axes: unknown): axes is readonly [readonly number[], readonly number[]] {
  return Array.isArray(axes) && axes.length === 2 && axes.every(Array.isArray)
}

function innermost(x: Tensor, y: Tensor, count: number): [number[], number[]] {
  if (!Number.isInteger(count) || count < 0 || count > Math.min(x.ndim, y.ndim)) {
    throw new ArgumentError(
      `tensordot: cannot sum over ${show(count)} axes of shapes ${formatShape(x.shape)} and ${formatShape(y.shape)}; ` +
        `give 0 to ${Math.min(x.ndim, y.ndim)}, or two lists of axes.`,
    )
  }
  return [range(count).map((i) => x.ndim - count + i), range(count)]
}
