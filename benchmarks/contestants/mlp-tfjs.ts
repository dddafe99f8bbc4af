/** The gradient of the network in TensorFlow.js. */
import * as tf from '@tensorflow/tfjs-core'
import type { Solve } from '../harness.ts'
import type { MlpParameters, MlpProblem } from './mlp-by-hand.ts'
import { tfArray, tfNumbers } from './tfjs.ts'

export function mlpGradientByTfjs(
  { x, y, batch, inputs, hidden, classes }: MlpProblem,
  at: MlpParameters<Float64Array>,
): Solve {
  const X = tfArray<tf.Rank.R2>(x, [batch, inputs])
  const Y = tfArray<tf.Rank.R2>(y, [batch, classes])
  const loss = (w1: tf.Tensor2D, b1: tf.Tensor, w2: tf.Tensor2D, b2: tf.Tensor): tf.Tensor => {
    const h = tf.tanh(tf.add(tf.matMul(X, w1), b1)) as tf.Tensor2D
    const scores = tf.logSoftmax(tf.add(tf.matMul(h, w2), b2))
    return tf.div(tf.neg(tf.sum(tf.mul(scores, Y))), batch)
  }
  const gradient = tf.grads(loss as never)
  const point = [
    tfArray<tf.Rank.R2>(at.w1, [inputs, hidden]),
    tfArray<tf.Rank.R1>(at.b1, [hidden]),
    tfArray<tf.Rank.R2>(at.w2, [hidden, classes]),
    tfArray<tf.Rank.R1>(at.b2, [classes]),
  ]
  return () => tfNumbers(gradient(point))
}
