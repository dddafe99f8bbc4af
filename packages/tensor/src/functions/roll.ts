/** `roll` turns an axis round: what falls off one end comes in at the other. Two slices, joined. */
import { describe } from '../describe.ts'
import { toTensor } from '../convert.ts'
import { ArgumentError } from '../errors.ts'
import { concatenate } from '../primitives/joining.ts'
import { ravel, reshape } from '../primitives/layout.ts'
import { sliceAlong } from '../primitives/slicing.ts'
import { listOf, normalizeAxis } from '../shape.ts'
import type { Tensor, TensorLike } from '../tensor.ts'

/**
 * The elements moved on by `shift` places along an axis, round its end, as NumPy's `roll`: a negative
 * shift moves back. Several axes each take their own shift, or share one. Without an axis the elements
 * in row-major order. Linear.
 *
 * @throws ArgumentError when a shift is not an integer, there is no such axis, or shifts and axes differ in number.
 * @example
 * ```ts
 * import { roll, tensor } from '@wengert/tensor'
 * roll(tensor([1, 2, 3, 4]), 1).toArray() // → 4,1,2,3
 * roll(tensor([[1, 2], [3, 4]]), 1, 0).toArray() // → 3,4,1,2
 * ```
 */
export function roll(
  x: TensorLike,
  shift: number | readonly number[],
  axis?: number | readonly number[],
): Tensor {
  const a = toTensor('roll', x)
  if (axis === undefined) return reshape(roll(ravel(a), shift, 0), a.shape)
  const axes = listOf(axis)
  const shifts = Array.isArray(shift)
    ? (shift as readonly number[])
    : axes.map(() => shift as number)
  if (shifts.length !== axes.length) {
    throw new ArgumentError(
      `roll: ${shifts.length} shifts for ${axes.length} axes; give one for each, or one for all.`,
    )
  }
  return axes.reduce((y, at, i) => turned(y, shifts[i], normalizeAxis('roll', at, a.ndim)), a)
}

function turned(x: Tensor, shift: number, axis: number): Tensor {
  if (!Number.isInteger(shift)) {
    throw new ArgumentError(`roll: ${describe(shift)} is not a shift; give an integer.`)
  }
  const length = x.shape[axis]
  const cut = length === 0 ? 0 : (length - (shift % length)) % length
  if (cut === 0) return x
  return concatenate([sliceAlong(x, axis, [cut]), sliceAlong(x, axis, [0, cut])], axis)
}
