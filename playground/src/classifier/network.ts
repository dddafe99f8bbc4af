/** A small network from two numbers to one score, by two hidden layers of tanh; and its loss. */
import { layers } from '@wengert/optim'
import { random, softplus, tensor, type Tensor } from '@wengert/tensor'
import type { Points } from './data.ts'

export interface Layer {
  readonly w: Tensor
  readonly b: Tensor
}

export type Params = readonly [Layer, Layer, Layer]

export interface Batch {
  readonly x: Tensor
  readonly label: Tensor
}

/** Weight decay that keeps surfaces smooth, as part of the loss. */
const decay = 1e-3

export interface Network {
  init(seed: number): Params
  score(params: Params, x: Tensor): Tensor
  /** mean log(1 + exp(−label · score)) + decay · mean of squared weights. */
  loss(params: Params, batch: Batch): Tensor
}

export function createNetwork(width: number): Network {
  const [first, second, last] = [
    layers.dense(2, width),
    layers.dense(width, width),
    layers.dense(width, 1),
  ]
  const score = ([a, b, c]: Params, x: Tensor): Tensor =>
    last.apply(c, second.apply(b, first.apply(a, x).tanh()).tanh()).reshape([-1])
  return {
    init: (seed) => {
      const keys = random.split(random.key(seed), 3)
      return [first.init(keys.at(0)), second.init(keys.at(1)), last.init(keys.at(2))]
    },
    score,
    loss: (params, { x, label }) => {
      const fit = softplus(score(params, x).mul(label).neg()).mean()
      const size = params.map(({ w }) => w.square().mean()).reduce((sum, part) => sum.add(part))
      return fit.add(size.mul(decay))
    },
  }
}

export function batchOf({ xs, labels }: Points): Batch {
  return { x: tensor(xs, { shape: [labels.length, 2] }), label: tensor(labels) }
}
