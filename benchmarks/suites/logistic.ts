/** Gradient and Hessian–vector product of the logistic loss on the breast-cancer data. */
import { grad, hvp, linearize } from '@wengert/autodiff'
import { concatenate, tensor, type Tensor } from '@wengert/tensor'
import { loadData } from '@wengert/examples/breast-cancer/data.ts'
import { penalizedLoss, type Parameters } from '@wengert/examples/breast-cancer/model.ts'
import { gradientByHand, hvpByHand, type LogisticProblem } from '../contestants/logistic-by-hand.ts'
import { gradientByTfjs, hvpByTfjs } from '../contestants/logistic-tfjs.ts'
import { admit, type Suite } from '../harness.ts'

const lambda = 1

function setUp() {
  const data = loadData()
  const [samples, features] = data.features.shape
  const problem: LogisticProblem = {
    x: Float64Array.from(data.features.data),
    signs: Float64Array.from(data.signs.data),
    samples,
    features,
    lambda,
  }
  const at = Float64Array.from({ length: features + 1 }, (_, i) => 0.1 * Math.sin(i))
  const v = Float64Array.from({ length: features + 1 }, (_, i) => Math.cos(i))
  const parameters = (vector: Float64Array): Parameters => ({
    weights: tensor(vector.subarray(0, features)),
    intercept: tensor(vector[features]),
  })
  return { problem, at, v, parameters, loss: penalizedLoss(data, lambda) }
}

const flat = ({ weights, intercept }: Parameters): ArrayLike<number> =>
  concatenate([weights, intercept.reshape([1])]).data

export function logisticGradient(): Suite {
  const { problem, at, parameters, loss } = setUp()
  const gradient = grad(loss)
  const point = parameters(at)
  return {
    name: 'logistic gradient, 569 × 30',
    contestants: [
      { name: 'loops by hand', run: () => gradientByHand(problem, at), tolerance: 0 },
      { name: 'loops by hand (twin)', run: () => gradientByHand(problem, at), tolerance: 0 },
      { name: 'Wengert grad', run: () => flat(gradient(point)), tolerance: 1e-12 },
      { name: 'TensorFlow.js cpu, float32', run: gradientByTfjs(problem, at), tolerance: 1e-5 },
    ],
    absent: [],
  }
}

export function logisticHvp(): Suite {
  const { problem, at, v, parameters, loss } = setUp()
  const point = parameters(at)
  const direction = parameters(v)
  const [, push] = linearize(grad(loss as (p: Parameters) => Tensor), point)
  const suite = {
    name: 'logistic HVP, 569 × 30',
    contestants: [
      { name: 'loops by hand', run: () => hvpByHand(problem, at, v), tolerance: 0 },
      { name: 'loops by hand (twin)', run: () => hvpByHand(problem, at, v), tolerance: 0 },
      { name: 'Wengert hvp', run: () => flat(hvp(loss, point, direction)), tolerance: 1e-12 },
      { name: 'Wengert linearised once', run: () => flat(push(direction)), tolerance: 1e-12 },
    ],
    absent: [],
  }
  const tfjs = {
    name: 'TensorFlow.js cpu, float32',
    run: hvpByTfjs(problem, at, v),
    tolerance: 1e-4,
  }
  return admit(suite, tfjs)
}
