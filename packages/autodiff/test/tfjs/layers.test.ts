/**
 * Every layer of tfjs-layers and every loss, in inference: our kernels give what TensorFlow.js's cpu
 * backend gives, and differences are the judge of their derivatives.
 */
import * as tf from '@tensorflow/tfjs-core'
import * as tfl from '@tensorflow/tfjs-layers'
import { beforeAll, describe, expect, test } from 'vitest'
import { checkDerivatives, compile, grad } from '@wengert/autodiff'
import { fromTfjsModel } from '@wengert/autodiff/tfjs'
import { KernelError, random, softmax, tensor, type Tensor } from '@wengert/tensor'
import { fromTfjs, toTfjs } from '@wengert/tensor/tfjs'
import { expectAllClose } from '../support/law.ts'
import { chooseEngine } from '../support/tfjs.ts'

const { layers } = tfl
type Layer = ReturnType<typeof layers.dense>

/** The default one is drawn by an operation that only the union package of TensorFlow.js registers. */
const recurrentInitializer = 'glorotUniform'

/** Each layer, and the shapes of its inputs without the batch. */
const cases: readonly [name: string, layer: () => unknown, ...inputs: number[][]][] = [
  ...(
    [
      'softmax',
      'tanh',
      'selu',
      'relu6',
      'hardSigmoid',
      'softsign',
      'swish',
      'mish',
      'gelu',
    ] as const
  ).map((activation): [string, () => unknown, number[]] => [
    `activation ${activation}`,
    () => layers.activation({ activation: activation as 'tanh' }),
    [5],
  ]),
  ['add', () => layers.add(), [3], [3]],
  ['alphaDropout', () => layers.alphaDropout({ rate: 0.5 }), [3]],
  ['average', () => layers.average(), [3], [3]],
  ['averagePooling1d', () => layers.averagePooling1d({ poolSize: 2 }), [6, 2]],
  ['averagePooling2d', () => layers.averagePooling2d({ padding: 'same' }), [5, 5, 2]],
  ['averagePooling3d', () => layers.averagePooling3d({}), [4, 4, 4, 2]],
  ['batchNormalization', () => layers.batchNormalization(), [4, 3]],
  [
    'bidirectional',
    () =>
      layers.bidirectional({
        layer: layers.gru({ units: 2, recurrentInitializer }) as tfl.RNN,
        mergeMode: 'sum',
      }),
    [4, 3],
  ],
  ['concatenate', () => layers.concatenate({ axis: 1 }), [2, 3], [4, 3]],
  ['conv1d', () => layers.conv1d({ filters: 2, kernelSize: 2, dilationRate: 2 }), [7, 3]],
  ['conv2d', () => layers.conv2d({ filters: 2, kernelSize: 3, strides: 2 }), [7, 7, 3]],
  [
    'conv2d, channels first',
    () => layers.conv2d({ filters: 2, kernelSize: 3, dataFormat: 'channelsFirst' }),
    [3, 6, 5],
  ],
  [
    'conv2dTranspose',
    () => layers.conv2dTranspose({ filters: 2, kernelSize: 3, strides: 2 }),
    [4, 4, 3],
  ],
  ['conv3d', () => layers.conv3d({ filters: 2, kernelSize: 2 }), [4, 4, 4, 2]],
  [
    'conv3dTranspose',
    () => layers.conv3dTranspose({ filters: 2, kernelSize: 2, strides: 2 }),
    [3, 3, 3, 2],
  ],
  [
    'convLstm2d',
    () => layers.convLstm2d({ filters: 2, kernelSize: 2, recurrentInitializer }),
    [3, 4, 4, 2],
  ],
  [
    'cropping2D',
    () =>
      layers.cropping2D({
        cropping: [
          [1, 0],
          [0, 2],
        ],
      }),
    [5, 5, 2],
  ],
  ['dense', () => layers.dense({ units: 3, activation: 'relu' }), [4]],
  [
    'depthwiseConv2d',
    () => layers.depthwiseConv2d({ kernelSize: 2, depthMultiplier: 2 }),
    [4, 4, 3],
  ],
  ['dot', () => layers.dot({ axes: -1, normalize: true }), [4], [4]],
  ['dropout', () => layers.dropout({ rate: 0.5 }), [3]],
  ['elu', () => layers.elu({ alpha: 1 }), [3]],
  ['flatten', () => layers.flatten(), [3, 2]],
  ['gaussianDropout', () => layers.gaussianDropout({ rate: 0.5 }), [3]],
  ['gaussianNoise', () => layers.gaussianNoise({ stddev: 1 }), [3]],
  ['globalAveragePooling1d', () => layers.globalAveragePooling1d({}), [4, 3]],
  ['globalAveragePooling2d', () => layers.globalAveragePooling2d({}), [4, 4, 3]],
  ['globalMaxPooling1d', () => layers.globalMaxPooling1d({}), [4, 3]],
  ['globalMaxPooling2d', () => layers.globalMaxPooling2d({}), [4, 4, 3]],
  ['gru', () => layers.gru({ units: 3, returnSequences: true, recurrentInitializer }), [4, 2]],
  ['layerNormalization', () => layers.layerNormalization(), [4, 3]],
  ['leakyReLU', () => layers.leakyReLU({ alpha: 0.1 }), [5]],
  ['lstm', () => layers.lstm({ units: 3, goBackwards: true, recurrentInitializer }), [4, 2]],
  ['masking', () => layers.masking(), [4, 2]],
  ['maximum', () => layers.maximum(), [3], [3]],
  ['maxPooling1d', () => layers.maxPooling1d({}), [6, 2]],
  ['maxPooling2d', () => layers.maxPooling2d({ padding: 'same' }), [5, 5, 2]],
  ['maxPooling3d', () => layers.maxPooling3d({}), [4, 4, 4, 2]],
  ['minimum', () => layers.minimum(), [3], [3]],
  ['multiply', () => layers.multiply(), [3], [3]],
  ['permute', () => layers.permute({ dims: [2, 1] }), [3, 4]],
  ['prelu', () => layers.prelu({ alphaInitializer: 'randomNormal' }), [5]],
  ['reLU', () => layers.reLU({ maxValue: 1 }), [5]],
  ['repeatVector', () => layers.repeatVector({ n: 3 }), [4]],
  ['rescaling', () => layers.rescaling({ scale: 0.5, offset: 1 }), [4]],
  ['reshape', () => layers.reshape({ targetShape: [2, -1] }), [6]],
  [
    'rnn of stacked cells',
    () => {
      const cells = [
        layers.lstmCell({ units: 3, recurrentInitializer }),
        layers.gruCell({ units: 2, recurrentInitializer }),
      ]
      return layers.rnn({ cell: layers.stackedRNNCells({ cells }) })
    },
    [4, 2],
  ],
  ['separableConv2d', () => layers.separableConv2d({ filters: 3, kernelSize: 2 }), [5, 5, 2]],
  ['simpleRNN', () => layers.simpleRNN({ units: 3, recurrentInitializer }), [4, 2]],
  ['softmax', () => layers.softmax(), [3]],
  ['spatialDropout1d', () => layers.spatialDropout1d({ rate: 0.5 }), [4, 3]],
  ['thresholdedReLU', () => layers.thresholdedReLU({ theta: 0.3 }), [5]],
  ['timeDistributed', () => layers.timeDistributed({ layer: layers.dense({ units: 2 }) }), [4, 3]],
  ['upSampling2d', () => layers.upSampling2d({ interpolation: 'bilinear' } as never), [3, 3, 2]],
  ['zeroPadding2d', () => layers.zeroPadding2d({ padding: 2 }), [3, 3, 2]],
]

