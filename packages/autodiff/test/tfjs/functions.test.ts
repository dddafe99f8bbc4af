/**
 * Functions of TensorFlow.js's operations as functions of ours: closed forms are the judge of their
 * derivatives, and TensorFlow.js must be afterwards as it was before.
 */
import * as tf from '@tensorflow/tfjs-core'
import * as tfl from '@tensorflow/tfjs-layers'
import { beforeAll, describe, expect, test } from 'vitest'
import { compile, grad, hessian, hvp, jacobian, jvp, vmap } from '@wengert/autodiff'
import { fromTfjsModel } from '@wengert/autodiff/tfjs'
import {
  ArgumentError,
  ConcretizationError,
  KernelError,
  ones,
  ShapeError,
  tensor,
  type Tensor,
} from '@wengert/tensor'
import { fromTfjs } from '@wengert/tensor/tfjs'
import { chooseEngine, engines, withTfjs } from '../support/tfjs.ts'

/** What of TensorFlow.js a call must leave as it was. */
function stateOfTfjs() {
  const { numTensors, numDataBuffers, numBytes } = tf.memory()
  return {
    backend: tf.getBackend(),
    backends: tf.engine().backendNames(),
    numTensors,
    numDataBuffers,
    numBytes,
  }
}

const square = fromTfjsModel((x: tf.Tensor1D) => tf.sum(tf.mul(x, tf.square(x))))

describe.each(engines)('a function of TensorFlow.js, on %s', (engine) => {
  beforeAll(() => chooseEngine(engine))

  test('has the derivatives of its formula: x³', () => {
    const x = tensor([1, -2, 0.5])
    expect(square(x).item()).toBe(1 - 8 + 0.125)
    expect(grad(square)(x).toArray()).toEqual([3, 12, 0.75])
    expect(hvp(square, x, tensor([1, 1, 2])).toArray()).toEqual([6, -12, 6])
    const [, third] = jvp((y: Tensor) => hvp(square, y, ones([3])), [x], [ones([3])])
    expect(third.toArray()).toEqual([6, 6, 6])
  })

  test('leaves TensorFlow.js as it was, a thousand times', () => {
    const constant = tf.tensor1d([1, 2])
    const variable = tf.variable(tf.tensor1d([3, 4]))
    const f = fromTfjsModel((x: tf.Tensor1D) => tf.sum(tf.mul(tf.mul(x, constant), variable)), {
      variables: [variable],
    })
    const before = stateOfTfjs()
    const { dataId } = variable
    const gradient = grad((w: Tensor) => f([w], tensor([1, 1])))
    for (let i = 0; i < 1000; i++) gradient(tensor([5, 6]))
    expect(gradient(tensor([5, 6])).toArray()).toEqual([1, 2])
    expect(stateOfTfjs()).toEqual(before)
    expect(variable.dataId).toBe(dataId)
    expect([...variable.dataSync(), ...constant.dataSync()]).toEqual([3, 4, 1, 2])
    tf.dispose([constant, variable])
  })

  test('leaves it so when it throws', () => {
    const variable = tf.variable(tf.tensor1d([3, 4]))
    const before = stateOfTfjs()
    const { dataId } = variable
    const failures: [(x: tf.Tensor) => tf.Tensor, unknown][] = [
      [(x) => tf.unique(tf.add(x, variable)).values, KernelError],
      [(x) => tf.matMul(x as tf.Tensor2D, x as tf.Tensor2D), Error],
      [(x) => tf.tensor1d([tf.sum(x).dataSync()[0]]), ConcretizationError],
      [
        () => {
          throw new RangeError('mine')
        },
        RangeError,
      ],
    ]
    for (const [f, kind] of failures) {
      const g = fromTfjsModel(f, { variables: [variable] })
      const run = () => grad((x: Tensor) => g([tensor([1, 2])], x).sum())(tensor([1, 2]))
      expect(run).toThrow(kind as typeof Error)
      expect(stateOfTfjs()).toEqual(before)
      expect(variable.dataId).toBe(dataId)
    }
    variable.dispose()
  })
})

