/** The chained Rosenbrock function, its derivatives by hand, and the same in the peers. */
import { grad, jit, jvp, numpy as np } from '@jax-js/jax'
import * as tf from '@tensorflow/tfjs-core'
import type { Contestant, Solve } from '../harness.ts'
import { jaxArray, jaxNumbers, jaxTolerance, startJax, type Float, type JaxArray } from './jax.ts'
import { hvpByGradients, tfArray, tfNumbers } from './tfjs.ts'

/** Σ 100 (xᵢ₊₁ − xᵢ²)² + (xᵢ − 1)² */
export function valueByHand(x: Float64Array): number {
  let total = 0
  for (let i = 0; i + 1 < x.length; i++) {
    const [curve, rest] = [x[i + 1] - x[i] * x[i], x[i] - 1]
    total += 100 * curve * curve + rest * rest
  }
  return total
}

/** `result` is what is written to and returned, as of the other one: loops need no new array. */
export function gradientByHand(
  x: Float64Array,
  result: Float64Array = new Float64Array(x.length),
): Float64Array {
  result.fill(0)
  for (let i = 0; i + 1 < x.length; i++) {
    const curve = x[i + 1] - x[i] * x[i]
    result[i] += 2 * (x[i] - 1) - 400 * x[i] * curve
    result[i + 1] += 200 * curve
  }
  return result
}

export function hvpByHand(
  x: Float64Array,
  v: Float64Array,
  result: Float64Array = new Float64Array(x.length),
): Float64Array {
  result.fill(0)
  for (let i = 0; i + 1 < x.length; i++) {
    const beside = -400 * x[i]
    result[i] += (1200 * x[i] * x[i] - 400 * x[i + 1] + 2) * v[i] + beside * v[i + 1]
    result[i + 1] += beside * v[i] + 200 * v[i + 1]
  }
  return result
}

function inTfjs(x: tf.Tensor): tf.Tensor {
  const n = x.size
  const a = tf.slice(x, [0], [n - 1])
  const b = tf.slice(x, [1], [n - 1])
  const curves = tf.mul(100, tf.square(tf.sub(b, tf.square(a))))
  return tf.sum(tf.add(curves, tf.square(tf.sub(a, 1))))
}

export function gradientByTfjs(x: Float64Array): Solve {
  const gradient = tf.grad(inTfjs)
  const at = tfArray<tf.Rank.R1>(x, [x.length])
  return () => tfNumbers([gradient(at)])
}

export function hvpByTfjs(x: Float64Array, v: Float64Array): Solve {
  const [at, along] = [x, v].map((data) => tfArray<tf.Rank.R1>(data, [data.length]))
  return hvpByGradients(inTfjs, [at], [along])
}

function inJax(x: JaxArray): JaxArray {
  const n = x.shape[0]
  const a = x.ref.slice([0, n - 1])
  const b = x.slice([1, n])
  const curves = np.square(b.sub(np.square(a.ref))).mul(100)
  return curves.add(np.square(a.sub(1))).sum()
}

export function gradientByJax(x: Float64Array, dtype: Float): Contestant {
  return {
    name: `jax-js jit, ${dtype}`,
    make: async () => {
      await startJax()
      const gradient = jit(grad(inJax))
      const at = jaxArray(x, [x.length], dtype)
      return () => jaxNumbers([gradient(at.ref)])
    },
    tolerance: jaxTolerance,
    fallible: true,
  }
}

export function hvpByJax(x: Float64Array, v: Float64Array, dtype: Float): Contestant {
  return {
    name: `jax-js jit, ${dtype}`,
    make: async () => {
      await startJax()
      const product = jit((at: JaxArray, along: JaxArray) => jvp(grad(inJax), [at], [along])[1])
      const [at, along] = [x, v].map((data) => jaxArray(data, [x.length], dtype))
      return () => jaxNumbers([product(at.ref, along.ref)])
    },
    tolerance: jaxTolerance,
    fallible: true,
  }
}
