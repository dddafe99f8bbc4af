/** The penalised logistic loss in TensorFlow.js. */
import * as tf from '@tensorflow/tfjs-core'
import type { Solve } from '../harness.ts'
import type { LogisticProblem } from './logistic-by-hand.ts'
import { hvpByGradients, tfArray, tfNumbers } from './tfjs.ts'

function setUp(problem: LogisticProblem) {
  const { x, signs, samples, features, lambda } = problem
  const X = tfArray<tf.Rank.R2>(x, [samples, features])
  const s = tfArray<tf.Rank.R1>(signs, [samples])
  const loss = (w: tf.Tensor, b: tf.Tensor): tf.Tensor =>
    tf.add(
      tf.sum(tf.softplus(tf.neg(tf.mul(s, tf.add(tf.dot(X, w), b))))),
      tf.mul(lambda / 2, tf.sum(tf.square(w))),
    )
  const parameters = (vector: Float64Array): tf.Tensor[] => [
    tfArray<tf.Rank.R1>(vector.subarray(0, features), [features]),
    tf.scalar(vector[features]),
  ]
  return { loss, parameters }
}

export function gradientByTfjs(problem: LogisticProblem, at: Float64Array): Solve {
  const { loss, parameters } = setUp(problem)
  const gradient = tf.grads(loss as never)
  const point = parameters(at)
  return () => tfNumbers(gradient(point))
}

export function hvpByTfjs(problem: LogisticProblem, at: Float64Array, v: Float64Array): Solve {
  const { loss, parameters } = setUp(problem)
  return hvpByGradients(loss as never, parameters(at), parameters(v))
}
