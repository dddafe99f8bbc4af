/**
 * Bounds on parameters: a box with sides that may be infinite. A parameter is fixed where it lies on a
 * side and the gradient presses it outward; the others are free.
 */
import type { TreeLike } from '@wengert/tensor'
import { OptimizationError } from './errors.ts'
import { Space } from './ravel.ts'
import type { Vector } from './vector.ts'

export interface Bounds<X> {
  /** A number for all parameters, or a tree like the start; −∞ where it is left out. */
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

  /** The gradient without its elements at fixed parameters. */
  free(x: Vector, gradient: Vector): Vector {
    return gradient.map((value, i) => (this.isFixed(i, x, gradient) ? 0 : value))
  }
}

/** The box of the options, which must hold the start. */
export function makeBox<X>(
  operation: string,
  bounds: Bounds<X>,
  space: Space<X>,
  start: Vector,
): Box {
  const side = (given: number | TreeLike<X> | undefined, missing: number): Vector => {
    if (given !== undefined && typeof given !== 'number') {
      const { size } = new Space<X>(operation, given)
      if (size === space.size) return space.flatten(given)
      throw new OptimizationError(
        'shape',
        `${operation}: a bound has ${size} elements where the start has ${space.size}; give a number or a tree like the start.`,
      )
    }
    return new Float64Array(space.size).fill((given as number | undefined) ?? missing)
  }
  const box = new Box(side(bounds.lower, -Infinity), side(bounds.upper, Infinity))
  start.forEach((value, i) => {
    const [low, high] = [box.lower[i], box.upper[i]]
    if ((low <= value && value <= high) || (low <= high && Number.isNaN(value))) return
    throw new OptimizationError(
      low <= high ? 'start' : 'option',
      low <= high
        ? `${operation}: element ${i} of the start is ${value}, outside its bounds [${low}, ${high}]; start inside.`
        : `${operation}: the bounds of element ${i} are [${low}, ${high}]; give a lower bound that is not above the upper.`,
    )
  })
  return box
}
