/** Our layers against those of TensorFlow.js (Keras), with the same weights, in float32. */
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { layers as keras } from '@tensorflow/tfjs-layers'
import { beforeAll, expect, test } from 'vitest'
import { layers } from '@wengert/optim'
import { random, tensor, type Tensor } from '@wengert/tensor'

beforeAll(async () => void (await tf.setBackend('cpu')))

const float32 = { dtype: 'float32' } as const
const normal = (seed: number, shape: readonly number[]): Tensor =>
  random.normal(random.key(seed), shape, float32)
const toTf = (t: Tensor): tf.Tensor =>
  tf.tensor(t.data as unknown as Float32Array, [...t.shape], t.dtype as 'float32')

interface Case {
  readonly ours: Tensor
  readonly theirs: InstanceType<typeof keras.Layer>
  readonly weights: readonly Tensor[]
  readonly input: Tensor
}

function run({ theirs, weights, input }: Case): Float32Array {
  const x = toTf(input)
  // The first call builds the layer.
  theirs.apply(x)
  theirs.setWeights(weights.map(toTf))
  return (theirs.apply(x) as tf.Tensor).dataSync() as Float32Array
}

const x = normal(1, [4, 5])
const sequences = normal(2, [4, 7, 3])
/** From [batch, time, …] to [time, batch, …]. */
const inTime = sequences.swapAxes(0, 1)
const image = normal(3, [2, 6, 7, 3])
const recurrent = (gates: number) => ({
  w: normal(4, [3, gates * 5]),
  u: normal(5, [5, gates * 5]),
  b: normal(6, [gates * 5]),
})
const [forGru, forLstm] = [recurrent(3), recurrent(4)]
const dense = { w: normal(7, [5, 2]), b: normal(8, [2]) }
const table = normal(9, [6, 3])
const indices = tensor([0, 5, 2, 2], { dtype: 'int32' })
const norm = { scale: normal(10, [5]), shift: normal(11, [5]) }
const convolution = { kernel: normal(12, [4, 3, 3, 2]), b: normal(13, [4]) }

// Its orthogonal initialiser needs chained operations, which are not loaded; the weights are set anyhow.
const options = {
  units: 5,
  returnSequences: true,
  recurrentActivation: 'sigmoid',
  recurrentInitializer: 'zeros',
} as const

test.each<[string, () => Case]>([
  [
    'dense',
    () => ({
      ours: layers.dense(5, 2).apply(dense, x),
      theirs: keras.dense({ units: 2 }),
      weights: [dense.w, dense.b],
      input: x,
    }),
  ],
  [
    'embedding',
    () => ({
      ours: layers.embedding(6, 3).apply({ table }, indices),
      theirs: keras.embedding({ inputDim: 6, outputDim: 3 }),
      weights: [table],
      input: indices,
    }),
  ],
  [
    'layerNorm',
    () => ({
      ours: layers.layerNorm(5, { epsilon: 1e-3 }).apply(norm, x),
      theirs: keras.layerNormalization({ epsilon: 1e-3 }),
      weights: [norm.scale, norm.shift],
      input: x,
    }),
  ],
  [
    'gru',
    () => ({
      ours: layers
        .gru(3, 5)
        .apply(forGru, inTime, normal(0, [4, 5]).mul(0))[1]
        .swapAxes(0, 1),
      theirs: keras.gru(options),
      weights: [forGru.w, forGru.u, forGru.b],
      input: sequences,
    }),
  ],
  [
    'lstm',
    () => {
      const zero = normal(0, [4, 5]).mul(0)
      return {
        ours: layers.lstm(3, 5).apply(forLstm, inTime, [zero, zero])[1].swapAxes(0, 1),
        theirs: keras.lstm(options),
        weights: [forLstm.w, forLstm.u, forLstm.b],
        input: sequences,
      }
    },
  ],
  [
    'conv',
    () => ({
      // Keras has channels last, in images and kernels.
      ours: layers
        .conv(3, 4, [3, 2], { stride: 2 })
        .apply(convolution, image.transpose([0, 3, 1, 2]))
        .transpose([0, 2, 3, 1]),
      theirs: keras.conv2d({ filters: 4, kernelSize: [3, 2], strides: 2 }),
      weights: [convolution.kernel.transpose([2, 3, 1, 0]), convolution.b],
      input: image,
    }),
  ],
])('%s', (_, make) => {
  const { ours } = make()
  const expected = run(make())
  expect(ours.dtype).toBe('float32')
  expect(ours.size).toBe(expected.length)
  ours.data.slice().forEach((value, i) => expect(Math.abs(value - expected[i])).toBeLessThan(1e-5))
})
