/** Linear operators over trees: functions v ↦ A v. */
import { grad, linearize, vjp } from '@wengert/autodiff'
import type { Tensor, TreeLike } from '@wengert/tensor'
import { checkedObjective } from './checked-objective.ts'
import './compiler.ts'

/** A linear map from trees to trees of the same structure. */
export type LinearOperator<X = Tensor> = (v: X) => X

/**
 * The Hessian of a scalar function at a point, as an operator `v ↦ ∇²f(x) v`: the gradient is
 * linearised once, each application is one Hessian–vector product.
 *
 * @param x - The point; the operator takes and returns trees like it, in its dtypes.
 * @throws ShapeError when f does not return a scalar.
 * @throws DTypeError when a leaf of x, or the result, is an integer or bool.
 * @example
 * ```ts
 * import { cg, hessianOperator } from '@wengert/optim'
 * import { tensor, type Tensor } from '@wengert/tensor'
 * const f = (x: Tensor) => x.mul(tensor([1, 2])).square().sum()
 * const hessian = hessianOperator(f, tensor([0, 0]))
 * cg(hessian, tensor([2, 8])).x.toArray() // → 1,1
 * ```
 */
export function hessianOperator<X = Tensor>(
  f: (x: X) => Tensor,
  x: TreeLike<X>,
): LinearOperator<X> {
  const gradient = grad(checkedObjective('hessianOperator', f) as never) as unknown as (x: X) => X
  const [, push] = linearize(gradient, x)
  return push as LinearOperator<X>
}

/**
 * The Gauss–Newton matrix of a residual function at a point, as an operator `v ↦ JᵀJ v`: the Hessian
 * of `½‖r‖²` without the residuals' own curvature. The residual is differentiated once, each
 * application is a product with J and one with Jᵀ.
 *
 * @param x - The point; the operator takes and returns trees like it, in its dtypes.
 * @throws DTypeError when a leaf of x is an integer or bool.
 * @example
 * ```ts
 * import { gaussNewtonOperator } from '@wengert/optim'
 * import { tensor, type Tensor } from '@wengert/tensor'
 * const operator = gaussNewtonOperator((x: Tensor) => x.square(), tensor([1, 2]))
 * operator(tensor([1, 1])).toArray() // → 4,16
 * ```
 */
export function gaussNewtonOperator<X = Tensor, R = Tensor>(
  residual: (x: X) => R,
  x: TreeLike<X>,
): LinearOperator<X> {
  const at = x as never
  const [, push] = linearize<[X], R>(residual, at)
  const [, pull] = vjp<[X], R>(residual, at)
  return (v) => pull(push(v as never) as never)[0] as X
}
