/** The function near a point: value, gradient, Hessian, and the Hessian's eigenvectors. */
import { hessian, valueAndGrad } from '@wengert/autodiff'
import { linalg, tensor, type Tensor } from '@wengert/tensor'
import type { Expression } from '../expression/syntax.ts'
import type { Point } from '../plot/view.ts'
import { functionOf } from './function.ts'

export interface LocalRequest {
  readonly expression: Expression
  readonly at: Point
}

export interface Local {
  readonly at: Point
  readonly value: number
  readonly gradient: Point
  /** [h₁₁, h₁₂, h₂₂]. */
  readonly hessian: readonly [number, number, number]
  /** Ascending, with unit vectors; null where the Hessian is not finite. */
  readonly eigen: readonly { readonly value: number; readonly vector: Point }[] | null
}

export function local({ expression, at }: LocalRequest): Local {
  const f = functionOf(expression)
  const point = [tensor(at[0]), tensor(at[1])] as const
  const [value, [gx, gy]] = valueAndGrad(f)(point)
  const [[xx, xy], [, yy]] = hessian(f)(point) as unknown as [[Tensor, Tensor], [Tensor, Tensor]]
  const entries = [xx.item(), xy.item(), yy.item()] as const
  return {
    at,
    value: value.item(),
    gradient: [gx.item(), gy.item()],
    hessian: entries,
    eigen: entries.every(Number.isFinite) ? eigenOf(entries) : null,
  }
}

function eigenOf([a, b, c]: readonly [number, number, number]): NonNullable<Local['eigen']> {
  const [values, vectors] = linalg.eigh(
    tensor([
      [a, b],
      [b, c],
    ]),
  ) as unknown as [Tensor, Tensor]
  const [l, v] = [values.data, vectors.data]
  return [
    { value: l[0], vector: [v[0], v[2]] },
    { value: l[1], vector: [v[1], v[3]] },
  ]
}