describe('a function of TensorFlow.js', () => {
  beforeAll(() => chooseEngine('cpu'))

  test('takes and returns trees', () => {
    const f = fromTfjsModel((p: { a: tf.Tensor; b: tf.Tensor[] }, scale: tf.Scalar) => ({
      sum: tf.mul(tf.add(p.a, p.b[0]), scale),
      rest: [p.a],
    }))
    const result = f({ a: tensor([1, 2]), b: [tensor([3, 4])] }, 2)
    expect(result.sum.toArray()).toEqual([8, 12])
    expect(result.rest[0].toArray()).toEqual([1, 2])
  })

  test('maps, compiles and has Jacobians and Hessians', () => {
    const f = fromTfjsModel((x: tf.Tensor1D) => tf.mul(x, tf.slice(tf.reverse(x), 0, 1)))
    const x = tensor([2, 3])
    expect(jacobian(f)(x).toArray()).toEqual([
      [3, 2],
      [0, 6],
    ])
    expect(jacobian(compile(f))(x).toArray()).toEqual(jacobian(f)(x).toArray())
    expect(
      vmap(f)(
        tensor([
          [2, 3],
          [4, 5],
        ]),
      ).toArray(),
    ).toEqual([
      [6, 9],
      [20, 25],
    ])
    expect(hessian((y: Tensor) => f(y).sum())(x).toArray()).toEqual([
      [0, 1],
      [1, 2],
    ])
  })

  test('computes in float64, or in float32 when that is asked for', () => {
    const root = (x: tf.Tensor) => tf.sqrt(x)
    expect(fromTfjsModel(root)(tensor(2)).item()).toBe(Math.SQRT2)
    const single = fromTfjsModel(root, { dtype: 'float32' })
    expect(single(tensor(2)).dtype).toBe('float32')
    expect(single(tensor(2)).item()).toBe(Math.fround(Math.SQRT2))
  })

  test('reads integers of what it is given, and refuses what is being differentiated', () => {
    const f = fromTfjsModel((x: tf.Tensor1D, n: tf.Tensor) => tf.pow(x, tf.scalar(n.dataSync()[0])))
    const n = tensor(3, { dtype: 'int32' })
    expect(grad((x: Tensor) => f(x, n).sum())(tensor([2])).toArray()).toEqual([12])
    const g = fromTfjsModel((x: tf.Tensor1D) => tf.mul(x, x.dataSync()[0]))
    expect(() => grad((x: Tensor) => g(x).sum())(tensor([2]))).toThrow(ConcretizationError)
  })

  test('keeps variables apart that share their data', () => {
    const shared = tf.tensor1d([1, 2])
    const [a, b] = [tf.variable(shared), tf.variable(shared)]
    expect(a.dataId).toBe(b.dataId)
    const f = fromTfjsModel(() => tf.sub(a, tf.mul(b, shared)), { variables: [a, b] })
    expect(f([tensor([10, 10]), tensor([3, 3])]).toArray()).toEqual([7, 4])
    tf.dispose([shared, a, b])
  })

  test('records gradients of TensorFlow.js, to be differentiated again', () => {
    // d/dx of x³ is 3 x² there, and its derivative here 6 x.
    const slope = fromTfjsModel((x: tf.Tensor) => tf.grad((y) => tf.mul(y, tf.square(y)))(x))
    expect(grad(slope)(2).item()).toBe(12)
  })

  test('runs on TensorFlow.js as the engine', () => {
    const f = fromTfjsModel((x: tf.Tensor) => tf.sum(tf.tanh(x)), { dtype: 'float32' })
    const x = tensor([0.5, -1], { dtype: 'float32' })
    const slopes = withTfjs(() => grad(f)(x))
    expect(slopes.dtype).toBe('float32')
    expect(slopes.at(0).item()).toBeCloseTo(1 - Math.tanh(0.5) ** 2, 6)
    expect(withTfjs(() => f(x)).item()).toBeCloseTo(Math.tanh(0.5) - Math.tanh(1), 6)
  })

  test('does not call another', () => {
    const outer = fromTfjsModel((x: tf.Tensor) => {
      square(tensor([1]))
      return x
    })
    expect(() => outer(tensor([1]))).toThrow('called from within a function')
    expect(tf.getBackend()).toBe('cpu')
  })

  test('names a kernel that there is not', () => {
    const f = fromTfjsModel((x: tf.Tensor1D) => tf.spectral.rfft(x))
    expect(() => f(tensor([1, 2]))).toThrow(
      /^fromTfjsModel: the kernel \w+ of TensorFlow.js has no counterpart here; replace/,
    )
  })
})

