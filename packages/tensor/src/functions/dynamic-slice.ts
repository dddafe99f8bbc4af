/**
 * Parts of fixed size at a place that is itself computed: reading gathers, writing chooses between x
 * and the update moved into place. So that loops over batches stay total, the place is moved inside
 * where the part would run over an end, as in JAX.
 */
import { describe, show } from '../describe.ts'
import { makeAval } from '../aval.ts'
import { promoteBoth, toTensor } from '../convert.ts'
import { ArgumentError, ShapeError } from '../errors.ts'
import { add, sub } from '../primitives/arithmetic.ts'
import { clip } from '../primitives/piecewise.ts'
import { castTo } from '../primitives/cast.ts'
import { equal, less } from '../primitives/compare.ts'
import { gather, toIndices } from '../primitives/indexing.ts'
import { reshape } from '../primitives/layout.ts'
import { logicalAnd } from '../primitives/logic.ts'
import { where } from '../primitives/select.ts'
import { slice } from '../primitives/slicing.ts'
import { formatShape, range, type Shape } from '../shape.ts'
import { Tensor, type TensorLike } from '../tensor.ts'

/** Where a part begins: an integer for each axis, which may be traced, or a tensor of them all. */
export type Starts = Tensor | readonly TensorLike[]

/**
 * The part of x of the given sizes that begins at `starts`, which may be computed. A negative start
 * counts from the end; one from which the part would run over an end is moved inside. Linear in x.
 *
 * @throws ShapeError when a size is longer than its axis.
 * @throws ArgumentError when there is not one start and one size for each axis.
 * @throws DTypeError when the starts are not integers.
 * @example
 * ```ts
 * import { dynamicSlice, tensor } from '@wengert/tensor'
 * dynamicSlice(tensor([1, 2, 3, 4, 5]), [2], [2]).toArray() // → 3,4
 * ```
 */
export function dynamicSlice(x: TensorLike, starts: Starts, sizes: Shape): Tensor {
  const a = toTensor('dynamicSlice', x)
  if (!Array.isArray(sizes) || sizes.length !== a.ndim) {
    throw new ArgumentError(
      `dynamicSlice: sizes ${show(sizes)} for shape ${formatShape(a.shape)}; give one for each axis.`,
    )
  }
  checkSizes('dynamicSlice', a, sizes)
  return startsOf('dynamicSlice', a, starts, sizes).reduce<Tensor>(
    (part, start, axis) =>
      start === null ? part : gather(part, add(start, positions(sizes[axis])), axis),
    a,
  )
}

/**
 * x with the part that begins at `starts` replaced by `update`; they are promoted to a common dtype.
 * Starts are as in `dynamicSlice`. Linear in x and in the update. A copy of x's size.
 *
 * @throws ShapeError when the update is longer than x along an axis.
 * @throws ArgumentError when the numbers of axes differ, or there is not one start for each.
 * @throws DTypeError when the starts are not integers.
 * @example
 * ```ts
 * import { dynamicUpdateSlice, tensor, zeros } from '@wengert/tensor'
 * dynamicUpdateSlice(zeros([4]), tensor([1, 2]), [1]).toArray() // → 0,1,2,0
 * ```
 */
export function dynamicUpdateSlice(x: TensorLike, update: TensorLike, starts: Starts): Tensor {
  const [a, u] = promoteBoth('dynamicUpdateSlice', x, update)
  if (a.ndim !== u.ndim) {
    throw new ArgumentError(
      `dynamicUpdateSlice: an update of shape ${formatShape(u.shape)} for shape ${formatShape(a.shape)}; ` +
        'give as many axes (expandDims puts axes in).',
    )
  }
  checkSizes('dynamicUpdateSlice', a, u.shape)
  if (u.size === 0) return a
  let placed = u
  let inside: Tensor | null = null
  startsOf('dynamicUpdateSlice', a, starts, u.shape).forEach((start, axis) => {
    if (start === null) return
    const size = u.shape[axis]
    const offsets = sub(positions(a.shape[axis]), start)
    const clipped = clip(offsets, 0, size - 1)
    placed = gather(placed, clipped, axis)
    const here = reshape(
      equal(offsets, clipped),
      range(a.ndim - axis).map((i) => (i === 0 ? a.shape[axis] : 1)),
    )
    inside = inside === null ? here : logicalAnd(inside, here)
  })
  return inside === null ? u : where(inside, placed, a)
}

/** The first position along each axis, inside; null where the part is the whole axis. */
function startsOf(operation: string, x: Tensor, starts: Starts, sizes: Shape): (Tensor | null)[] {
  const isList = starts instanceof Tensor || Array.isArray(starts)
  if (!isList) {
    throw new ArgumentError(
      `${operation}: ${describe(starts)} are no starts; give an array or a tensor of them.`,
    )
  }
  const count = starts instanceof Tensor ? starts.size : starts.length
  if (count !== x.ndim || (starts instanceof Tensor && starts.ndim !== 1)) {
    throw new ArgumentError(
      `${operation}: ${count} starts for shape ${formatShape(x.shape)}; give one for each axis.`,
    )
  }
  return sizes.map((size, axis) => {
    const given = toIndices(
      operation,
      starts instanceof Tensor ? slice(starts, axis) : starts[axis],
    )
    if (given.ndim !== 0) {
      throw new ArgumentError(
        `${operation}: the start of axis ${axis} has shape ${formatShape(given.shape)}; give scalars.`,
      )
    }
    const length = x.shape[axis]
    if (size === length) return null
    const start = castTo(given, 'int32')
    return clip(where(less(start, 0), add(start, length), start), 0, length - size)
  })
}

function checkSizes(operation: string, x: Tensor, sizes: Shape): void {
  const fits = sizes.every((n, axis) => Number.isInteger(n) && n >= 0 && n <= x.shape[axis])
  if (fits) return
  throw new ShapeError(
    `${operation}: a part of shape ${formatShape(sizes)} does not fit into shape ${formatShape(x.shape)}; ` +
      'make no axis longer.',
  )
}

function positions(count: number): Tensor {
  return new Tensor(
    makeAval([count], 'int32'),
    Int32Array.from({ length: count }, (_, i) => i),
  )
}
