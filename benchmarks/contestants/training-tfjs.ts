/** One step of Adam on a batch of digits in TensorFlow.js, in float32, on either of its backends. */
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import '@tensorflow/tfjs-backend-cpu'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import * as tf from '@tensorflow/tfjs-core'
// The layers package registers the gradients of core's kernels.
import '@tensorflow/tfjs-layers'
import type { Images } from '@wengert/examples/digits/data.ts'
import type { Network } from '@wengert/examples/digits/model.ts'

tf.enableProdMode()
const binary = createRequire(import.meta.url).resolve(
  '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm',
)
setWasmPaths(`${dirname(binary)}/`)
// Once both are ready, changing to one of them takes effect at once.
await tf.setBackend('wasm')
await tf.setBackend('cpu')

/** A step that returns the loss before it. */
export function stepByTfjs(
  backend: 'cpu' | 'wasm',
  network: Network,
  { x, digit }: Images,
  rate: number,
): () => number[] {
  void tf.setBackend(backend)
  const float = (t: { data: Iterable<number>; shape: readonly number[] }): tf.Tensor =>
    tf.tensor(Float32Array.from(t.data), [...t.shape])
  const variables = network.flatMap(({ w, b }) => [float(w), float(b)]).map((t) => tf.variable(t))
  const [w1, b1, w2, b2] = variables
  const X = float(x)
  const labels = tf.oneHot(tf.tensor1d(Int32Array.from(digit.data), 'int32'), 10)
  const loss = (): tf.Scalar => {
    const h = tf.tanh(tf.add(tf.matMul(X, w1, false, true), b1))
    const z = tf.add(tf.matMul(h, w2, false, true), b2)
    const entropy = tf.sub(tf.logSumExp(z, 1), tf.sum(tf.mul(z, labels), 1))
    const squares = tf.add(tf.sum(tf.square(w1)), tf.sum(tf.square(w2)))
    return tf.add(tf.mean(entropy), tf.mul(squares, 5e-5))
  }
  const optimizer = tf.train.adam(rate)
  return () => {
    void tf.setBackend(backend)
    const value = optimizer.minimize(loss, true, variables)!
    const result = [value.dataSync()[0]]
    value.dispose()
    return result
  }
}
