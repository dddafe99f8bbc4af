/** The penalised logistic loss in TensorFlow.js, on its CPU backend, in float32. */
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
// The layers package registers the gradients of core's kernels.
import '@tensorflow/tfjs-layers'
import type { LogisticProblem } from './logistic-by-hand.ts'

tf.enableProdMode()

interface Tape {
  readonly loss: (w: tf.Tensor, b: tf.Tensor) => tf.Tensor
  readonly w0: tf.Tensor1D
  readonly b0: tf.Scalar
}

function setUp({ x, signs, samples, features, lambda }: LogisticProblem, at: Float64Array): Tape {
  const X = tf.tensor2d(Float32Array.from(x), [samples, features])
  const s = tf.tensor1d(Float32Array.from(signs))
  const w0 = tf.tensor1d(Float32Array.from(at.subarray(0, features)))
  const b0 = tf.scalar(at[features])
  const loss = (w: tf.Tensor, b: tf.Tensor): tf.Tensor =>
    tf.add(
      tf.sum(tf.softplus(tf.neg(tf.mul(s, tf.add(tf.dot(X, w), b))))),
      tf.mul(lambda / 2, tf.sum(tf.square(w))),
    )
  return { loss, w0, b0 }
}

const joined = (dw: tf.Tensor, db: tf.Tensor): Float32Array =>
  tf.concat([tf.reshape(dw, [-1]), tf.reshape(db, [1])]).dataSync() as Float32Array

export function gradientByTfjs(problem: LogisticProblem, at: Float64Array): () => Float32Array {
  const { loss, w0, b0 } = setUp(problem, at)
  const gradient = tf.grads(loss as never)
  return () =>
    tf.tidy(() => {
      const [dw, db] = gradient([w0, b0])
      return joined(dw, db)
    })
}

/** Reverse over reverse, the only way that TensorFlow.js has: the gradient of ⟨gradient, v⟩. */
export function hvpByTfjs(
  problem: LogisticProblem,
  at: Float64Array,
  v: Float64Array,
): () => Float32Array {
  const { loss, w0, b0 } = setUp(problem, at)
  const vw = tf.tensor1d(Float32Array.from(v.subarray(0, problem.features)))
  const vb = tf.scalar(v[problem.features])
  const along = (w: tf.Tensor, b: tf.Tensor): tf.Tensor => {
    const [dw, db] = tf.grads(loss as never)([w, b])
    return tf.add(tf.sum(tf.mul(dw, vw)), tf.mul(db, vb))
  }
  const second = tf.grads(along as never)
  return () =>
    tf.tidy(() => {
      const [hw, hb] = second([w0, b0])
      return joined(hw, hb)
    })
}
