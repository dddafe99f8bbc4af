/**
 * `llsq`: how far the polynomial with coefficients x is from sign(t) at n equidistant points t of
 * [−1, 1], in least squares. Horner's rule evaluates it at all points at once.
 */
import { compile, grad, scan } from '@wengert/autodiff'
import { arange, sign, tensor, zerosLike, type Tensor } from '@wengert/tensor'
import { job, type Evaluation } from '../job.ts'
import { numbers } from '../json.ts'

interface Input {
  readonly x: readonly number[]
  readonly n: number
}

// 2i/(n−1) is exactly 1 in the middle, so that the sign there is 0.
const read = ({ x, n }: Input): [Tensor, Tensor] => [
  tensor(x),
  arange(n)
    .mul(2)
    .div(n - 1)
    .sub(1),
]

export function loss(x: Tensor, t: Tensor): Tensor {
  const [value] = scan((sum: Tensor, c: Tensor) => [sum.mul(t).add(c), []], zerosLike(t), x, {
    reverse: true,
  })
  return sign(t).sub(value).square().sum().mul(0.5)
}

export const llsq: Evaluation = {
  primal: job(read, compile(loss), numbers),
  gradient: job(read, compile(grad(loss)), numbers),
}