/** Another name for a layer above; a base class or a cell; or what has tests of its own. */
const elsewhere =
  /^(Layer|RNN|RNNCell|input|inputLayer|rnn|\w+Cells?|(avgP|avgPooling|averageP|maxP|globalMaxP)ool\w*|embedding|categoryEncoding|resizing|centerCrop|randomWidth)$/

const normal = (seed: number, shape: number[]): Tensor =>
  random.normal(random.key(seed), shape, { dtype: 'float32' })

function modelOf(layer: unknown, shapes: readonly number[][]): tfl.LayersModel {
  const inputs = shapes.map((shape) => tfl.input({ shape }))
  const given = inputs.length === 1 ? inputs[0] : inputs
  const outputs = (layer as Layer).apply(given) as tfl.SymbolicTensor
  return tfl.model({ inputs: given, outputs })
}

function predicted(model: tfl.LayersModel, inputs: readonly Tensor[]): Tensor {
  return fromTfjs(
    tf.tidy(() => {
      const theirs = inputs.map(toTfjs)
      return model.predict(theirs.length === 1 ? theirs[0] : theirs) as tf.Tensor
    }),
  )
}

/** Two examples of each input. */
const inputsOf = (shapes: readonly number[][]): Tensor[] =>
  shapes.map((shape, i) => normal(i + 1, [2, ...shape]))

