/** Models of TensorFlow.js of five families, with inputs. Their weights are drawn by seeded initializers. */
import type * as tf from '@tensorflow/tfjs-core'
import * as tfl from '@tensorflow/tfjs-layers'
import { random, type Tensor } from '@wengert/tensor'

export interface Family {
  readonly name: string
  readonly model: tfl.LayersModel
  readonly inputs: Tensor
}

let seed = 1
const kernelInitializer = () => tfl.initializers.glorotUniform({ seed: seed++ })
const recurrentInitializer = () => tfl.initializers.glorotUniform({ seed: seed++ })
const biasInitializer = () =>
  tfl.initializers.randomUniform({ minval: -0.3, maxval: 0.3, seed: seed++ })
const drawn = () => ({ kernelInitializer: kernelInitializer(), biasInitializer: biasInitializer() })
const recurrent = () => ({ ...drawn(), recurrentInitializer: recurrentInitializer() })

const normal = (...shape: number[]): Tensor => random.normal(random.key(shape.length), shape)

function dense(): Family {
  const model = tfl.sequential()
  const positive = () => tfl.initializers.randomUniform({ minval: 0.5, maxval: 1.5, seed: seed++ })
  model.add(tfl.layers.dense({ ...drawn(), units: 6, activation: 'tanh', inputShape: [4] }))
  model.add(
    tfl.layers.batchNormalization({
      gammaInitializer: positive(),
      betaInitializer: biasInitializer(),
      movingMeanInitializer: biasInitializer(),
      movingVarianceInitializer: positive(),
    }),
  )
  model.add(tfl.layers.dropout({ rate: 0.5 }))
  model.add(tfl.layers.dense({ ...drawn(), units: 5, activation: 'elu' }))
  model.add(tfl.layers.layerNormalization({ gammaInitializer: positive() }))
  model.add(tfl.layers.dense({ ...drawn(), units: 3, activation: 'softmax' }))
  return { name: 'dense', model, inputs: normal(7, 4) }
}

function convolutional(): Family {
  const model = tfl.sequential()
  model.add(
    tfl.layers.conv2d({
      ...drawn(),
      filters: 3,
      kernelSize: 3,
      padding: 'same',
      activation: 'sigmoid',
      inputShape: [6, 6, 2],
    }),
  )
  model.add(tfl.layers.maxPooling2d({ poolSize: 2 }))
  model.add(
    tfl.layers.depthwiseConv2d({
      depthwiseInitializer: kernelInitializer(),
      biasInitializer: biasInitializer(),
      kernelSize: 2,
      activation: 'tanh',
    }),
  )
  model.add(
    tfl.layers.conv2dTranspose({
      ...drawn(),
      filters: 2,
      kernelSize: 3,
      strides: 2,
      padding: 'same',
    }),
  )
  model.add(tfl.layers.upSampling2d({ size: [2, 2] }))
  model.add(tfl.layers.averagePooling2d({ poolSize: 2, padding: 'same' }))
  model.add(tfl.layers.reshape({ targetShape: [8, 4] }))
  model.add(tfl.layers.conv1d({ ...drawn(), filters: 3, kernelSize: 3, activation: 'softplus' }))
  model.add(tfl.layers.flatten())
  model.add(tfl.layers.dense({ ...drawn(), units: 3 }))
  return { name: 'convolutional', model, inputs: normal(2, 6, 6, 2) }
}

function lstm(): Family {
  const model = tfl.sequential()
  model.add(
    tfl.layers.bidirectional({
      layer: tfl.layers.lstm({ ...recurrent(), units: 3, returnSequences: true }) as tfl.RNN,
      mergeMode: 'concat',
      inputShape: [5, 2],
    }),
  )
  model.add(tfl.layers.simpleRNN({ ...recurrent(), units: 4, returnSequences: true }))
  model.add(tfl.layers.lstm({ ...recurrent(), units: 3 }))
  model.add(tfl.layers.dense({ ...drawn(), units: 1 }))
  return { name: 'LSTM', model, inputs: normal(3, 5, 2) }
}

function gru(): Family {
  const model = tfl.sequential()
  model.add(
    tfl.layers.embedding({
      inputDim: 9,
      outputDim: 4,
      inputLength: 5,
      maskZero: true,
      embeddingsInitializer: tfl.initializers.randomNormal({ seed: seed++ }),
    }),
  )
  model.add(tfl.layers.gru({ ...recurrent(), units: 3 }))
  model.add(tfl.layers.dense({ ...drawn(), units: 2, activation: 'sigmoid' }))
  const inputs = random.randint(random.key(4), [3, 5], 0, 9)
  return { name: 'embedding and GRU', model, inputs }
}

/** softmax(Q Kᵀ / 2) V with residual and normalisation, from dot and activation layers. */
function attention(): Family {
  const input = tfl.input({ shape: [4, 6] })
  const project = (): tf.Tensor | tfl.SymbolicTensor =>
    tfl.layers
      .timeDistributed({ layer: tfl.layers.dense({ ...drawn(), units: 6 }) })
      .apply(input) as tfl.SymbolicTensor
  const [q, k, v] = [project(), project(), project()] as tfl.SymbolicTensor[]
  const scores = tfl.layers.dot({ axes: [2, 2] }).apply([q, k]) as tfl.SymbolicTensor
  const weights = tfl.layers
    .activation({ activation: 'softmax' })
    .apply(scores) as tfl.SymbolicTensor
  const mixed = tfl.layers.dot({ axes: [2, 1] }).apply([weights, v]) as tfl.SymbolicTensor
  const sum = tfl.layers.add().apply([input, mixed]) as tfl.SymbolicTensor
  const normed = tfl.layers.layerNormalization().apply(sum) as tfl.SymbolicTensor
  const pooled = tfl.layers.globalAveragePooling1d().apply(normed)
  const output = tfl.layers.dense({ ...drawn(), units: 2 }).apply(pooled) as tfl.SymbolicTensor
  return {
    name: 'attention',
    model: tfl.model({ inputs: input, outputs: output }),
    inputs: normal(2, 4, 6),
  }
}

/** The models, on the backend of TensorFlow.js that is chosen. */
export function families(): Family[] {
  return [dense(), convolutional(), lstm(), gru(), attention()]
}
