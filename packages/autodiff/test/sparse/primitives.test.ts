import { hessian, jacobian, sparseHessian, sparseJacobian } from '@wengert/autodiff'
import { concatenate, tensor, type Tensor } from '@wengert/tensor'
import { isFloat } from '@wengert/tensor/internal'
import {
  isDifferentiable,
  lawForEveryPrimitive,
  patternLike,
  type LawSubject,
} from '../support/law.ts'
import { expectMatrix } from './support.ts'

/** The subject as a function of one vector, and that vector. */
function flattened({ f, floats, operands }: LawSubject): [(x: Tensor) => Tensor, Tensor] | null {
  const points = floats.map((i) => operands[i])
  if (points.length === 0 || !f(...points).every((y) => isFloat(y.dtype))) return null
  const whole = (x: Tensor): Tensor => {
    let start = 0
    const parts = points.map(({ shape, size }) =>
      x.slice([start, (start += size)]).reshape([...shape]),
    )
    return concatenate(f(...parts).map((y) => y.ravel()))
  }
  return [whole, concatenate(points.map((x) => x.ravel()))]
}

lawForEveryPrimitive(
  'its sparse Jacobian is the dense one',
  (subject) => {
    const flat = flattened(subject)
    if (flat === null) return
    const [f, x] = flat
    expectMatrix(sparseJacobian(f)(x), jacobian(f)(x))
    const composed = (z: Tensor): Tensor => f(z.mul(z).sub(z.square()).add(z)).sin()
    expectMatrix(sparseJacobian(composed)(x), jacobian(composed)(x), 1e-10)
  },
  { applies: isDifferentiable, runs: 20 },
)

lawForEveryPrimitive(
  'the sparse Hessian of a sum over it is the dense one',
  (subject) => {
    const flat = flattened(subject)
    if (flat === null) return
    const [f, x] = flat
    const weighted = (z: Tensor): Tensor => {
      const y = f(z)
      return y.sin().mul(patternLike(y, 1)).sum()
    }
    expectMatrix(sparseHessian(weighted)(x), hessian(weighted)(x), 1e-10)
    const linear = (z: Tensor): Tensor => f(z).mul(tensor(2)).sum()
    expectMatrix(sparseHessian(linear)(x), hessian(linear)(x), 1e-10)
  },
  { applies: isDifferentiable, runs: 20 },
)
