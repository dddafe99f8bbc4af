/**
 * Layers as pairs of plain functions: `init(key)` makes a tree of parameters, `apply(params, x)` uses it.
 * Nothing is hidden in objects: a model is a function of its parameters, and what takes trees takes them.
 * Weights start as Glorot & Bengio (2010) have it, uniform within ±√(6 / (inputs + outputs)).
 */
import { random, Tensor } from '@wengert/tensor'
import { badOption } from '../checks.ts'
import { OptimizationError } from '../errors.ts'

export interface Layer<P> {
  /** Parameters to start from, float64; cast them for float32. */
  init(key: Tensor): P
  /** The result for x; leading axes of x, where it has more than the layer needs, are a batch. */
  apply(params: P, x: Tensor): Tensor
}

/** Glorot's uniform weights. */
export function glorot(
  key: Tensor,
  shape: readonly number[],
  inputs: number,
  outputs: number,
): Tensor {
  const bound = Math.sqrt(6 / (inputs + outputs))
  return random.uniform(key, shape, { low: -bound, high: bound })
}

export function checkSizes(operation: string, sizes: { readonly [name: string]: number }): void {
  for (const [name, value] of Object.entries(sizes)) {
    if (!Number.isInteger(value) || value < 1)
      throw badOption(`layers.${operation}`, name, value, 'a positive integer')
  }
}

/** Checks that an input has so many axes at least, the last of this width: otherwise it may broadcast. */
export function checkInput(
  operation: string,
  x: Tensor,
  width: number,
  { what = 'x', layout = ['batch…'], axes = 1 } = {},
): void {
  if (!(x instanceof Tensor)) return
  const { shape } = x
  if (shape.length >= axes && shape[shape.length - 1] === width) return
  throw new OptimizationError(
    'shape',
    `layers.${operation}: ${what} has the shape [${shape.join(', ')}]; give [${[...layout, width].join(', ')}].`,
  )
}
