import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  backend,
  DTypeError,
  gather,
  IndexError,
  matmul,
  ones,
  setBackend,
  softplus,
  sort,
  tensor,
  zeros,
} from '@wengert/tensor'
import { allPrimitives } from '@wengert/tensor/internal'
import { tfjsBackend } from '@wengert/tensor/tfjs'
import { hostOnly } from '../../src/tfjs/host-only.ts'
import { rules } from '../../src/tfjs/rules/index.ts'

const host = backend()
const x = tensor([3, 1, 2], { dtype: 'float32' })

beforeAll(() => tf.setBackend('cpu'))
beforeEach(() => setBackend(tfjsBackend()))
afterEach(() => {
  setBackend(host)
  vi.restoreAllMocks()
})

test('every primitive is in the table or runs on the host for a reason', () => {
  const names = allPrimitives().map(({ name }) => name)
  expect([...Object.keys(rules), ...Object.keys(hostOnly)].sort()).toEqual([...names].sort())
})

test('operations run as kernels of TensorFlow.js', async () => {
  const { kernelNames } = await tf.profile(() => {
    matmul(x.exp(), x)
    return null as never
  })
  expect(kernelNames).toContain('Exp')
  expect(kernelNames).toContain('BatchMatMul')
})

test('a thousand calls leave no tensor behind, nor do calls that throw', () => {
  vi.spyOn(console, 'warn').mockImplementation(() => {})
  const { numTensors } = tf.memory()
  for (let i = 0; i < 1000; i++) sort(matmul(x.exp().reshape([3, 1]), x.reshape([1, 3])).add(i))
  expect(() => gather(x, tensor([3], { dtype: 'int32' }))).toThrow(IndexError)
  expect(() => x.add(tensor([1.5]))).toThrow(DTypeError)
  expect(tf.memory().numTensors).toBe(numTensors)
})

test('results do not depend on a tf.tidy around them', () => {
  let y = x
  tf.tidy(() => {
    y = x.mul(2)
  })
  expect(y.add(1).toArray()).toEqual([7, 3, 5])
})

describe('dtypes', () => {
  test('float64 is refused, by a message that names the cast', () => {
    expect(() => tensor([1.5]).exp()).toThrow(DTypeError)
    expect(() => tensor([1.5]).exp()).toThrow("cast it first: x.cast('float32')")
    expect(() => x.cast('int32').div(2)).toThrow(DTypeError)
  })

  test('single numbers in float64 are for the host: the steps and rates of an optimiser', () => {
    const warn = vi.spyOn(console, 'warn')
    const step = tensor(3, { dtype: 'int32' })
    const weight = step.cast('float64').mul(Math.LN2).neg().exp()
    expect(weight.dtype).toBe('float64')
    expect(weight.item()).toBeCloseTo(1 / 8, 15)
    expect(x.mul(weight.cast('float32')).dtype).toBe('float32')
    expect(warn).not.toHaveBeenCalled()
    warn.mockRestore()
  })

  test('casts from and to float64 work', () => {
    expect(tensor([1.5]).cast('float32').exp().cast('float64').dtype).toBe('float64')
  })

  test('int32 and bool are computed as on the host', () => {
    const i = tensor([7, -7, 0], { dtype: 'int32' })
    const f = () => [
      i.mul(3).add(1).toArray(),
      i.sum().item(),
      i.greater(0).logicalAnd(i.less(9)).toArray(),
      i.rem(3).toArray(),
      matmul(i, i).item(),
      i.greater(0).equal(i.less(0)).toArray(),
      i.cast('bool').cast('float32').toArray(),
      i.abs().maximum(2).toArray(),
    ]
    const onTfjs = f()
    setBackend(host)
    expect(onTfjs).toEqual(f())
  })
})

describe('what TensorFlow.js lacks', () => {
  test('runs on the host, with one warning an operation', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    for (let i = 0; i < 3; i++) expect(sort(x).toArray()).toEqual([1, 2, 3])
    expect(warn.mock.calls).toEqual([
      ['wengert: argsort runs on the host, not on TensorFlow.js: its sorting is not stable.'],
    ])
  })

  test('and so does what its backend has no kernel for', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const kernel = tf.getKernel('Softplus', 'cpu')!
    tf.unregisterKernel('Softplus', 'cpu')
    try {
      for (let i = 0; i < 2; i++) expect(softplus(x).sum().item()).toBeCloseTo(6.488777, 5)
    } finally {
      tf.registerKernel(kernel)
    }
    expect(warn.mock.calls).toEqual([
      ['wengert: softplus runs on the host, not on TensorFlow.js: cpu has no kernel for it.'],
    ])
  })
})

test('positions outside their axis are found, counted from either end', () => {
  const at = (i: number) => gather(x, tensor([i], { dtype: 'int32' })).item()
  expect([at(0), at(-1)]).toEqual([3, 2])
  expect(() => at(3)).toThrow('gather: index 3 is outside axis 0 of shape [3]')
  expect(() => at(-4)).toThrow(IndexError)
})

test('sums over an empty axis are 0', () => {
  expect(zeros([0, 2], { dtype: 'float32' }).sum(0).toArray()).toEqual([0, 0])
  expect(
    matmul(ones([2, 0], { dtype: 'float32' }), ones([0, 1], { dtype: 'float32' })).toArray(),
  ).toEqual([[0], [0]])
})
