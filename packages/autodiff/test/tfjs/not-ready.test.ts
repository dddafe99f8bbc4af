/** Functions of TensorFlow.js before it has a backend: its own choice must still be open afterwards. */
import * as tf from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { grad } from '@wengert/autodiff'
import { fromTfjsModel } from '@wengert/autodiff/tfjs'
import { ArgumentError } from '@wengert/tensor'

const square = fromTfjsModel((x: tf.Tensor) => tf.square(x))

test('no backend is needed, and none is left', () => {
  expect(tf.engine().backendNames()).toEqual([])
  expect(grad(square)(3).item()).toBe(6)
  expect(tf.engine().backendNames()).toEqual([])
  expect(tf.getBackend() ?? null).toBe(null)
  expect(() => tf.tensor1d([1])).toThrow('No backend found in registry')
})

test('a backend that is still starting is waited for by the caller', async () => {
  let start = (_: tf.KernelBackend): void => {}
  tf.registerBackend('slow', () => new Promise((resolve) => (start = resolve)))
  const chosen = tf.setBackend('slow')
  expect(() => square(3)).toThrow(ArgumentError)
  expect(() => square(3)).toThrow(
    "the backend 'slow' of TensorFlow.js is not ready; await tf.ready()",
  )
  start(
    new (class extends tf.KernelBackend {
      override floatPrecision(): 16 | 32 {
        return 16
      }
    })(),
  )
  await chosen
  expect(square(3).item()).toBe(9)
  expect(tf.getBackend()).toBe('slow')
})
