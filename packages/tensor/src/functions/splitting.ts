/** `split` undoes `concatenate`: the parts of a tensor along an axis, each a slice. */
import { describe } from '../describe.ts'
import { toTensor } from '../convert.ts'
import { ArgumentError, ShapeError } from '../errors.ts'
import { sliceAlong } from '../primitives/slicing.ts'
import { formatShape, normalizeAxis, range } from '../shape.ts'
import type { Tensor, TensorLike } from '../tensor.ts'

/**
 * The parts of x along an axis, as NumPy's `split`: a number gives so many equal ones, an array the
 * positions at which to cut, clamped to the axis (negative ones count from the last). Linear; each
 * part is a copy.
 *
 * @throws ShapeError when the axis does not divide into that many.
 * @throws ArgumentError when there is no such axis, or no such cut.
 * @example
 * ```ts
 * import { split, tensor } from '@wengert/tensor'
 * const x = tensor([1, 2, 3, 4])
 * split(x, 2)[1].toArray() // → 3,4
 * split(x, [1, 3]).map((part) => part.size) // → 1,2,1
 * ```
 */
export function split(x: TensorLike, sections: number | readonly number[], axis = 0): Tensor[] {
  const a = toTensor('split', x)
  const at = normalizeAxis('split', axis, a.ndim)
  const length = a.shape[at]
  const cuts = [0, ...cutsOf(sections, length, () => formatShape(a.shape), at), length]
  return cuts.slice(1).map((stop, i) => sliceAlong(a, at, [cuts[i], stop]))
}

function cutsOf(
  sections: number | readonly number[],
  length: number,
  shape: () => string,
  axis: number,
): number[] {
  if (Array.isArray(sections)) {
    return (sections as readonly number[]).map((cut) => {
      if (Number.isInteger(cut)) return Math.min(Math.max(cut < 0 ? cut + length : cut, 0), length)
      throw new ArgumentError(`split: ${describe(cut)} is no position to cut at; give integers.`)
    })
  }
  const parts = sections as number
  if (!Number.isInteger(parts) || parts < 1) {
    throw new ArgumentError(
      `split: ${describe(parts)} is not a number of parts; give a positive integer, or the positions of the cuts.`,
    )
  }
  if (length % parts !== 0) {
    throw new ShapeError(
      `split: axis ${axis} of shape ${shape()} does not divide into ${parts} equal parts; ` +
        'choose a divisor of its length, or give the positions of the cuts.',
    )
  }
  return range(parts - 1).map((i) => ((i + 1) * length) / parts)
}
