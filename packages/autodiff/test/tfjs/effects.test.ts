/**
 * What a function of TensorFlow.js does beside its result: its tensors and variables must not outlive the
 * backend on which it is traced, and those that were there before must be as they were.
 */
import * as tf from '@tensorflow/tfjs-core'
import * as tfl from '@tensorflow/tfjs-layers'
import { beforeAll, describe, expect, test } from 'vitest'
import { grad } from '@wengert/autodiff'
import { fromTfjsModel } from '@wengert/autodiff/tfjs'
import { ArgumentError, ones, tensor, TreeError, type Tensor } from '@wengert/tensor'
import { chooseEngine, engines } from '../support/tfjs.ts'

/** What `f` throws, or nothing; TensorFlow.js holds no more tensors afterwards. */
function effectOf(f: () => unknown): unknown {
  const { numTensors, numDataBuffers, numBytes } = tf.memory()
  const variables = Object.keys(tf.engine().registeredVariables)
  let thrown: unknown
  try {
    f()
  } catch (error) {
    thrown = error
  }
  expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers, numBytes })
  expect(Object.keys(tf.engine().registeredVariables)).toEqual(variables)
  return thrown
}

describe.each(engines)('on %s', (engine) => {
  beforeAll(() => chooseEngine(engine))

  test('a variable is not assigned to, and keeps its value', () => {
    const v = tf.variable(tf.tensor1d([1, 2]), true, 'mine')
    const f = (x: tf.Tensor1D) => {
      v.assign(tf.add(v, x))
      return tf.sum(v)
    }
    const error = effectOf(() => fromTfjsModel(f)(tensor([1, 2])))
    expect(error).toBeInstanceOf(ArgumentError)
    expect(String(error)).toContain("fromTfjsModel: the function assigns to the variable 'mine'")
    const listed = fromTfjsModel(f, { variables: [v] })
    expect(effectOf(() => listed([ones([2])], tensor([1, 2])))).toBeInstanceOf(ArgumentError)
    expect([...v.dataSync()]).toEqual([1, 2])
    v.assign(tf.tensor1d([3, 4]))
    expect([...v.dataSync()]).toEqual([3, 4])
    v.dispose()
  })

  test('layers in training leave their moving averages alone', () => {
    const layer = tfl.layers.batchNormalization({})
    layer.build([null, 2])
    const train = fromTfjsModel((x: tf.Tensor) => layer.apply(x, { training: true }) as tf.Tensor)
    const error = effectOf(() => train(ones([3, 2])))
    expect(String(error)).toContain('moving_mean')
    expect(layer.getWeights().map((w) => [...w.dataSync()])).toEqual([
      [1, 1],
      [0, 0],
      [0, 0],
      [1, 1],
    ])
  })

  test('a variable is not made', () => {
    const made = fromTfjsModel((x: tf.Tensor) => tf.sum(tf.variable(x)))
    expect(String(effectOf(() => made(ones([2]))))).toContain('the function makes a variable')
    const layer = tfl.layers.dense({ units: 2 })
    const unbuilt = fromTfjsModel((x: tf.Tensor) => layer.apply(x) as tf.Tensor)
    expect(effectOf(() => unbuilt(ones([1, 2])))).toBeInstanceOf(ArgumentError)
    const v = tf.variable(tf.scalar(1))
    v.dispose()
  })

  test('what is kept is let go, constants apart', () => {
    const constant = tf.tensor1d([3, 4])
    let kept: tf.Tensor | undefined
    const f = fromTfjsModel((x: tf.Tensor) => {
      tf.keep(constant)
      kept = tf.tidy(() => tf.keep(tf.square(x)))
      return tf.sum(tf.mul(kept, constant))
    })
    let slopes: Tensor | undefined
    expect(effectOf(() => (slopes = grad(f)(tensor([1, 2]))))).toBe(undefined)
    expect(slopes!.toArray()).toEqual([6, 16])
    expect(kept!.isDisposed).toBe(true)
    expect([...constant.dataSync()]).toEqual([3, 4])
    constant.dispose()
  })

  test('recurrent layers with dropout keep no masks', () => {
    const init = { kernelInitializer: 'ones', recurrentInitializer: 'ones' } as const
    const layer = tfl.layers.lstm({
      ...init,
      units: 2,
      dropout: 0.5,
      recurrentDropout: 0.5,
      inputShape: [3, 1],
    })
    const model = tfl.sequential({ layers: [layer] })
    const network = fromTfjsModel(model)
    const { weights } = network
    const x = ones([1, 3, 1])
    let first: Tensor | undefined
    expect(effectOf(() => (first = network(weights, x)))).toBe(undefined)
    tf.tidy(() => model.predict(tf.ones([1, 3, 1])))
    expect(network(weights, x).toArray()).toEqual(first!.toArray())
    model.dispose()
  })

  test('a disposed tensor is named as such', () => {
    const constant = tf.tensor1d([3, 4])
    const f = fromTfjsModel((x: tf.Tensor) => tf.mul(x, constant))
    constant.dispose()
    const error = effectOf(() => f(ones([2])))
    expect(error).toBeInstanceOf(ArgumentError)
    expect(String(error)).toContain('has been disposed')
  })
})

