/** Models of TensorFlow.js under the optimisers and the statistics: fine-tuned, written back, inferred from. */
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import * as tfl from '@tensorflow/tfjs-layers'
import { expect, test, vi } from 'vitest'
import { fromTfjsModel } from '@wengert/autodiff/tfjs'
import { inference, minimize } from '@wengert/optim'
import { concatenate, linalg, matmul, ones, random, type Tensor } from '@wengert/tensor'
import { toTfjs } from '@wengert/tensor/tfjs'
import { loadDigits } from '../digits/data.ts'
import { crossEntropy, main, predict } from './tfjs-fine-tuning.ts'

test('fine-tuning: L-BFGS converges, and the model predicts with what it found', async () => {
  vi.spyOn(console, 'log').mockImplementation(() => {})
  const { model, result, before, after } = await main()
  expect(result.status).toBe('converged')
  expect(after.loss).toBeLessThan(before.loss / 4)
  expect(after.accuracy).toBeGreaterThan(before.accuracy + 0.03)
  const { train } = loadDigits()
  const network = fromTfjsModel(model)
  const x = train.x.reshape([train.x.shape[0], 8, 8, 1])
  const scores = network(result.x, x)
  expect(scores.sub(predict(model, train)).abs().max().item()).toBeLessThan(1e-4)
  expect(crossEntropy(scores, train).item()).toBeCloseTo(after.loss, 5)

  // The round trip by the model's own method.
  const { numTensors } = tf.memory()
  const values = result.x.map((w) => toTfjs(w.mul(0.5).cast('float32')))
  model.setWeights(values)
  tf.dispose(values)
  expect(tf.memory().numTensors).toBe(numTensors)
  network.weights.forEach((w, i) => {
    expect(w.sub(result.x[i].mul(0.5)).abs().max().item()).toBeLessThan(1e-6)
  })
})

test('inference: the standard errors of a logistic model are those of its closed form', async () => {
  await tf.setBackend('cpu')
  const layers = [tfl.layers.dense({ units: 1, inputShape: [2], activation: 'sigmoid' })]
  const network = fromTfjsModel(tfl.sequential({ layers }))
  const [a, b] = [random.key(1), random.key(2)]
  const X = random.normal(a, [200, 2])
  const share = X.sum(1).sigmoid().reshape([200, 1])
  const y = random.uniform(b, [200, 1]).less(share).cast('float64')
  const nll = (weights: readonly Tensor[]): Tensor => {
    const p = network(weights, X)
    return y.mul(p.log()).add(y.neg().add(1).mul(p.neg().log1p())).sum().neg()
  }
  const { x: weights, status } = minimize(nll, network.weights, { method: 'newton-cg' })
  expect(status).toBe('converged')
  const { standardErrors } = inference(nll, weights)
  // The information is Σ p (1 − p) x xᵀ, x with a 1 for the bias.
  const p = network(weights, X)
  const design = concatenate([X, ones([200, 1])], 1)
  const information = matmul(design.transpose(), design.mul(p.mul(p.neg().add(1))))
  const expected = linalg.inv(information)
  const errors = [0, 1, 2].map((i) => Math.sqrt(expected.slice(i, i).item()))
  expect(standardErrors[0].at(0).item()).toBeCloseTo(errors[0], 8)
  expect(standardErrors[0].at(1).item()).toBeCloseTo(errors[1], 8)
  expect(standardErrors[1].item()).toBeCloseTo(errors[2], 8)
})
