/** tanh(a x + b) · c + exp(−x²) over n numbers: what fusing saves, and what a call costs. */
import { jit, numpy as np } from '@jax-js/jax'
import * as tf from '@tensorflow/tfjs-core'
import { compile } from '@wengert/autodiff'
import { exp, random, tanh, tensor, type Tensor } from '@wengert/tensor'
import {
  jaxArray,
  jaxNumbers,
  jaxTolerance,
  startJax,
  type Float,
  type JaxArray,
} from '../contestants/jax.ts'
import { onBackends, tfArray, tfNumbers } from '../contestants/tfjs.ts'
import type { Contestant, Solve, Suite } from '../harness.ts'
import { recordedOf } from '../recorded.ts'

const [a, b, c] = [1.5, 0.3, 2.5]

const ours = (x: Tensor): Tensor => tanh(x.mul(a).add(b)).mul(c).add(exp(x.square().neg()))

export function elementwiseSuites(sizes = [10, 1000, 100_000, 1_000_000]): Suite[] {
  return sizes.map(suite)
}

function suite(n: number): Suite {
  const data = Float64Array.from(random.normal(random.key(1), [n]).data)
  const x = tensor(data)
  const compiled = (fma: boolean) => () => {
    const f = compile(ours, { fma })
    return () => f(x).data
  }
  return {
    name: `elementwise chain, n = ${n}`,
    contestants: [
      { name: 'loop by hand', make: () => () => byHand(data), tolerance: 0 },
      { name: 'Wengert compiled', make: compiled(false), tolerance: 1e-15 },
      { name: 'Wengert compiled, fma', make: compiled(true), tolerance: 1e-15 },
      {
        name: 'Wengert, one operation at a time',
        make: () => () => ours(x).data,
        tolerance: 1e-15,
      },
      ...onBackends(() => byTfjs(data)),
      byJax(data, 'float64'),
      byJax(data, 'float32'),
    ],
    rate: { unit: 'ns/element', of: (seconds) => (seconds * 1e9) / n },
    point: { line: 'elementwise chain', axis: 'n', x: n },
    recorded: recordedOf(`elementwise ${n}`),
  }
}

function byHand(x: Float64Array): Float64Array {
  const result = new Float64Array(x.length)
  for (let i = 0; i < x.length; i++) {
    result[i] = Math.tanh(a * x[i] + b) * c + Math.exp(-x[i] * x[i])
  }
  return result
}

function byTfjs(data: Float64Array): Solve {
  const x = tfArray<tf.Rank.R1>(data, [data.length])
  return () => {
    const left = tf.mul(tf.tanh(tf.add(tf.mul(x, a), b)), c)
    return tfNumbers([tf.add(left, tf.exp(tf.neg(tf.square(x))))])
  }
}

function byJax(data: Float64Array, dtype: Float): Contestant {
  const f = (x: JaxArray): JaxArray =>
    np
      .tanh(x.ref.mul(a).add(b))
      .mul(c)
      .add(np.exp(np.square(x).neg()))
  return {
    name: `jax-js jit, ${dtype}`,
    make: async () => {
      await startJax()
      const compiled = jit(f)
      const x = jaxArray(data, [data.length], dtype)
      return () => jaxNumbers([compiled(x.ref)])
    },
    tolerance: jaxTolerance,
    fallible: true,
  }
}
