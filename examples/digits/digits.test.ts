/** The digits against PyTorch and SciPy, from the same initial weights. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { valueAndGrad } from '@wengert/autodiff'
import {
  adagrad,
  adahessian,
  adam,
  adamw,
  cosineDecay,
  fit,
  lion,
  minimize,
  momentum,
  nesterov,
  rmsprop,
  sgd,
  sophia,
  type GradientTransformation,
  type Schedule,
} from '@wengert/optim'
import {
  concatenate,
  logsumexp,
  matmul,
  ones,
  sum,
  takeAlongAxis,
  zeros,
  type Tensor,
} from '@wengert/tensor'
import { loadDigits, loadReference } from './data.ts'
import { accuracy, initialNetwork, loss } from './model.ts'

const { train, test: unseen } = loadDigits()
const runs = loadReference()
const validation = { data: unseen, metrics: { accuracy } }

/** Of the reference's run of Adam. */
const epochs = 50
const falling = (rate: number): Schedule => cosineDecay(rate, epochs * Math.ceil(1438 / 32))

describe.each(runs)('seed $seed', ({ seed, lossAtInit, gradL2, adam: reference, fullBatch }) => {
  const start = initialNetwork(seed)

  test('loss and gradient at the start', () => {
    const [value, gradient] = valueAndGrad(loss)(start, train)
    expect(value.item() / lossAtInit).toBeCloseTo(1, 13)
    const squares = gradient.flatMap(({ w, b }) => [w, b]).map((g) => g.square().sum().item())
    expect(Math.sqrt(squares.reduce((a, b) => a + b)) / gradL2).toBeCloseTo(1, 12)
  })

  test('adam: PyTorch’s losses step by step, and its accuracies', () => {
    const losses: number[] = []
    const { history } = fit({
      loss,
      params: start,
      data: train,
      optimizer: adam(reference.lr),
      epochs: 20,
      batchSize: reference.batch,
      shuffle: false,
      validation,
      onProgress: (progress) => void losses.push(progress.loss),
    })
    for (const [step, value] of reference.batchLossAtStep) {
      expect(Math.abs(losses[step] / value - 1)).toBeLessThan(1e-11)
    }
    for (const { epoch, testAcc } of reference.epochs.filter((row) => row.epoch <= 20)) {
      expect(Math.abs(history[epoch - 1].metrics.accuracy - testAcc)).toBeLessThan(0.01)
    }
  })

  // PyTorch's Adam has 50 epochs, and so have these. Each rate is one of a few tried, falls by a cosine, and
  // does as well on the batches in order, as the reference has them, as on shuffled ones.
  test.each<[string, GradientTransformation]>([
    ['sgd', sgd(falling(1))],
    ['momentum', momentum(falling(0.1))],
    ['nesterov', nesterov(falling(0.15))],
    ['adam', adam(falling(0.01))],
    ['adamw', adamw(falling(0.01))],
    ['rmsprop', rmsprop(falling(0.01))],
    ['adagrad', adagrad(falling(0.3))],
    ['lion', lion(falling(0.003))],
    ['adahessian', adahessian(falling(0.15))],
    ['sophia', sophia(falling(0.005), { gamma: 0.02 })],
  ])('%s: the accuracy of the reference within 1 %', (_, optimizer) => {
    const { testAcc } = reference.epochs.find(({ epoch }) => epoch === epochs)!
    for (const shuffle of [false, true]) {
      const options = { loss, params: start, data: train, optimizer, epochs, shuffle, validation }
      const { history } = fit({ ...options, batchSize: reference.batch })
      expect(history.at(-1)!.metrics.accuracy).toBeGreaterThan(testAcc - 0.01)
    }
  })

  // The reference is what SciPy's method of the same kind reaches with 2000 evaluations.
  test.each([
    ['l-bfgs', 'L-BFGS-B', 150],
    ['newton-cg', 'Newton-CG', 25],
    ['trust-ncg', 'trust-ncg', 25],
  ] as const)('%s: the accuracy of %s within 1 %, its loss within 20 %', (method, peer, epochs) => {
    const { history } = fit({
      loss,
      params: start,
      data: train,
      optimizer: method,
      epochs,
      validation,
    })
    const { testAcc, finalLoss } = fullBatch.find((row) => row.method === peer)!
    const last = history.at(-1)!
    expect(last.metrics.accuracy).toBeGreaterThan(testAcc - 0.01)
    expect(last.loss).toBeLessThan(1.2 * finalLoss)
  })
})

test('softmax regression: the optimum of 13 digits, and its accuracy', () => {
  const file = new URL('data/digits-softmax-l2.json', import.meta.url)
  const { optimum } = JSON.parse(readFileSync(file, 'utf8')) as {
    optimum: { objective: number; params: number[]; trainAccuracy: number }
  }
  const x = concatenate([train.x, unseen.x], 0)
  const X = concatenate([x, ones([x.shape[0], 1])], 1)
  const digit = concatenate([train.digit, unseen.digit], 0)
  const objective = (w: Tensor): Tensor => {
    const z = matmul(X, w.transpose())
    const chosen = takeAlongAxis(z, digit.expandDims(1), 1)
    return sum(logsumexp(z, 1)).sub(sum(chosen)).add(sum(w.square()).div(2))
  }
  const options = { method: 'newton-cg', gradientTolerance: 1e-7 } as const
  const { x: w, value } = minimize(objective, zeros([10, 65]), options)
  expect(value / optimum.objective).toBeCloseTo(1, 12)
  const largest = Math.max(...optimum.params.map(Math.abs))
  optimum.params.forEach((p, i) => expect(Math.abs(w.data[i] - p)).toBeLessThan(1e-6 * largest))
  const right = matmul(X, w.transpose()).argmax(1).equal(digit).cast('float64').mean().item()
  expect(right).toBeCloseTo(optimum.trainAccuracy, 12)
})