describe('a layer', () => {
  beforeAll(() => chooseEngine('cpu'))

  test('is in the list below, or an other name of one', () => {
    const names = new Set(cases.map(([name]) => name.split(/[ ,]/)[0]))
    expect(Object.keys(layers).filter((name) => !names.has(name) && !elsewhere.test(name))).toEqual(
      [],
    )
  })

  test.each(cases)('predicts the same: %s', (_, layer, ...shapes) => {
    const model = modelOf(layer(), shapes)
    const inputs = inputsOf(shapes)
    for (const dtype of ['float64', 'float32'] as const) {
      const network = fromTfjsModel<Tensor[]>(model, { dtype })
      const actual = network(network.weights, inputs)
      expectAllClose([actual.cast('float32')], [predicted(model, inputs)], 1e-5)
    }
  })

  test.each(cases)(
    'has first and second derivatives that agree with differences: %s',
    (_, layer, ...shapes) => {
      const network = fromTfjsModel<Tensor[]>(modelOf(layer(), shapes))
      const run = compile(network)
      const inputs = inputsOf(shapes).map((x) => x.cast('float64'))
      checkDerivatives((w: Tensor[], x: Tensor[]) => run(w, x), [network.weights, inputs], {
        directions: 1,
        step: 1e-3,
        tolerance: 1e-6,
      })
    },
  )

  test.each([
    ['embedding', () => layers.embedding({ inputDim: 4, outputDim: 2, inputLength: 3 }), 'int32'],
    [
      'categoryEncoding',
      () => layers.categoryEncoding({ numTokens: 4, outputMode: 'count' }),
      'int32',
    ],
    ['resizing', () => layers.resizing({ height: 3, width: 5 }), 'float32'],
  ] as const)('applied by itself gives the same: %s', (name, layer, dtype) => {
    const one = layer() as unknown as Layer
    const integers = tensor(
      [
        [1, 2, 1],
        [0, 3, 3],
      ],
      { dtype },
    )
    const x = name === 'resizing' ? normal(1, [2, 4, 4, 2]) : integers
    const theirs = fromTfjs(tf.tidy(() => one.apply(toTfjs(x)) as tf.Tensor))
    const network = fromTfjsModel(one)
    expectAllClose([network(network.weights, x).cast('float32')], [theirs.cast('float32')], 1e-6)
  })

  test('that crops asks for a kernel that there is not, which is named', () => {
    const network = fromTfjsModel(modelOf(layers.centerCrop({ height: 2, width: 2 }), [[4, 4, 1]]))
    const run = () => network([], normal(1, [1, 4, 4, 1]))
    expect(run).toThrow(KernelError)
    expect(run).toThrow(
      'fromTfjsModel: the kernel CropAndResize of TensorFlow.js has no counterpart',
    )
  })
})

const lossNames = [
  'meanSquaredError',
  'meanAbsoluteError',
  'meanAbsolutePercentageError',
  'meanSquaredLogarithmicError',
  'squaredHinge',
  'hinge',
  'categoricalHinge',
  'logcosh',
  'categoricalCrossentropy',
  'sparseCategoricalCrossentropy',
  'binaryCrossentropy',
  'kullbackLeiblerDivergence',
  'poisson',
  'cosineProximity',
]

describe('a loss', () => {
  beforeAll(() => chooseEngine('cpu'))
  const scores = normal(5, [4, 3])
  // Shares, since the slope of their cross-entropy supposes that.
  const targets = softmax(normal(6, [4, 3]))
  const classes = tensor([[0], [2], [1], [2]], { dtype: 'float32' })

  const compare = (
    f: (target: tf.Tensor, output: tf.Tensor) => tf.Tensor,
    target: Tensor,
  ): void => {
    const output = random.uniform(random.key(7), [4, 3], { dtype: 'float32' })
    const theirs = tf.tidy(() => f(toTfjs(target), toTfjs(output)))
    const ours = fromTfjsModel(f)
    expectAllClose([ours(target, output).cast('float32')], [fromTfjs(theirs)], 1e-5)
    const slopes = grad((y: Tensor) => ours(target, y).sum())(output.cast('float64'))
    const theirSlopes = tf.tidy(() => tf.grad((y) => tf.sum(f(toTfjs(target), y)))(toTfjs(output)))
    expectAllClose([slopes.cast('float32')], [fromTfjs(theirSlopes)], 1e-4)
  }

  test.each(lossNames)('of tfjs-layers has the same value and slope: %s', (name) => {
    const model = modelOf(layers.dense({ units: 3 }), [[2]])
    model.compile({ optimizer: 'sgd', loss: name })
    const [loss] = model.lossFunctions
    compare(loss, name.startsWith('sparse') ? classes : targets)
  })

  test.each(Object.keys(tf.losses))('of tfjs-core has the same value and slope: %s', (name) => {
    type Loss = (a: tf.Tensor, b: tf.Tensor, axis?: number) => tf.Tensor
    const loss = tf.losses[name as keyof typeof tf.losses] as Loss
    if (name === 'computeWeightedLoss') compare((a, b) => loss(b, a), targets)
    else if (name === 'cosineDistance') compare((a, b) => loss(a, b, 1), targets)
    else compare((a, b) => loss(a, b), targets)
  })

  test('may depend on scores far from zero', () => {
    const loss = fromTfjsModel((z: tf.Tensor2D) => tf.softmax(z))
    expectAllClose([loss(scores.mul(1000)).sum(1)], [tensor([1, 1, 1, 1])], 1e-14)
  })
})
