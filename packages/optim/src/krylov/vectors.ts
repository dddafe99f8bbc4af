/**
 * Operators on trees as functions of flat vectors, and what the results of all solvers here share.
 * What an operator returns is checked at every product: a size that changes is the caller's mistake,
 * not a number to compute with.
 */
import { Tensor } from '@wengert/tensor'
import { OptimizationError } from '../errors.ts'
import { Space } from '../ravel.ts'
import type { Vector } from '../vector.ts'

export type VectorMap = (v: Vector) => Vector

/** What every solver here returns. */
export interface KrylovResult<X, S extends string> {
  readonly x: X
  /** ‖b − A x‖₂ of the x returned, computed from it and not from a recurrence. */
  readonly residualNorm: number
  /** Products with A made on the way; the check of the end is not counted. */
  readonly iterations: number
  readonly success: boolean
  readonly status: S
  /** The status in words, with what to do. */
  readonly message: string
}

/** An operator from one space to another as a function of vectors. */
export function onVectors<X, Y>(
  operation: string,
  operator: (x: X) => Y,
  from: Space<X>,
  to: Space<Y>,
  remedy = 'give a square one',
): VectorMap {
  if (typeof operator !== 'function') {
    const what = (operator as unknown) instanceof Tensor ? 'a Tensor' : String(operator)
    throw new OptimizationError(
      'option',
      `${operation}: the operator is ${what}, not a function; give one, as (v) => matmul(A, v).`,
    )
  }
  return (v) => {
    const product = operator(from.unflatten(v))
    const { size } = new Space<Y>(operation, product, 'the product')
    if (size !== to.size) {
      throw new OptimizationError(
        'shape',
        `${operation}: the operator maps ${from.size} numbers to ${size}; ${remedy}.`,
      )
    }
    return to.flatten(product, { what: 'the product' })
  }
}

/** The default limit on products, for n unknowns. */
export function productLimit(size: number): number {
  return Math.max(20, 10 * size)
}
