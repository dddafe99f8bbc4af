/** Strides, dilations and paddings as callers write them, one for each axis over which windows slide. */
import { show } from '../describe.ts'
import { ArgumentError, ShapeError } from '../errors.ts'
import { formatShape, type Shape } from '../shape.ts'
import { windowCounts, type WindowParams } from '../primitives/windows.ts'

/**
 * Zeros put round the axes: none (`'valid'`), so many that there are ⌈length / stride⌉ windows (`'same'`,
 * an odd one at the end), the same number everywhere, or a pair [before, after] an axis.
 */
export type Padding = 'valid' | 'same' | number | readonly (readonly [number, number])[]

export interface Geometry extends WindowParams {
  readonly padding: readonly (readonly [number, number])[]
  /** The number of windows along each axis. */
  readonly counts: readonly number[]
}

export interface GeometryOptions {
  readonly stride: number | readonly number[]
  readonly dilation: number | readonly number[]
  readonly padding: Padding
}

/** What windows of the sizes over the last axes of a shape amount to. */
export function geometryOf(
  operation: string,
  shape: Shape,
  sizes: readonly number[],
  { stride, dilation, padding }: GeometryOptions,
): Geometry {
  const rank = sizes.length
  const lengths = shape.slice(shape.length - rank)
  const strides = perAxis(operation, 'stride', stride, rank)
  const dilations = perAxis(operation, 'dilation', dilation, rank)
  const spans = sizes.map((size, i) => (size - 1) * dilations[i] + 1)
  const pairs = paddingOf(operation, padding, lengths, spans, strides)
  const padded = lengths.map((n, i) => n + pairs[i][0] + pairs[i][1])
  padded.forEach((n, i) => {
    if (n >= spans[i] && sizes[i] > 0) return
    throw new ShapeError(
      `${operation}: windows of ${formatShape(sizes)}${spans[i] > sizes[i] ? ` spanning ${formatShape(spans)}` : ''} ` +
        `do not fit into lengths ${formatShape(lengths)} padded to ${formatShape(padded)}; make them smaller, or pad more.`,
    )
  })
  const params = { sizes, dilations, strides }
  return { ...params, padding: pairs, counts: windowCounts(padded, params) }
}

function perAxis(
  operation: string,
  name: string,
  value: number | readonly number[],
  rank: number,
): readonly number[] {
  const list = Array.isArray(value) ? value : new Array<number>(rank).fill(value as number)
  if (list.length === rank && list.every((n) => Number.isInteger(n) && n > 0)) return list
  throw new ArgumentError(
    `${operation}: ${name} ${show(value)} for ${rank} axes; give a positive integer, or one for each axis.`,
  )
}

function paddingOf(
  operation: string,
  padding: Padding,
  lengths: readonly number[],
  spans: readonly number[],
  strides: readonly number[],
): readonly (readonly [number, number])[] {
  if (padding === 'valid') return lengths.map(() => [0, 0])
  if (padding === 'same') {
    return lengths.map((n, i) => {
      const count = Math.ceil(n / strides[i])
      const total = Math.max(0, (count - 1) * strides[i] + spans[i] - n)
      return [Math.floor(total / 2), Math.ceil(total / 2)]
    })
  }
  const isWidth = (n: unknown): boolean => Number.isInteger(n) && (n as number) >= 0
  if (typeof padding === 'number' && isWidth(padding)) return lengths.map(() => [padding, padding])
  const fits =
    Array.isArray(padding) &&
    padding.length === lengths.length &&
    padding.every((pair) => Array.isArray(pair) && pair.length === 2 && pair.every(isWidth))
  if (fits) return padding as readonly (readonly [number, number])[]
  throw new ArgumentError(
    `${operation}: padding ${show(padding)} for ${lengths.length} axes; give 'valid', 'same', a ` +
      'non-negative integer, or a pair [before, after] for each axis.',
  )
}
