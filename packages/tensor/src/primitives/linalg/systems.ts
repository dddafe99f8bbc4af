/** The two sides of a system of equations, in the shapes in which the primitives take them. */
import { ShapeError } from '../../errors.ts'
import { broadcastOrNull, formatShape, sameShape, type Shape } from '../../shape.ts'
import type { Tensor } from '../../tensor.ts'
import { broadcastTo, reshape } from '../layout.ts'
import { leadOf } from './stacks.ts'

export interface System {
  /** Its leading axes are the last ones of the right side's. */
  readonly matrix: Tensor
  readonly right: Tensor
  /** The solution in the shape that the caller expects. */
  restore(x: Tensor): Tensor
}

/** A right side with one axis is a vector, any other a stack of matrices, as in NumPy 2. */
export function toSystem(operation: string, a: Tensor, b: Tensor): System {
  const isVector = b.ndim === 1
  const height = b.ndim === 0 ? null : b.shape[isVector ? 0 : b.ndim - 2]
  if (height !== a.shape[a.ndim - 2]) {
    throw new ShapeError(
      `${operation}: shapes ${formatShape(a.shape)} and ${formatShape(b.shape)} do not fit: the right side ` +
        `needs ${a.shape[a.ndim - 2]} rows; give a vector of that length, or matrices with that many rows.`,
    )
  }
  const right = isVector ? reshape(b, [b.size, 1]) : b
  const lead = broadcastOrNull(leadOf(a), leadOf(right))
  if (lead === null) {
    throw new ShapeError(
      `${operation}: shapes ${formatShape(a.shape)} and ${formatShape(b.shape)} do not fit: their axes before ` +
        'the last two do not broadcast; reshape one.',
    )
  }
  return {
    matrix: isLastOf(leadOf(a), lead) ? a : broadcastTo(a, [...lead, ...a.shape.slice(-2)]),
    right: broadcastTo(right, [...lead, ...right.shape.slice(-2)]),
    restore: (x) => (isVector ? reshape(x, x.shape.slice(0, -1)) : x),
  }
}

function isLastOf(part: Shape, whole: Shape): boolean {
  return sameShape(part, whole.slice(whole.length - part.length))
}
