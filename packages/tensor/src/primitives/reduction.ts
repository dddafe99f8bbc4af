/** What reductions share: their params and the shapes they give. */
import type { Shape } from '../shape.ts'

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

export function reducedShape(shape: Shape, axes: readonly number[]): Shape {
  return shape.filter((_, axis) => !axes.includes(axis))
}

export function keptShape(shape: Shape, axes: readonly number[]): Shape {
  return shape.map((n, axis) => (axes.includes(axis) ? 1 : n))
}
