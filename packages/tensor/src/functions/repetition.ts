/**
 * `tile` repeats a whole tensor, `repeat` its elements one by one. Both stretch an axis of length 1 and
 * reshape, so their transpose is a sum.
 */
import { describe } from '../describe.ts'
import { makeAval } from '../aval.ts'
import { toTensor } from '../convert.ts'
import { ArgumentError, ShapeError } from '../errors.ts'
import { gather } from '../primitives/indexing.ts'
import { broadcastTo, ravel, reshape } from '../primitives/layout.ts'
import { formatShape, listOf, normalizeAxis, range } from '../shape.ts'
import { Tensor, type TensorLike } from '../tensor.ts'

/**
 * x laid side by side so many times along each axis, as NumPy's `tile`: the counts align with the last
 * axes, and more counts than axes put new ones in front. Linear.
 *
 * @throws ArgumentError when a count is not a non-negative integer.
 * @example
 * ```ts
 * import { tensor, tile } from '@wengert/tensor'
 * tile(tensor([1, 2]), 2).toArray() // → 1,2,1,2
 * tile(tensor([1, 2]), [2, 1]).shape // → 2,2
 * ```
 */
export function tile(x: TensorLike, counts: number | readonly number[]): Tensor {
  const a = toTensor('tile', x)
  const given = listOf(counts)
  given.forEach((count) => checkCount('tile', count))
  const rank = Math.max(a.ndim, given.length)
  const times = [...ones(rank - given.length), ...given]
  const shape = [...ones(rank - a.ndim), ...a.shape]
  // [2, 3] twice along each is [1, 2, 1, 3] stretched to [2, 2, 2, 3].
  const apart = reshape(
    a,
    shape.flatMap((n) => [1, n]),
  )
  const stretched = broadcastTo(
    apart,
    shape.flatMap((n, axis) => [times[axis], n]),
  )
  return reshape(
    stretched,
    shape.map((n, axis) => n * times[axis]),
  )
}

/**
 * Each element along an axis repeated, as NumPy's `repeat`: all the same number of times, or as often
 * as an array says for each. Without an axis the elements in row-major order. Linear.
 *
 * @throws ArgumentError when a count is not a non-negative integer, or there is no such axis.
 * @throws ShapeError when the array of counts has not the length of the axis.
 * @example
 * ```ts
 * import { repeat, tensor } from '@wengert/tensor'
 * repeat(tensor([1, 2]), 2).toArray() // → 1,1,2,2
 * repeat(tensor([[1, 2], [3, 4]]), [1, 2], 0).shape // → 3,2
 * ```
 */
export function repeat(x: TensorLike, counts: number | readonly number[], axis?: number): Tensor {
  const given = toTensor('repeat', x)
  const a = axis === undefined ? ravel(given) : given
  const at = axis === undefined ? 0 : normalizeAxis('repeat', axis, a.ndim)
  const times = listOf(counts)
  times.forEach((count) => checkCount('repeat', count))
  if (times.length === 1) {
    const apart = reshape(a, a.shape.toSpliced(at + 1, 0, 1))
    const stretched = broadcastTo(apart, a.shape.toSpliced(at + 1, 0, times[0]))
    return reshape(stretched, a.shape.with(at, a.shape[at] * times[0]))
  }
  if (times.length !== a.shape[at]) {
    throw new ShapeError(
      `repeat: ${times.length} counts for axis ${at} of shape ${formatShape(a.shape)}; give one for ` +
        'each element along the axis, or one number for all.',
    )
  }
  const positions = Int32Array.from(times.flatMap((count, i) => range(count).fill(i)))
  return gather(a, new Tensor(makeAval([positions.length], 'int32'), positions), at)
}

function ones(count: number): number[] {
  return new Array<number>(count).fill(1)
}

function checkCount(operation: string, count: number): void {
  if (!Number.isInteger(count) || count < 0) {
    throw new ArgumentError(
      `${operation}: ${describe(count)} is not a number of times; give non-negative integers.`,
    )
  }
}
