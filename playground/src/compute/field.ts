/** The function's values on a square grid of points, for contours. */
import { tensor } from '@wengert/tensor'
import { evaluate, widthOf } from '../expression/evaluate.ts'
import type { Expression } from '../expression/syntax.ts'
import type { View } from '../plot/view.ts'

export interface FieldRequest {
  readonly expression: Expression
  readonly view: View
  /** Points along each side. */
  readonly side: number
}

export interface Field {
  readonly view: View
  readonly side: number
  /** Row by row from the top, y falling, as pictures are. */
  readonly values: Float64Array
}

/** How many elements a tensor of one piece may have. */
const piece = 1 << 20

export function field({ expression, view, side }: FieldRequest): Field {
  const [cx, cy, half] = view
  const at = (i: number): number => ((i + 0.5) / side) * 2 * half - half
  const count = side * side
  const values = new Float64Array(count)
  const together = Math.max(1, Math.floor(piece / widthOf(expression)))
  for (let start = 0; start < count; start += together) {
    const length = Math.min(together, count - start)
    const x = Float64Array.from({ length }, (_, i) => cx + at((start + i) % side))
    const y = Float64Array.from({ length }, (_, i) => cy - at(Math.floor((start + i) / side)))
    values.set(evaluate(expression, tensor(x), tensor(y)).data as Float64Array, start)
  }
  return { view, side, values }
}
