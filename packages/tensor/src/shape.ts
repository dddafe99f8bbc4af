/**
 * Shapes: lists of non-negative integers, row-major, with NumPy's broadcasting: aligned at the last
 * axis, an axis of length 1 (or absent) stretches. The empty list is a scalar's shape.
 */
import { describe, show } from './describe.ts'
import { ArgumentError, ShapeError } from './errors.ts'

export type Shape = readonly number[]

export function sizeOf(shape: Shape): number {
  let size = 1
  for (let i = 0; i < shape.length; i++) size *= shape[i]
  return size
}

export function sameShape(a: Shape, b: Shape): boolean {
  if (a === b) return true
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

export function formatShape(shape: Shape): string {
  return `[${shape.join(', ')}]`
}

/** Row-major strides in elements. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length)
  let stride = 1
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = stride
    stride *= shape[i]
  }
  return strides
}

/** The shape both broadcast to, or null where they do not. */
export function broadcastOrNull(a: Shape, b: Shape): Shape | null {
  if (sameShape(a, b)) return a
  if (b.length === 0) return a
  if (a.length === 0) return b
  const rank = Math.max(a.length, b.length)
  const result = new Array<number>(rank)
  for (let i = 1; i <= rank; i++) {
    const m = i <= a.length ? a[a.length - i] : 1
    const n = i <= b.length ? b[b.length - i] : 1
    if (m !== n && m !== 1 && n !== 1) return null
    result[rank - i] = m === 1 ? n : m
  }
  return result
}

export function broadcastShapes(operation: string, a: Shape, b: Shape): Shape {
  const result = broadcastOrNull(a, b)
  if (result === null) {
    throw new ShapeError(
      `${operation}: shapes ${formatShape(a)} and ${formatShape(b)} do not broadcast; ` +
        'reshape one so that each pair of axes, counted from the last, is equal or has a 1.',
    )
  }
  return result
}

/** Strides with which an operand of `shape` is read along `target`: 0 where it is stretched. */
export function broadcastStrides(shape: Shape, target: Shape): number[] {
  const own = stridesOf(shape)
  const lead = target.length - shape.length
  return target.map((_, i) => (i < lead || shape[i - lead] === 1 ? 0 : own[i - lead]))
}

/** The axis as a number in [0, rank), negative ones counted from the end. */
export function normalizeAxis(operation: string, axis: number, rank: number): number {
  const result = Number.isInteger(axis) && axis < 0 ? axis + rank : axis
  if (!Number.isInteger(axis) || result < 0 || result >= rank) {
    throw new ArgumentError(
      rank === 0
        ? `${operation}: axis ${describe(axis)} given for a scalar, which has no axes; leave the axis out, or ` +
            'give the operand one by expandDims.'
        : `${operation}: axis ${describe(axis)} is not an axis of a tensor of rank ${rank}; use ${-rank} to ${rank - 1}.`,
    )
  }
  return result
}

/** One axis, several, or all (undefined): sorted, in [0, rank), each once. */
export function normalizeAxes(
  operation: string,
  axes: number | readonly number[] | undefined | null,
  rank: number,
): readonly number[] {
  if (axes === undefined || axes === null) return range(rank)
  return eachAxisOnce(operation, axes, rank).sort((a, b) => a - b)
}

/** The axes in their order, counted from the first, which no two of them may name. */
export function eachAxisOnce(
  operation: string,
  axes: number | readonly number[],
  rank: number,
  what = 'axis list',
): number[] {
  const list = listOf(axes)
  const result = list.map((axis) => normalizeAxis(operation, axis, rank))
  if (new Set(result).size !== result.length) {
    throw new ArgumentError(
      `${operation}: ${what} [${list.join(', ')}] names an axis twice; name each once.`,
    )
  }
  return result
}

/** One or several of them: a list. What is neither is left to whoever looks at the elements. */
export function listOf<T>(given: T | readonly T[]): readonly T[] {
  return Array.isArray(given) ? given : [given as T]
}

export function range(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i)
}

export function checkShape(operation: string, shape: unknown): Shape {
  if (!Array.isArray(shape) || !shape.every((n) => Number.isInteger(n) && n >= 0)) {
    throw new ShapeError(
      `${operation}: ${show(shape)} is not a shape; give an array of non-negative integers.`,
    )
  }
  return shape as Shape
}
