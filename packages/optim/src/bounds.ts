/**
 * Bounds on parameters: a box with sides that may be infinite. A parameter is fixed where it lies on a
 * side and the gradient presses it outward; the others are free.
 */
import type { TreeLike } from '@wengert/tensor'
import { badOption, checkNames } from './checks.ts'
import { OptimizationError } from './errors.ts'
import type { Space } from './ravel.ts'
import type { Vector } from './vector.ts'

export interface Bounds<X> {
  /**
   * A number for all parameters, or a tree like the start, in which a number stands for all elements of
   * its leaf; −∞ where it is left out.
   */
  readonly lower?: number | TreeLike<X>
  /** +∞ where it is left out. */
  readonly upper?: number | TreeLike<X>
}

export class Box {
  readonly lower: Vector
  readonly upper: Vector

  constructor(lower: Vector, upper: Vector) {
    this.lower = lower
    this.upper = upper
  }

  /** x moved to the nearest point of the box. */
  project(x: Vector): Vector {
    return x.map((value, i) => Math.min(this.upper[i], Math.max(this.lower[i], value)))
  }

  /** Whether parameter i is on a side and the gradient presses it outward. */
  isFixed(i: number, x: Vector, gradient: Vector): boolean {
    return (
      (x[i] <= this.lower[i] && (gradient[i] > 0 || this.lower[i] === this.upper[i])) ||
      (x[i] >= this.upper[i] && gradient[i] < 0)
    )
  }

  /**
   * Which parameters may move freely, as 1 and 0: not the fixed ones, nor those within a margin of a side
   * that the gradient presses them to; without such a margin steps could zigzag (Bertsekas 1982).
   */
  movable(x: Vector, gradient: Vector, margin: (i: number) => number): Vector {
    return x.map((value, i) => {
      const reach = margin(i)
      const low = gradient[i] > 0 && value <= this.lower[i] + reach
      const high = gradient[i] < 0 && value >= this.upper[i] - reach
      return low || high || this.isFixed(i, x, gradient) ? 0 : 1
    })
  }

  /** The gradient without its elements at fixed parameters. */
  free(x: Vector, gradient: Vector): Vector {
    return gradient.map((value, i) => (this.isFixed(i, x, gradient) ? 0 : value))
  }
}

/** The box of the options. */
export function boxOf<X>(operation: string, bounds: Bounds<X>, space: Space<X>): Box {
  if (typeof bounds !== 'object' || bounds === null || Array.isArray(bounds)) {
    throw badOption(
      operation,
      'bounds',
      Array.isArray(bounds) ? 'a list' : bounds,
      '{ lower, upper }, each a number or a tree',
    )
  }
  checkNames(operation, bounds, ['lower', 'upper'], 'bounds')
  const side = (name: 'lower' | 'upper', missing: number): Vector => {
    const given = bounds[name]
    if (given === undefined || typeof given === 'number')
      return new Float64Array(space.size).fill((given as number | undefined) ?? missing)
    const remedy = 'give a number or a tree like the start'
    return space.flatten(given, { what: `the ${name} bound`, remedy, numbers: true })
  }
  const box = new Box(side('lower', -Infinity), side('upper', Infinity))
  const crossed = box.lower.findIndex(
    (low, i) => !(low <= box.upper[i] && low < Infinity && box.upper[i] > -Infinity),
  )
  if (crossed < 0) return box
  throw new OptimizationError(
    'option',
    `${operation}: the bounds of element ${crossed} are [${box.lower[crossed]}, ${box.upper[crossed]}]; ` +
      'give a lower bound that is not above the upper, and numbers between them.',
  )
}

/** The box of the options, which must hold the start. */
export function makeBox<X>(
  operation: string,
  bounds: Bounds<X>,
  space: Space<X>,
  start: Vector,
): Box {
  const box = boxOf(operation, bounds, space)
  start.forEach((value, i) => {
    const [low, high] = [box.lower[i], box.upper[i]]
    if ((low <= value && value <= high) || Number.isNaN(value)) return
    throw new OptimizationError(
      'start',
      `${operation}: element ${i} of the start is ${value}, outside its bounds [${low}, ${high}]; start inside.`,
    )
  })
  return box
}
