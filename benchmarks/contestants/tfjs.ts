/** What the contestants of TensorFlow.js share: its two backends that need no GPU. It knows float32 alone. */
import { fileURLToPath } from 'node:url'
import '@tensorflow/tfjs-backend-cpu'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import * as tf from '@tensorflow/tfjs-core'
// The layers package registers the gradients of core's kernels.
import '@tensorflow/tfjs-layers'
import type { Answer, Contestant, Solve } from '../harness.ts'

tf.enableProdMode()
setWasmPaths(fileURLToPath(new URL('.', import.meta.resolve('@tensorflow/tfjs-backend-wasm'))))

const backends = ['cpu', 'wasm'] as const

/** A contestant on each backend, made while that is the current one. */
export function onBackends(make: () => Solve, tolerance = 1e-4): Contestant[] {
  return backends.map((backend) => ({
    name: `TensorFlow.js ${backend}, float32`,
    make: async () => {
      if (!(await tf.setBackend(backend))) throw new Error(`the backend ${backend} does not start`)
      const solve = make()
      // The numbers live on, the tensors do not. What is returned to `tidy` it searches, number by number.
      return () => {
        let numbers: Answer = []
        tf.tidy(() => {
          numbers = solve()
        })
        return numbers
      }
    },
    tolerance,
    fallible: true,
  }))
}

export function tfArray<R extends tf.Rank>(
  data: ArrayLike<number>,
  shape: tf.ShapeMap[R],
): tf.Tensor<R> {
  return tf.tensor(Float32Array.from(data), shape)
}

/** Their numbers. */
export function tfNumbers(tensors: readonly tf.Tensor[]): Float32Array[] {
  return tensors.map((x) => x.dataSync() as Float32Array)
}

/** Reverse over reverse, the only way that it has: the gradient of ⟨gradient, v⟩. */
export function hvpByGradients(
  loss: (...parameters: tf.Tensor[]) => tf.Tensor,
  at: tf.Tensor[],
  v: tf.Tensor[],
): Solve {
  const gradient = tf.grads(loss as never)
  const along = (...parameters: tf.Tensor[]): tf.Tensor =>
    tf.addN(gradient(parameters).map((slope, i) => tf.sum(tf.mul(slope, v[i]))))
  const second = tf.grads(along as never)
  return () => tfNumbers(second(at))
}
