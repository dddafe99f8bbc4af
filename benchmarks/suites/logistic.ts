/** Gradient and Hessian–vector product of the logistic loss on the breast-cancer data. */
import { compile, grad, hvp, linearize } from '@wengert/autodiff'
import { concatenate, tensor, type Tensor } from '@wengert/tensor'
import { loadData } from '@wengert/examples/breast-cancer/data.ts'
import { penalizedLoss, type Parameters } from '@wengert/examples/breast-cancer/model.ts'
import { gradientByHand, hvpByHand, type LogisticProblem } from '../contestants/logistic-by-hand.ts'
import { gradientByJax, hvpByJax } from '../contestants/logistic-jax.ts'
import { gradientByTfjs, hvpByTfjs } from '../contestants/logistic-tfjs.ts'
import { onBackends } from '../contestants/tfjs.ts'
import type { Suite } from '../harness.ts'
import { recordedOf } from '../recorded.ts'

const lambda = 1

export function setUp() {
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
  const loss: (p: Parameters) => Tensor = penalizedLoss(data, lambda)
  return { problem, at, v, parameters, loss }
}

const flat = ({ weights, intercept }: Parameters): ArrayLike<number> =>
  concatenate([weights, intercept.reshape([1])]).data

export function logisticSuites(): Suite[] {
  return [gradientSuite(), hvpSuite()]
}

function gradientSuite(): Suite {
  const { problem, at, parameters, loss } = setUp()
  const point = parameters(at)
  return {
    name: 'logistic gradient, 569 × 30',
    contestants: [
      { name: 'loops by hand', make: () => () => gradientByHand(problem, at), tolerance: 0 },
      {
        name: 'Wengert compiled',
        make: () => {
          const gradient = compile(grad(loss))
          return () => flat(gradient(point))
        },
        tolerance: 1e-12,
      },
      {
        name: 'Wengert grad, traced anew',
        make: () => {
          const gradient = grad(loss)
          return () => flat(gradient(point))
        },
        tolerance: 1e-12,
      },
      ...onBackends(() => gradientByTfjs(problem, at)),
      gradientByJax(problem, at, 'float64'),
      gradientByJax(problem, at, 'float32'),
    ],
    recorded: recordedOf('logistic gradient'),
    weighed: true,
  }
}

function hvpSuite(): Suite {
  const { problem, at, v, parameters, loss } = setUp()
  const point = parameters(at)
  const direction = parameters(v)
  return {
    name: 'logistic HVP, 569 × 30',
    contestants: [
      { name: 'loops by hand', make: () => () => hvpByHand(problem, at, v), tolerance: 0 },
      {
        name: 'Wengert compiled',
        make: () => {
          const product = compile((x: Parameters, along: Parameters) => hvp(loss, x, along))
          return () => flat(product(point, direction))
        },
        tolerance: 1e-12,
      },
      {
        name: 'Wengert hvp, traced anew',
        make: () => () => flat(hvp(loss, point, direction)),
        tolerance: 1e-12,
      },
      {
        name: 'Wengert linearised once',
        make: () => {
          const [, push] = linearize(grad(loss), point)
          return () => flat(push(direction))
        },
        tolerance: 1e-12,
      },
      ...onBackends(() => hvpByTfjs(problem, at, v)),
      hvpByJax(problem, at, v, 'float64'),
      hvpByJax(problem, at, v, 'float32'),
    ],
    recorded: recordedOf('logistic hvp'),
    weighed: true,
  }
}
