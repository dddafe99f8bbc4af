/** `lse`: log Σ eˣ, made of max, exp, sum and log, so that nothing overflows. */
import { compile, grad } from '@wengert/autodiff'
import { tensor, type Tensor } from '@wengert/tensor'
import { job, type Evaluation } from '../job.ts'
import { numbers } from '../json.ts'

interface Input {
  readonly x: readonly number[]
}

const read = ({ x }: Input): [Tensor] => [tensor(x)]

export function logSumExp(x: Tensor): Tensor {
  const largest = x.max()
  return x.sub(largest).exp().sum().log().add(largest)
}

export const lse: Evaluation = {
  primal: job(read, compile(logSumExp), numbers),
  gradient: job(read, compile(grad(logSumExp)), numbers),
}
