/** `hello`: x² and its derivative, to see that both sides understand each other. */
import { grad } from '@wengert/autodiff'
import { square, tensor, type Tensor } from '@wengert/tensor'
import { job, type Evaluation } from '../job.ts'
import { numbers } from '../json.ts'

const read = (x: number): [Tensor] => [tensor(x)]

export const hello: Evaluation = {
  square: job(read, square, numbers),
  double: job(read, grad(square), numbers),
}