describe('arguments', () => {
  beforeAll(() => chooseEngine('cpu'))
  const model = () => tfl.sequential({ layers: [tfl.layers.dense({ units: 1, inputShape: [2] })] })
  const square = fromTfjsModel((x: tf.Tensor) => tf.square(x))

  test('that are tensors of TensorFlow.js are to be converted', () => {
    const theirs = tf.tensor1d([1])
    const remedy = 'a tensor of TensorFlow.js; convert it, fromTfjs(x)'
    expect(() => square(theirs as never)).toThrow(TreeError)
    expect(() => square(theirs as never)).toThrow(`fromTfjsModel: argument 0 is ${remedy}`)
    const network = fromTfjsModel(model())
    expect(() => network([theirs] as never, ones([1, 2]))).toThrow(`weight 0 is ${remedy}`)
    expect(() => network(network.weights, [theirs] as never)).toThrow(
      'argument 0 holds a tensor of TensorFlow.js',
    )
    theirs.dispose()
  })

  test('and options that there are not, are named', () => {
    const one = model()
    const { weights } = fromTfjsModel(one)
    expect(() => fromTfjsModel(one)(undefined as never, ones([1, 2]))).toThrow(ArgumentError)
    expect(() => fromTfjsModel(one)(weights[0] as never, ones([1, 2]))).toThrow(
      'fromTfjsModel: the weights are no array; give an array of tensors.',
    )
    expect(() => fromTfjsModel(one, { dtype: 'int32' as never })).toThrow(
      'fromTfjsModel: dtype is int32; give float64 or float32.',
    )
    expect(() => fromTfjsModel(one, { weights: 'al' as never })).toThrow(
      'fromTfjsModel: weights is al; give all or trainable.',
    )
    expect(() => fromTfjsModel(square as never, { variables: 3 as never })).toThrow(
      'fromTfjsModel: the variables are no array',
    )
  })
})

test('a model may have models as layers, sequential ones too', async () => {
  await chooseEngine('cpu')
  const kernelInitializer = tfl.initializers.glorotUniform({ seed: 1 })
  const inner = tfl.sequential({
    layers: [tfl.layers.dense({ units: 3, inputShape: [2], kernelInitializer })],
  })
  const outer = tfl.sequential({
    layers: [inner, tfl.layers.dense({ units: 1, kernelInitializer })],
  })
  const network = fromTfjsModel(outer)
  const theirs = tf.tidy(() => (outer.predict(tf.tensor2d([[1, -2]])) as tf.Tensor).dataSync()[0])
  expect(network(network.weights, tensor([[1, -2]])).item()).toBeCloseTo(theirs, 6)
  expect(fromTfjsModel(inner).weights.length).toBe(2)
})
