/** The digits against PyTorch and SciPy, from the same initial weights. */
import { describe, expect, test } from 'vitest'
import { valueAndGrad } from '@wengert/autodiff'
import { adam, fit } from '@wengert/optim'
import { loadDigits, loadReference } from './data.ts'
import { accuracy, initialNetwork, loss } from './model.ts'

const { train, test: unseen } = loadDigits()
const runs = loadReference()
const validation = { data: unseen, metrics: { accuracy } }

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
