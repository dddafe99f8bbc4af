/**
 * Which of two golf clubs was swung, from three measurements: the speed of the club's head, its angle of
 * attack, and the ball's spin. The two probabilities have a Jacobian of 2 × 3 and a Hessian of 2 × 3 × 3,
 * both exact: how each measurement, and each pair of them, moves each probability.
 */
import { hessian, jacobian } from '@wengert/autodiff'
import { matmul, tensor, type Tensor } from '@wengert/tensor'

const hidden = tensor([
  [0.9, -0.4, 0.3],
  [-0.5, 0.8, 0.6],
  [0.2, 0.7, -0.9],
  [0.6, -0.3, 0.5],
])
const output = tensor([
  [1.1, -0.7, 0.4, 0.8],
  [-0.6, 0.9, -0.5, 0.3],
])

/** The probabilities of driver and iron, for standardised measurements. */
export const classify = (x: Tensor): Tensor => matmul(output, matmul(hidden, x).tanh()).softmax()

export function main(): { p: Tensor; J: Tensor; H: Tensor } {
  const swing = tensor([0.8, -0.3, 0.5])
  const [p, J, H] = [classify(swing), jacobian(classify)(swing), hessian(classify)(swing)]
  console.log(`Probabilities of driver and iron:\n${p}`)
  console.log(`Jacobian, ${J.shape.join(' × ')}:\n${J}`)
  console.log(`Hessian, ${H.shape.join(' × ')}:\n${H}`)
  return { p, J, H }
}

if (import.meta.main) main()
