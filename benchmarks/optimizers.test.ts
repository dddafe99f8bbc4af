/** Our optimisers against TensorFlow.js's, step by step in float32 on the same gradients, in the same run. */
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import {
  adagrad,
  adam,
  applyUpdates,
  momentum,
  nesterov,
  rmsprop,
  sgd,
  type GradientTransformation,
} from '@wengert/optim'
import { tensor } from '@wengert/tensor'

const start = new Float32Array([1, -2, 0.5])
const gradientAt = (step: number): Float32Array =>
  start.map((_, i) => (Math.sin(1.7 * step + i) + 0.3) * 10 ** ((step % 3) - i))

test.each<[string, GradientTransformation, () => tf.Optimizer]>([
  ['sgd', sgd(0.05), () => tf.train.sgd(0.05)],
  ['momentum', momentum(0.05, 0.8), () => tf.train.momentum(0.05, 0.8)],
  ['nesterov', nesterov(0.05, 0.8), () => tf.train.momentum(0.05, 0.8, true)],
  ['adam', adam(0.05, { epsilon: 1e-7 }), () => tf.train.adam(0.05, 0.9, 0.999, 1e-7)],
  ['rmsprop', rmsprop(0.05), () => tf.train.rmsprop(0.05, 0.9, 0, 1e-7)],
  // Centred, TensorFlow.js subtracts ε under the root instead of adding it: compared without one.
  [
    'rmsprop, centred',
    rmsprop(0.05, { centered: true, epsilon: 0 }),
    () => tf.train.rmsprop(0.05, 0.9, 0, 1e-35, true),
  ],
  ['adagrad', adagrad(0.05), () => tf.train.adagrad(0.05, 0.1)],
])('%s', async (_, ours, theirs) => {
  await tf.setBackend('cpu')
  const variable = tf.variable(tf.tensor1d(start), true, `x${Math.random()}`)
  const optimizer = theirs()
  let params = tensor(start)
  let state = ours.init(params)
  for (let step = 0; step < 25; step++) {
    const gradient = gradientAt(step)
    const [updates, next] = ours.update(tensor(gradient), state, params)
    params = applyUpdates(params, updates)
    state = next
    optimizer.applyGradients({ [variable.name]: tf.tensor1d(gradient) })
    const expected = variable.dataSync()
    params.data
      .slice()
      .forEach((value, i) =>
        expect(Math.abs(value - expected[i])).toBeLessThan(2e-5 * (1 + Math.abs(expected[i]))),
      )
  }
})
