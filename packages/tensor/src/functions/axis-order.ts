/** Axes in another place: `moveAxis` and `swapAxes` name the axes that go, `transpose` all of them. */
import { toTensor } from '../convert.ts'
import { ArgumentError } from '../errors.ts'
import { transpose } from '../primitives/layout.ts'
import { eachAxisOnce, normalizeAxis, range } from '../shape.ts'
import type { Tensor, TensorLike } from '../tensor.ts'

/**
 * The axes at `source` moved to `destination`, the others in their order, as NumPy's `moveaxis`.
 * Linear; a copy of x's size.
 *
 * @throws ArgumentError when there is no such axis, one is named twice, or the lists differ in length.
 * @example
 * ```ts
 * import { moveAxis, zeros } from '@wengert/tensor'
 * moveAxis(zeros([2, 3, 4]), 0, -1).shape // → 3,4,2
 * ```
 */
export function moveAxis(
  x: TensorLike,
  source: number | readonly number[],
  destination: number | readonly number[],
): Tensor {
  const a = toTensor('moveAxis', x)
  const from = eachAxisOnce('moveAxis', source, a.ndim, 'source')
  const to = eachAxisOnce('moveAxis', destination, a.ndim, 'destination')
  if (from.length !== to.length) {
    throw new ArgumentError(
      `moveAxis: ${from.length} axes cannot move to ${to.length} places; give as many destinations as sources.`,
    )
  }
  const staying = range(a.ndim).filter((axis) => !from.includes(axis))
  const order = range(a.ndim).map((place) => {
    const moved = to.indexOf(place)
    return moved >= 0 ? from[moved] : staying.shift()!
  })
  return transpose(a, order)
}

/**
 * Two axes exchanged, as NumPy's `swapaxes`. Linear; a copy of x's size.
 *
 * @throws ArgumentError when there is no such axis.
 * @example
 * ```ts
 * import { swapAxes, zeros } from '@wengert/tensor'
 * swapAxes(zeros([2, 3, 4]), 0, 2).shape // → 4,3,2
 * ```
 */
export function swapAxes(x: TensorLike, first: number, second: number): Tensor {
  const a = toTensor('swapAxes', x)
  const i = normalizeAxis('swapAxes', first, a.ndim)
  const j = normalizeAxis('swapAxes', second, a.ndim)
  return transpose(a, range(a.ndim).with(i, j).with(j, i))
}
