/**
 * The network on digits trained in a browser, with TensorFlow.js as the engine: WebAssembly there, and
 * WebGL where the browser has it. The loss must follow, to float32, that of our own backend in float64.
 */
import * as tf from '@tensorflow/tfjs-core'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import '@tensorflow/tfjs-backend-webgl'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { adam, fit } from '@wengert/optim'
import { backend, mapTree, setBackend, tensor, type DType, type Tensor } from '@wengert/tensor'
import { tfjsBackend } from '@wengert/tensor/tfjs'
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url'
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url'
import threaded from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url'
import digits from '../data/digits.json' with { type: 'json' }
import type { Images } from '../data.ts'
import { initialNetwork, logits, loss, type Network } from '../model.ts'

setWasmPaths({
  'tfjs-backend-wasm.wasm': plain,
  'tfjs-backend-wasm-simd.wasm': simd,
  'tfjs-backend-wasm-threaded-simd.wasm': threaded,
})

/** The training images, those with another index than 4 mod 5, or the others. */
function images(isTest: boolean, dtype: DType): Images {
  const chosen = digits.y.map((_, i) => i).filter((i) => (i % 5 === 4) === isTest)
  const x = chosen.map((i) => digits.X[i].map((pixel) => pixel / 16))
  const digit = chosen.map((i) => digits.y[i])
  return { x: tensor(x, { dtype }), digit: tensor(digit, { dtype: 'int32' }) }
}

/** The share of images that are recognised. */
const accuracyIn =
  (dtype: DType) =>
  (network: Network, { x, digit }: Images): Tensor =>
    logits(network, x).argmax(1).equal(digit).cast(dtype).mean()

function train(dtype: DType, epochs: number): { losses: number[]; accuracy: number } {
  const losses: number[] = []
  const { history } = fit({
    loss,
    params: mapTree((x: Tensor) => x.cast(dtype), initialNetwork(1)),
    data: images(false, dtype),
    optimizer: adam(0.01),
    epochs,
    batchSize: 64,
    shuffle: false,
    validation: { data: images(true, dtype), metrics: { accuracy: accuracyIn(dtype) } },
    onProgress: (progress) => void losses.push(progress.loss),
  })
  return { losses, accuracy: history.at(-1)!.metrics.accuracy }
}

const epochs = 3
const host = backend()
const hasWebgl = document.createElement('canvas').getContext('webgl2') !== null

describe.each(hasWebgl ? ['wasm', 'webgl'] : ['wasm'])(
  'TensorFlow.js, %s, in a browser',
  (name) => {
    afterAll(() => setBackend(host))

    test('trains the digits as our own backend does', async () => {
      setBackend(host)
      const expected = train('float64', epochs)
      expect(await tf.setBackend(name)).toBe(true)
      await tf.ready()
      const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
      const { numTensors } = tf.memory()
      const runKernel = vi.spyOn(tf.engine(), 'runKernel')
      setBackend(tfjsBackend())
      const actual = train('float32', epochs)
      expect(tf.getBackend()).toBe(name)
      // Each of epochs × 23 steps is some dozens of kernels.
      expect(runKernel.mock.calls.length).toBeGreaterThan(epochs * 23 * 20)
      // Draws are the same numbers everywhere, and nothing else is for the host.
      const warnings = warn.mock.calls.map(([text]) => String(text))
      expect(warnings.filter((text) => !text.startsWith('wengert: random'))).toEqual([])
      expect(tf.memory().numTensors).toBe(numTensors)
      expect(actual.losses.length).toBe(expected.losses.length)
      actual.losses.forEach((value, i) => {
        expect(Math.abs(value / expected.losses[i] - 1)).toBeLessThan(1e-3)
      })
      expect(actual.accuracy).toBeGreaterThan(0.9)
      expect(actual.accuracy).toBeCloseTo(expected.accuracy, 2)
      vi.restoreAllMocks()
    })
  },
)
