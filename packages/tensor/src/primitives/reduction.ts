/** What reductions share: their params and the shapes they give. */
import { checkOptions } from '../options.ts'
import { normalizeAxes, type Shape } from '../shape.ts'
import type { Tensor } from '../tensor.ts'

/** One axis, several, or all when left out; negative ones count from the last. */
export type Axes = number | readonly number[] | undefined | null

export interface ReduceOptions {
  /** Leave the reduced axes in place with length 1. */
  readonly keepDims?: boolean
}

/** The names of `ReduceOptions`, all of them flags. */
export const reduceFlags: readonly string[] = ['keepDims']

export interface ReduceParams {
  /** Sorted, non-negative. */
  readonly axes: readonly number[]
}

/** The axes over which a reduction goes, sorted; its options are checked as well. */
export function reducedAxes(
  operation: string,
  x: Tensor,
  axes: Axes,
  options: ReduceOptions | undefined,
  otherNames: readonly string[] = [],
): readonly number[] {
  checkOptions(operation, options, otherNames, reduceFlags)
  return normalizeAxes(operation, axes, x.ndim)
}

export function reducedShape(shape: Shape, axes: readonly number[]): Shape {
  return shape.filter((_, axis) => !axes.includes(axis))
}

export function keptShape(shape: Shape, axes: readonly number[]): Shape {
  return shape.map((n, axis) => (axes.includes(axis) ? 1 : n))
}