describe('a model of TensorFlow.js', () => {
  beforeAll(() => chooseEngine('cpu'))
  const layer = () => tfl.layers.dense({ units: 2, inputShape: [3], biasInitializer: 'ones' })
  const model = () => tfl.sequential({ layers: [layer(), tfl.layers.batchNormalization()] })

  test('takes its weights in order, and gives and takes them back', () => {
    const one = model()
    const network = fromTfjsModel(one)
    const shapes = network.weights.map(({ shape }) => shape)
    expect(shapes).toEqual(one.getWeights().map(({ shape }) => shape))
    expect(network.weights.every(({ dtype }) => dtype === 'float64')).toBe(true)
    const others = network.weights.map((w) => w.add(1))
    const before = stateOfTfjs()
    network.setWeights(others)
    expect(stateOfTfjs()).toEqual(before)
    const written = one.getWeights().map((w) => fromTfjs(w).cast('float64').toArray())
    expect(written).toEqual(network.weights.map((w) => w.toArray()))
    const distance = network.weights.map((w, i) => w.sub(others[i]).abs().max().item())
    expect(Math.max(...distance)).toBeLessThan(1e-6)
  })

  test('is a function of the weights that it trains, if that is asked for', () => {
    const one = model()
    const network = fromTfjsModel(one, { weights: 'trainable' })
    expect(network.weights.length).toBe(4)
    expect(one.weights.length).toBe(6)
    const x = tensor([[1, 2, 3]])
    const all = fromTfjsModel(one)
    expect(network(network.weights, x).toArray()).toEqual(all(all.weights, x).toArray())
  })

  test('has a Jacobian, whose rows are gradients', () => {
    const network = fromTfjsModel(model())
    const x = tensor([[1, -2, 3]])
    const blocks = jacobian((w: readonly Tensor[]) => network(w, x))(network.weights)
    for (const unit of [0, 1]) {
      const rows = grad((w: readonly Tensor[]) => network(w, x).slice(0, unit))(network.weights)
      rows.forEach((row, i) => {
        const distance = row.sub(blocks[i].slice(0, unit)).abs().max().item()
        expect(distance).toBeLessThan(1e-14)
      })
    }
  })

  test('has several inputs and outputs', () => {
    const [a, b] = [tfl.input({ shape: [2] }), tfl.input({ shape: [2] })]
    const sum = tfl.layers.add().apply([a, b]) as tfl.SymbolicTensor
    const product = tfl.layers.multiply().apply([a, b]) as tfl.SymbolicTensor
    const both = fromTfjsModel<[Tensor, Tensor], [Tensor, Tensor]>(
      tfl.model({ inputs: [a, b], outputs: [sum, product] }),
    )
    const [x, y] = both([], [tensor([[1, 2]]), tensor([[3, 4]])])
    expect([x.toArray(), y.toArray()]).toEqual([[[4, 6]], [[3, 8]]])
  })

  test('refuses what is no model, is not built, has states, or other weights', () => {
    expect(() => fromTfjsModel({} as never)).toThrow('neither a model nor a function')
    const unbuilt = fromTfjsModel(tfl.layers.dense({ units: 2 }))
    expect(() => unbuilt([], tensor([[1]]))).toThrow('the layer has no weights yet')
    const stateful = tfl.layers.simpleRNN({
      units: 1,
      stateful: true,
      batchInputShape: [1, 2, 1],
      recurrentInitializer: 'ones',
    })
    const states = fromTfjsModel(tfl.sequential({ layers: [stateful] }))
    expect(() => states.weights).toThrow('stateful')
    const network = fromTfjsModel(model())
    expect(() => network([], tensor([[1, 2, 3]]))).toThrow(ArgumentError)
    const wrong = network.weights.with(0, tensor([1]))
    expect(() => network(wrong, tensor([[1, 2, 3]]))).toThrow(ShapeError)
    expect(() => network(wrong, tensor([[1, 2, 3]]))).toThrow(
      'weight 0 has shape [1] where the model has [3, 2]',
    )
    const before = stateOfTfjs()
    expect(() => network(network.weights, tensor([[1, 2]]))).toThrow('expected axis -1')
    expect(stateOfTfjs()).toEqual(before)
  })
})
