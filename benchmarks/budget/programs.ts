/** Programs whose cost is kept in view: each as it is compiled, at sizes that are quick to trace. */
import { cond, fori, grad, hvp, jacfwd, trace, vmap, type Program } from '@wengert/autodiff'
import { exp, logsumexp, matmul, softmax, tanh, tensor, zeros, type Tensor } from '@wengert/tensor'
import {
  gmmProblem,
  logisticProblem,
  lstmProblem,
  mlpProblem,
  rosenbrockProblem,
  type CostProblem,
} from '../contestants/cost-problems.ts'
import { onTensors, turnsOf } from '../contestants/long-program.ts'
import { rosenbrock } from '../suites/rosenbrock.ts'

/** Function, gradient and Hessian–vector product of a loss. */
function derivatives(name: string, { loss, shapes, at }: CostProblem): Record<string, Program> {
  const x = at.map((part, i) => tensor(part, { shape: [...shapes[i]] }))
  const f = (parts: Tensor[]): Tensor => loss(parts)
  return {
    [name]: trace(f, x),
    [`${name}: gradient`]: trace(grad(f), x),
    [`${name}: HVP`]: trace((p: Tensor[], v: Tensor[]) => hvp(f, p, v), x, x),
  }
}

const layer = (x: Tensor): Tensor => tanh(matmul(x, zeros([16, 8])))

export function budgetedPrograms(): Record<string, Program> {
  const [vector, square] = [zeros([1000]), zeros([64, 64])]
  return {
    'elementwise chain': trace(
      (x: Tensor) => tanh(x.mul(1.5).add(0.3)).mul(2.5).add(exp(x.square().neg())),
      vector,
    ),
    'softmax of rows': trace((x: Tensor) => softmax(x, 1), square),
    'logsumexp: HVP': trace((x: Tensor) => hvp(logsumexp, x, x), vector),
    'matmul, transposed': trace((x: Tensor) => matmul(x.transpose(), x), square),
    'Jacobian of a layer': trace(jacfwd(layer), zeros([16])),
    'gradients of a batch': trace(
      vmap(grad((x: Tensor) => layer(x).square().sum())),
      zeros([32, 16]),
    ),
    'scalar program': trace((x: Tensor) => onTensors(x, turnsOf(600)), 0.7),
    'mapped residual': trace(
      vmap((x: Tensor) => onTensors(x, turnsOf(60))),
      vector,
    ),
    'loop with a condition': trace(
      (x: Tensor) =>
        fori(10, (_, y: Tensor) => cond(y.sum().less(1), (z: Tensor) => z.mul(2), tanh, y), x),
      vector,
    ),
    ...derivatives('logistic', logisticProblem()),
    ...derivatives('MLP', mlpProblem()),
    ...derivatives('Rosenbrock', rosenbrockProblem(1000)),
    'Rosenbrock, in strips: gradient': trace(grad(rosenbrock), zeros([2 ** 18])),
    ...derivatives('GMM', gmmProblem(3, 5, 100)),
    ...derivatives('LSTM', lstmProblem(2, 32)),
  }
}
