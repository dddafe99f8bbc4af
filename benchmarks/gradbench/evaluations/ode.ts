/**
 * `ode`: s steps of the classical Runge–Kutta method from t = 0 to 2 on y′₀ = x₀, y′ᵢ = xᵢ yᵢ₋₁, from
 * y = 0; and the gradient of the last component.
 */
import { fori, grad } from '@wengert/autodiff'
import { concatenate, ones, tensor, zerosLike, type Tensor } from '@wengert/tensor'
import { compiledFor } from '../compiled.ts'
import { job, type Evaluation } from '../job.ts'
import { numbers } from '../json.ts'

interface Input {
  readonly x: readonly number[]
  readonly s: number
}

const read = ({ x, s }: Input): [Tensor, number] => [tensor(x), s]

export function solve(x: Tensor, s: number): Tensor {
  const h = 2 / s
  const slope = (y: Tensor): Tensor => concatenate([ones([1]), y.slice([0, -1])]).mul(x)
  const step = (_: Tensor, y: Tensor): Tensor => {
    const k1 = slope(y)
    const k2 = slope(k1.mul(h / 2).add(y))
    const k3 = slope(k2.mul(h / 2).add(y))
    const k4 = slope(k3.mul(h).add(y))
    return k2
      .add(k3)
      .mul(2)
      .add(k1)
      .add(k4)
      .mul(h / 6)
      .add(y)
  }
  return fori(s, step, zerosLike(x))
}

const solver = compiledFor((s: number) => (x: Tensor) => solve(x, s))
const gradient = compiledFor((s: number) => grad((x: Tensor) => solve(x, s).at(-1)))

export const ode: Evaluation = {
  primal: job(read, (x, s) => solver(s)(x), numbers),
  gradient: job(read, (x, s) => gradient(s)(x), numbers),
}
