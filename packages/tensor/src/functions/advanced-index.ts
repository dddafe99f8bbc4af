/**
 * NumPy's advanced indexing: tensors of integers and masks beside ranges and single indices. The ranges
 * are a slice; what the tensors pick is one gather along their axes, walked as one.
 */
import { literal, toTensor } from '../convert.ts'
import { ArgumentError } from '../errors.ts'
import { add, mul } from '../primitives/arithmetic.ts'
import { castTo } from '../primitives/cast.ts'
import { greaterEqual, less } from '../primitives/compare.ts'
import { checkKnown, gather, toIndices } from '../primitives/indexing.ts'
import { reshape, transpose } from '../primitives/layout.ts'
import { logicalAnd } from '../primitives/logic.ts'
import { where } from '../primitives/select.ts'
import { sliceBy, type SliceIndex } from '../primitives/slicing.ts'
import { makeAval } from '../aval.ts'
import { broadcastShapes, formatShape, range, sameShape, sizeOf, type Shape } from '../shape.ts'
import { Tensor, type TensorLike } from '../tensor.ts'

/** An index, a range `[start, stop, step]`, integers as a tensor or typed array, or a mask of bools. */
export type Index = SliceIndex | TensorLike

/** What picks along one axis of x. */
type AxisIndex = { readonly range: SliceIndex } | { readonly positions: Tensor }

/**
 * A part of x as NumPy's `x[i, j, …]` takes it: an index or range an axis as in `slice`, int32 tensors,
 * which broadcast and pick together, or masks, which cover as many axes as they have and stand for the
 * positions where they are true. The shape of the tensors takes the place of their axes, or comes first
 * when a range lies between them; single indices count as tensors then. A mask must be known: inside
 * `vmap` over it there is no shape, and `where` chooses instead. Linear in x.
 *
 * @throws IndexError when an index lies outside its axis.
 * @throws DTypeError when a tensor has neither integers nor bools.
 * @throws ShapeError when the tensors do not broadcast.
 * @throws ArgumentError when there are more indices than axes, or a mask has not the lengths of its axes.
 * @example
 * ```ts
 * import { index, tensor } from '@wengert/tensor'
 * const x = tensor([[1, 2, 3], [4, 5, 6]])
 * index(x, new Int32Array([0, 1]), new Int32Array([2, 0])).toArray() // → 3,4
 * index(x, [], new Int32Array([2, 0])).toArray() // → 3,1,6,4
 * index(x, x.greater(4)).toArray() // → 5,6
 * ```
 */
export function index(x: TensorLike, ...indices: readonly Index[]): Tensor {
  const a = toTensor('index', x)
  const given = indices.flatMap((entry, i) => axisIndices(a, entry, axesBefore(indices, i)))
  if (given.length > a.ndim) {
    throw new ArgumentError(
      `index: ${given.length} indices for shape ${formatShape(a.shape)}; give at most one for each axis.`,
    )
  }
  const ranges = given.map((entry) => ('range' in entry ? entry.range : []))
  if (!given.some((entry) => 'positions' in entry)) return sliceBy('index', a, ranges)
  const picking = given.map((entry) => ('range' in entry ? scalarOf(entry.range) : entry.positions))
  const axes = range(given.length).filter((axis) => picking[axis] !== null)
  const rest = range(a.ndim).filter((axis) => !axes.includes(axis))
  const part = sliceBy(
    'index',
    a,
    ranges.map((entry, axis) => (picking[axis] === null ? entry : [])),
  )
  const adjacent = axes.every((axis, i) => axis === axes[0] + i)
  const place = adjacent ? axes[0] : 0
  const ordered = transpose(part, [...rest.slice(0, place), ...axes, ...rest.slice(place)])
  const lengths = axes.map((axis) => a.shape[axis])
  const flat = reshape(ordered, [
    ...ordered.shape.slice(0, place),
    sizeOf(lengths),
    ...ordered.shape.slice(place + axes.length),
  ])
  return gather(
    flat,
    flatPositions(
      axes.map((axis) => picking[axis]!),
      axes,
      a,
    ),
    place,
  )
}

function isRange(entry: Index): entry is SliceIndex {
  return typeof entry === 'number' || Array.isArray(entry)
}

/** How many axes the indices before the i-th cover. */
function axesBefore(indices: readonly Index[], i: number): number {
  return indices.slice(0, i).reduce<number>((count, entry) => {
    const mask = isRange(entry) ? null : toTensor('index', entry as TensorLike)
    return count + (mask?.dtype === 'bool' ? mask.ndim : 1)
  }, 0)
}

function axisIndices(x: Tensor, entry: Index, axis: number): AxisIndex[] {
  if (isRange(entry)) return [{ range: entry }]
  const picked = toTensor('index', entry as TensorLike)
  if (picked.dtype !== 'bool') return [{ positions: castTo(toIndices('index', picked), 'int32') }]
  if (picked.ndim === 0 || !sameShape(picked.shape, x.shape.slice(axis, axis + picked.ndim))) {
    throw new ArgumentError(
      `index: a mask of shape ${formatShape(picked.shape)} from axis ${axis} of shape ${formatShape(x.shape)} on; ` +
        'give it the lengths of its axes.',
    )
  }
  return truePositions(picked).map((positions) => ({ positions }))
}

/** Where a mask is true, along each of its axes. */
function truePositions(mask: Tensor): Tensor[] {
  const { data } = mask
  const places = range(mask.size).filter((i) => data[i] !== 0)
  let inner = mask.size
  return mask.shape.map((n) => {
    inner /= n
    const along = Int32Array.from(places, (i) => Math.floor(i / inner) % n)
    return new Tensor(makeAval([along.length], 'int32'), along)
  })
}

/** A single index as a tensor; null for a range. */
function scalarOf(entry: SliceIndex): Tensor | null {
  return typeof entry === 'number' ? toIndices('index', entry) : null
}

/** Σ position · stride over the axes walked as one; an outside one leads outside of them all. */
function flatPositions(positions: readonly Tensor[], axes: readonly number[], x: Tensor): Tensor {
  positions.reduce<Shape>((joint, { shape }) => broadcastShapes('index', joint, shape), [])
  const total = sizeOf(axes.map((axis) => x.shape[axis]))
  let flat: Tensor = literal(0, 'int32')
  let inside: Tensor | null = null
  positions.forEach((given, i) => {
    const n = x.shape[axes[i]]
    checkKnown('index', given, axes[i], x)
    const position = where(less(given, 0), add(given, n), given)
    const fits = logicalAnd(greaterEqual(position, 0), less(position, n))
    inside = inside === null ? fits : logicalAnd(inside, fits)
    flat = add(mul(flat, n), position)
  })
  return where(inside!, flat, total)
}
