/** Losses of lists of parameters, with value and gradient by hand in plain JavaScript. */
import { random, tensor, type Tensor } from '@wengert/tensor'
import { byHand as gradbenchByHand } from '../gradbench/by-hand/index.ts'
import { logPosterior } from '../gradbench/evaluations/gmm.ts'
import { loss as lstmLoss } from '../gradbench/evaluations/lstm.ts'
import { gmm, lstm } from '../gradbench/workloads.ts'
import * as logistic from '../suites/logistic.ts'
import * as mlp from '../suites/mlp.ts'
import { rosenbrock, setUp as setUpRosenbrock } from '../suites/rosenbrock.ts'
import { gradientByHand } from './logistic-by-hand.ts'
import { mlpByHand, mlpGradientByHand } from './mlp-by-hand.ts'
import { concatenated } from './numbers.ts'
import { gradientByHand as rosenbrockGradient, valueByHand } from './rosenbrock.ts'

export type Parts = readonly Float64Array[]

export interface CostProblem {
  readonly name: string
  readonly loss: (parts: readonly Tensor[]) => Tensor
  readonly shapes: readonly (readonly number[])[]
  readonly at: Parts
  readonly along: Parts
  readonly byHand: (at: Parts) => ByHand
}

/** At one point. */
export interface ByHand {
  readonly value: () => number
  /** All of it, one part after the other. */
  readonly gradient: () => Float64Array
}

export function logisticProblem(): CostProblem {
  const { problem, at, v, loss } = logistic.setUp()
  const { features, samples, x, signs, lambda } = problem
  const parts = (vector: Float64Array): Parts => [
    vector.subarray(0, features),
    vector.subarray(features),
  ]
  return {
    name: `logistic, ${samples} × ${features}`,
    loss: ([weights, intercept]) => loss({ weights, intercept }),
    shapes: [[features], []],
    at: parts(at),
    along: parts(v),
    byHand: ([weights, [intercept]]) => {
      const vector = Float64Array.of(...weights, intercept)
      return {
        value: () => {
          let total = 0
          for (let i = 0; i < samples; i++) {
            let score = intercept
            for (let j = 0; j < features; j++) score += x[i * features + j] * weights[j]
            total += Math.log1p(Math.exp(-signs[i] * score))
          }
          return total + (lambda / 2) * weights.reduce((sum, w) => sum + w * w, 0)
        },
        gradient: () => gradientByHand(problem, vector),
      }
    },
  }
}

export function mlpProblem(): CostProblem {
  const { problem, at } = mlp.setUp()
  const { loss } = mlp.withTensors(problem, 'float64')
  const { inputs, hidden, classes } = problem
  const weights = ([w1, b1, w2, b2]: Parts) => ({ w1, b1, w2, b2 })
  const parts = [at.w1, at.b1, at.w2, at.b2]
  return {
    name: 'MLP 64–32–10, batch 128',
    loss: ([w1, b1, w2, b2]) => loss({ w1, b1, w2, b2 }),
    shapes: [[inputs, hidden], [hidden], [hidden, classes], [classes]],
    at: parts,
    along: randomLike(parts),
    byHand: (x) => ({
      value: () => mlpByHand(problem, weights(x), null),
      gradient: () => mlpGradientByHand(problem, weights(x)),
    }),
  }
}

export function rosenbrockProblem(n: number): CostProblem {
  const { x, v } = setUpRosenbrock(n)
  return {
    name: `Rosenbrock, n = ${n}`,
    loss: ([p]) => rosenbrock(p),
    shapes: [[n]],
    at: [x],
    along: [v],
    byHand: ([p]) => ({
      value: () => valueByHand(p),
      gradient: () => rosenbrockGradient(p),
    }),
  }
}

type Rows = readonly (readonly number[])[]

interface MixtureInput extends Readonly<Record<'mu' | 'q' | 'l' | 'x', Rows>> {
  readonly alpha: readonly number[]
  readonly m: number
  readonly gamma: number
}

type LstmInput = Readonly<Record<'main_params' | 'extra_params' | 'state' | 'sequence', Rows>>

export function gmmProblem(d: number, k: number, n: number): CostProblem {
  const { input: given, description } = gmm(d, k, n)
  const input = given as MixtureInput
  const x = tensor(input.x)
  const shapes = [[k], [k, d], [k, d], [k, (d * (d - 1)) / 2]]
  const parts = [input.alpha, input.mu.flat(), input.q.flat(), input.l.flat()].map((part) =>
    Float64Array.from(part),
  )
  const withParts = ([alpha, mu, q, l]: Parts): never =>
    ({ ...input, alpha: [...alpha], mu: rows(mu, k), q: rows(q, k), l: rows(l, k) }) as never
  return {
    name: `GMM ${description}`,
    loss: ([alpha, mu, q, l]) => logPosterior({ alpha, mu, q, l }, x, input),
    shapes,
    at: parts,
    along: randomLike(parts),
    byHand: (at) => {
      const objective = gradbenchByHand.gmm.objective(withParts(at))
      const jacobian = gradbenchByHand.gmm.jacobian(withParts(at))
      return {
        value: () => objective.run() as number,
        gradient: () => {
          const slopes = jacobian.run() as Readonly<Record<string, Float64Array>>
          return concatenated(['alpha', 'mu', 'q', 'l'].map((name) => slopes[name]))
        },
      }
    },
  }
}

export function lstmProblem(layers: number, characters: number): CostProblem {
  const { input: given, description } = lstm(layers, characters)
  const input = given as LstmInput
  const { main_params: main, extra_params: extra } = input
  const [state, sequence] = [tensor(input.state), tensor(input.sequence)]
  const parts = [main, extra].map((part) => Float64Array.from(part.flat()))
  const withParts = ([m, e]: Parts): never =>
    ({ ...input, main_params: rows(m, main.length), extra_params: rows(e, 3) }) as never
  return {
    name: `LSTM ${description}`,
    loss: ([m, e]) => lstmLoss({ main: m, extra: e }, state, sequence),
    shapes: [main, extra].map((part) => [part.length, part[0].length]),
    at: parts,
    along: randomLike(parts),
    byHand: (at) => {
      const objective = gradbenchByHand.lstm.objective(withParts(at))
      const jacobian = gradbenchByHand.lstm.jacobian(withParts(at))
      return {
        value: () => objective.run() as number,
        gradient: () => jacobian.run() as Float64Array,
      }
    },
  }
}

function randomLike(parts: Parts): Parts {
  const keys = random.split(random.key(7), parts.length)
  return parts.map((part, i) => Float64Array.from(random.normal(keys.at(i), [part.length]).data))
}

function rows(x: Float64Array, count: number): number[][] {
  const width = x.length / count
  return Array.from({ length: count }, (_, i) => [...x.subarray(i * width, (i + 1) * width)])
}
