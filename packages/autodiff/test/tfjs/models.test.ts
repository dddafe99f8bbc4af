/**
 * Models of TensorFlow.js as functions of ours: what `model.predict` gives is the judge of their values,
 * central differences of the float64 function are those of gradients and HVPs.
 */
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { compile, grad, hvp } from '@wengert/autodiff'
import { fromTfjsModel } from '@wengert/autodiff/tfjs'
import { random, type Tensor } from '@wengert/tensor'
import { fromTfjs, toTfjs } from '@wengert/tensor/tfjs'
import { families, type Family } from '../support/tfjs-models.ts'
import { chooseEngine, single, withTfjs } from '../support/tfjs.ts'

const names = ['dense', 'convolutional', 'LSTM', 'embedding and GRU', 'attention']

function predicted({ model, inputs }: Family): Tensor {
  const x = toTfjs(inputs.dtype === 'int32' ? inputs : inputs.cast('float32'))
  const y = model.predict(x) as tf.Tensor
  const result = fromTfjs(y)
  tf.dispose([x, y])
  return result
}

describe.each(names)('a model of the family %s', (name) => {
  let family: Family
  beforeAll(async () => {
    await chooseEngine('cpu')
    family = families().find((one) => one.name === name)!
  })

  const directionFor = (weights: readonly Tensor[], seed: number): Tensor[] =>
    weights.map(({ shape }, i) => random.normal(random.key(100 * seed + i), shape))
  const along = (weights: readonly Tensor[], v: readonly Tensor[], t: number): Tensor[] =>
    weights.map((w, i) => w.add(v[i].mul(t)))
  const inner = (u: readonly Tensor[], v: readonly Tensor[]): number =>
    u.reduce((total, w, i) => total + w.mul(v[i]).sum().item(), 0)
  const loss =
    (network: (w: readonly Tensor[], x: Tensor) => Tensor, x: Tensor) =>
    (weights: readonly Tensor[]): Tensor =>
      network(weights, x).sub(0.3).square().mul(1.5).sum()

  test.each(['float64', 'float32'] as const)('predicts the same, in %s', (dtype) => {
    const network = fromTfjsModel(family.model, { dtype })
    const expected = predicted(family)
    const actual = network(network.weights, family.inputs)
    expect(actual.dtype).toBe(dtype)
    expect(actual.shape).toEqual(expected.shape)
    const distance = actual.cast('float64').sub(expected.cast('float64')).abs().max().item()
    expect(distance).toBeLessThan(1e-5)
  })

  test('has the same gradient on TensorFlow.js as the engine', async () => {
    const network = fromTfjsModel(family.model, { dtype: 'float32' })
    const weights = network.weights
    const inputs = single(family.inputs)
    const gradient = compile(grad(loss(network, inputs)))
    const expected = grad(loss(fromTfjsModel(family.model), family.inputs))(weights)
    await chooseEngine('wasm')
    const actual = withTfjs(() => gradient(weights))
    await chooseEngine('cpu')
    const inSingle = expected.map(single)
    const size = Math.max(...inSingle.map((w) => w.abs().max().item()))
    actual.forEach((w, i) => {
      expect(w.sub(inSingle[i]).abs().max().item()).toBeLessThan(1e-4 * size)
    })
  })

  test('has gradients and HVPs that agree with differences', () => {
    const network = fromTfjsModel(family.model)
    const f = compile(loss(network, family.inputs))
    const gradient = compile(grad(loss(network, family.inputs)))
    const { weights } = network
    const h = 1e-5
    for (const seed of [1, 2]) {
      const v = directionFor(weights, seed)
      const u = directionFor(weights, seed + 2)
      const slope = inner(gradient(weights), v)
      const values = [f(along(weights, v, h)), f(along(weights, v, -h))].map((y) => y.item())
      const difference = (values[0] - values[1]) / (2 * h)
      expect(Math.abs(slope - difference)).toBeLessThan(1e-6 * (1 + Math.abs(slope)))
      const curvature = inner(hvp(loss(network, family.inputs), weights, v), u)
      const slopes = [h, -h].map((t) => inner(gradient(along(weights, v, t)), u))
      const ofSlopes = (slopes[0] - slopes[1]) / (2 * h)
      expect(Math.abs(curvature - ofSlopes)).toBeLessThan(1e-6 * (1 + Math.abs(curvature)))
    }
  })
})
