/**
 * One way to train for every optimiser: an iterator of parameters, a step at a time, on all the points.
 * First-order ones are compiled training steps, second-order ones the solvers' generators of states.
 */
import {
  adagrad,
  adahessian,
  adam,
  adamw,
  lbfgs,
  lion,
  momentum,
  nesterov,
  newtonCg,
  rmsprop,
  sgd,
  sophia,
  trainingStep,
  trustNcg,
  type GradientTransformation,
} from '@wengert/optim'
import { mapTree, random, tensor, type Tensor } from '@wengert/tensor'
import { isSecondOrder, type FirstOrder, type OptimizerName, type SecondOrder } from './choices.ts'
import type { Batch, Network, Params } from './network.ts'

export interface Trained {
  readonly params: Params
  readonly loss: number
  /** Gradients and Hessian–vector products so far. */
  readonly cost: number
}

const transformations: { readonly [O in FirstOrder]: (rate: number) => GradientTransformation } = {
  adagrad: (rate) => adagrad(rate),
  adahessian: (rate) => adahessian(rate),
  adam: (rate) => adam(rate),
  adamw: (rate) => adamw(rate),
  lion: (rate) => lion(rate),
  momentum: (rate) => momentum(rate),
  nesterov: (rate) => nesterov(rate),
  rmsprop: (rate) => rmsprop(rate),
  sgd: (rate) => sgd(rate),
  sophia: (rate) => sophia(rate),
}

const solvers = { 'l-bfgs': lbfgs, 'newton-cg': newtonCg, 'trust-ncg': trustNcg }

export function train(
  name: OptimizerName,
  network: Network,
  params: Params,
  batch: Batch,
  rate: number,
): Iterator<Trained> {
  return isSecondOrder(name)
    ? bySolver(name, network, params, batch)
    : byTransformation(name, network, params, batch, rate)
}

/** The Hessian–vector products that a step costs beside its gradient, on average. */
const products: { readonly [O in FirstOrder]?: number } = { adahessian: 1, sophia: 0.1 }

function* byTransformation(
  name: FirstOrder,
  network: Network,
  start: Params,
  batch: Batch,
  rate: number,
): Generator<Trained> {
  const optimizer = transformations[name](rate)
  const step = trainingStep<Params, Batch>((params, data) => network.loss(params, data), optimizer)
  let [params, state] = [start, optimizer.init(start)]
  for (let count = 0; ; count++) {
    const key = random.key(count)
    const before = params
    let loss: Tensor
    ;[loss, params, state] = step(params, state, batch, key)
    yield { params: before, loss: loss.item(), cost: (count + 1) * (1 + (products[name] ?? 0)) }
  }
}

function* bySolver(
  name: SecondOrder,
  network: Network,
  start: Params,
  batch: Batch,
): Generator<Trained> {
  const rebuild = (x: Float64Array): Params => {
    let offset = 0
    return mapTree(({ shape, size }) => {
      offset += size
      return tensor(x.slice(offset - size, offset), { shape })
    }, start)
  }
  const loss = (params: Params): Tensor => network.loss(params, batch)
  for (const { x, value, evaluations } of solvers[name]<Params>(loss, start as never))
    yield { params: rebuild(x), loss: value, cost: evaluations.gradient + evaluations.hvp }
}
