/**
 * Basic slicing, NumPy's `x[a:b:c, i]`. The primitive takes regular parts with positive steps; an
 * index that drops its axis is a part of length 1 and a reshape, a negative step is a flip. Its
 * transpose is a pad, with as many zeros between the elements as the step left out.
 */
import { makeAval } from '../aval.ts'
import { toTensor } from '../convert.ts'
import { show } from '../describe.ts'
import { bind } from '../dispatch.ts'
import { ArgumentError, IndexError } from '../errors.ts'
import type { Primitive } from '../primitive.ts'
import { formatShape, range } from '../shape.ts'
import { rowMajor, sliceStrided } from '../strided.ts'
import type { Tensor, TensorLike } from '../tensor.ts'
import { flip } from './flip.ts'
import { gatherView, reshape } from './layout.ts'
import { padGeneral } from './padding.ts'

/** An index, which drops its axis, or `[start, stop, step]`, each of which may be left out. */
export type SliceIndex = number | readonly (number | null | undefined)[]

export interface SliceParams {
  readonly starts: readonly number[]
  /** The number of elements taken along each axis. */
  readonly lengths: readonly number[]
  /** Positive. */
  readonly steps: readonly number[]
}

export const slicePrimitive: Primitive<SliceParams> = {
  name: 'slice',
  shape: ([x], { lengths }) => makeAval(lengths, x.dtype),
  kernel: ([x], params) => gatherView(x, sliceStrided(rowMajor(x.shape), params)),
  view: sliceStrided,
  jvp: ([dx], _, __, params) => bind(slicePrimitive, [dx!], params),
  transpose: ([ct], _, { starts, lengths, steps }, [x]) => [
    padGeneral(ct!, {
      low: starts,
      high: x.shape.map((n, i) => n - starts[i] - Math.max(0, (lengths[i] - 1) * steps[i] + 1)),
      interior: steps.map((step) => step - 1),
      value: 0,
    }),
  ],
  batch: ([x], _, { starts, lengths, steps }, size) =>
    bind(slicePrimitive, [x], {
      starts: [0, ...starts],
      lengths: [size, ...lengths],
      steps: [1, ...steps],
    }),
}

/**
 * A part of x as NumPy's basic indexing takes it, one index or range an axis; axes left over are
 * taken whole. An index drops its axis and counts from the last when negative; a range is
 * `[start, stop, step]`, clamped to the axis, with any of the three left out, null or undefined.
 *
 * Linear in x: its transpose puts the cotangent back among zeros.
 *
 * @throws IndexError when an index lies outside its axis.
 * @throws ArgumentError when there are more indices than axes, or a range is not one.
 * @example
 * ```ts
 * import { slice, tensor } from '@wengert/tensor'
 * const x = tensor([[1, 2, 3], [4, 5, 6]])
 * slice(x, -1).toArray() // → 4,5,6
 * slice(x, [], [0, 2]).toArray() // → 1,2,4,5
 * slice(x, 0, [null, null, -1]).toArray() // → 3,2,1
 * ```
 */
export function slice(x: TensorLike, ...indices: readonly SliceIndex[]): Tensor {
  return sliceBy('slice', toTensor('slice', x), indices)
}

/** `slice` of one axis. */
export function sliceAlong(x: Tensor, axis: number, index: SliceIndex): Tensor {
  return slice(x, ...range(axis).map(() => []), index)
}

/** The part at an index of the first axis: the method `at`. */
export function partAt(x: Tensor, index: number): Tensor {
  if (typeof index === 'number') return sliceBy('at', x, [index])
  throw new ArgumentError(
    `at: ${show(index)} is not an index; give an integer, or use slice or take for several.`,
  )
}

/** As `slice`, under the name of the operation that asks for it. */
export function sliceBy(operation: string, a: Tensor, indices: readonly SliceIndex[]): Tensor {
  if (indices.length > a.ndim) {
    throw new ArgumentError(
      `${operation}: ${indices.length} indices for shape ${formatShape(a.shape)}; give at most one for each axis.`,
    )
  }
  const parts = a.shape.map((length, axis) =>
    regularPart(operation, indices[axis] ?? [], length, axis, a),
  )
  const backwards = parts.flatMap(({ step }, axis) => (step < 0 ? [axis] : []))
  // A part walked backwards is the same elements walked forwards from its far end, flipped.
  const starts = parts.map(({ start, length, step }) =>
    step < 0 && length > 0 ? start + (length - 1) * step : start,
  )
  const lengths = parts.map(({ length }) => length)
  const steps = parts.map(({ step }) => Math.abs(step))
  const whole = lengths.every((n, axis) => n === a.shape[axis] && steps[axis] === 1)
  const part = whole ? a : bind(slicePrimitive, [a], { starts, lengths, steps })
  const forwards = backwards.length === 0 ? part : flip(part, backwards)
  const kept = lengths.filter((_, axis) => typeof indices[axis] !== 'number')
  return reshape(forwards, kept)
}

interface Part {
  readonly start: number
  readonly length: number
  readonly step: number
}

function regularPart(
  operation: string,
  index: SliceIndex,
  length: number,
  axis: number,
  x: Tensor,
): Part {
  if (typeof index === 'number') {
    const start = index < 0 ? index + length : index
    if (!Number.isInteger(index) || start < 0 || start >= length) {
      throw new IndexError(
        `${operation}: index ${index} is outside axis ${axis} of shape ${formatShape(x.shape)}; ` +
          (length === 0 ? 'that axis is empty.' : `use ${-length} to ${length - 1}.`),
      )
    }
    return { start, length: 1, step: 1 }
  }
  const [first, last, step] = checkRange(operation, index)
  const forwards = step > 0
  const [low, high] = forwards ? [0, length] : [-1, length - 1]
  const clamp = (i: number): number => Math.min(Math.max(i < 0 ? i + length : i, low), high)
  const start = first === null ? (forwards ? low : high) : clamp(first)
  const stop = last === null ? (forwards ? high : low) : clamp(last)
  const count = Math.max(0, Math.ceil((stop - start) / step))
  return { start: count === 0 ? 0 : start, length: count, step }
}

function checkRange(
  operation: string,
  range: Exclude<SliceIndex, number>,
): [number | null, number | null, number] {
  const isRange = Array.isArray(range) && range.length <= 3
  const [start, stop, step] = isRange ? range : []
  const given = [start ?? 0, stop ?? 0, step ?? 1]
  if (!isRange || !given.every(Number.isInteger) || step === 0) {
    throw new ArgumentError(
      `${operation}: ${show(range)} is not a range; ` +
        'give integers [start, stop, step] with a step other than 0 (take picks single positions).',
    )
  }
  return [start ?? null, stop ?? null, step ?? 1]
}
