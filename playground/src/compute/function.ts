/** An expression as the function of a point that derivatives and solvers take. */
import type { Tensor } from '@wengert/tensor'
import { evaluate } from '../expression/evaluate.ts'
import type { Expression } from '../expression/syntax.ts'

export type Plane = readonly [x: Tensor, y: Tensor]

export function functionOf(expression: Expression): (at: Plane) => Tensor {
  return ([x, y]) => evaluate(expression, x, y)
}
