/** One step of Adam on a batch of digits in TensorFlow.js, in float32. */
import * as tf from '@tensorflow/tfjs-core'
import type { Images } from '@wengert/examples/digits/data.ts'
import type { Network } from '@wengert/examples/digits/model.ts'

/** A step that returns the loss before it. */
export function stepByTfjs(network: Network, { x, digit }: Images, rate: number): () => number[] {
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
  return () => [optimizer.minimize(loss, true, variables)!.dataSync()[0]]
}
