/**
 * A convolutional model of TensorFlow.js, trained there by Adam for a few passes, then here by L-BFGS in
 * float64 on the same images, and written back: the model that predicts is the one that it was.
 */
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import * as tfl from '@tensorflow/tfjs-layers'
import { compile } from '@wengert/autodiff'
import { fromTfjsModel } from '@wengert/autodiff/tfjs'
import { minimize, type Result } from '@wengert/optim'
import { logsumexp, mean, sum, takeAlongAxis, type Tensor } from '@wengert/tensor'
import { fromTfjs, toTfjs } from '@wengert/tensor/tfjs'
import { loadDigits, type Images } from '../digits/data.ts'

const weightDecay = 1e-3

/** 8 × 8 images through four filters to the scores of ten digits. */
export function digitsModel(): tfl.Sequential {
  const { conv2d, dense, flatten } = tfl.layers
  const drawn = (seed: number) => tfl.initializers.glorotUniform({ seed })
  return tfl.sequential({
    layers: [
      conv2d({
        filters: 4,
        kernelSize: 3,
        strides: 2,
        activation: 'tanh',
        kernelInitializer: drawn(1),
        inputShape: [8, 8, 1],
      }),
      flatten(),
      dense({ units: 10, kernelInitializer: drawn(2) }),
    ],
  })
}

const images = ({ x }: Images): Tensor => x.reshape([x.shape[0], 8, 8, 1])

/** The mean cross-entropy of scores. */
export function crossEntropy(scores: Tensor, { digit }: Images): Tensor {
  const chosen = takeAlongAxis(scores, digit.expandDims(1), 1).squeeze(1)
  return mean(logsumexp(scores, 1).sub(chosen))
}

/** What the model itself gives, in TensorFlow.js. */
export function predict(model: tfl.LayersModel, data: Images): Tensor {
  const scores = tf.tidy(() => model.predict(toTfjs(images(data).cast('float32'))) as tf.Tensor)
  const result = fromTfjs(scores)
  scores.dispose()
  return result.cast('float64')
}

const accuracy = (scores: Tensor, { digit }: Images): number =>
  scores.argmax(1).equal(digit).cast('float64').mean().item()

/** Three passes of Adam over the images, in TensorFlow.js. */
async function train(model: tfl.Sequential, data: Images): Promise<void> {
  const x = toTfjs(images(data).cast('float32'))
  const y = tf.tidy(() => tf.oneHot(toTfjs(data.digit), 10))
  const loss = (target: tf.Tensor, scores: tf.Tensor): tf.Tensor =>
    tf.losses.softmaxCrossEntropy(target, scores)
  model.compile({ optimizer: tf.train.adam(0.01), loss })
  await model.fit(x, y, { epochs: 3, shuffle: false, verbose: 0 })
  tf.dispose([x, y])
}

interface Figures {
  readonly loss: number
  readonly accuracy: number
}

export async function main(): Promise<{
  model: tfl.LayersModel
  result: Result<readonly Tensor[]>
  before: Figures
  after: Figures
}> {
  await tf.setBackend('cpu')
  const data = loadDigits()
  const model = digitsModel()
  await train(model, data.train)
  const figures = (): Figures => ({
    loss: crossEntropy(predict(model, data.train), data.train).item(),
    accuracy: accuracy(predict(model, data.test), data.test),
  })

  const before = figures()
  const network = compile(fromTfjsModel(model))
  const x = images(data.train)
  const objective = (weights: readonly Tensor[]): Tensor => {
    const squares = weights.map((w) => sum(w.square()))
    const decay = squares.reduce((a, b) => a.add(b)).mul(weightDecay / 2)
    return crossEntropy(network(weights, x), data.train).add(decay)
  }
  const { weights, setWeights } = fromTfjsModel(model)
  const result = minimize(objective, weights, { method: 'l-bfgs', maxIterations: 500 })
  setWeights(result.x)

  const after = figures()
  for (const [name, row] of Object.entries({ 'after Adam': before, 'after L-BFGS': after })) {
    const share = (100 * row.accuracy).toFixed(1)
    console.log(`${name}: loss ${row.loss.toFixed(4)}, ${share} % of the test digits`)
  }
  console.log(`L-BFGS: ${result.status} after ${result.iterations} iterations`)
  return { model, result, before, after }
}

if (import.meta.main) await main()
