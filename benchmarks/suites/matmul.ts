/** Products of square matrices, in both precisions. */
import { jit, numpy as np } from '@jax-js/jax'
import * as tf from '@tensorflow/tfjs-core'
import { compile } from '@wengert/autodiff'
import { matmul, random, tensor } from '@wengert/tensor'
import { jaxArray, jaxNumbers, jaxTolerance, startJax, type Float } from '../contestants/jax.ts'
import { onBackends, tfArray, tfNumbers } from '../contestants/tfjs.ts'
import type { Contestant, Solve, Suite } from '../harness.ts'

export function matmulSuites(sizes = [64, 256, 512, 1024]): Suite[] {
  return (['float64', 'float32'] as const).flatMap((dtype) => sizes.map((n) => suite(n, dtype)))
}

function suite(n: number, dtype: Float): Suite {
  const [a, b] = [1, 2].map((seed) =>
    Float64Array.from(random.normal(random.key(seed), [n, n]).data),
  )
  const [left, right] = [a, b].map((data) => tensor(data, { shape: [n, n], dtype }))
  const compiled = (fma: boolean) => () => {
    const f = compile(matmul, { fma })
    return () => f(left, right).data
  }
  const tolerance = dtype === 'float64' ? 1e-13 : 1e-5
  return {
    name: `matmul ${n}, ${dtype}`,
    contestants: [
      { name: 'loops by hand', make: () => () => byHand(a, b, n), tolerance: 0 },
      { name: 'Wengert compiled', make: compiled(false), tolerance },
      { name: 'Wengert compiled, fma', make: compiled(true), tolerance },
      { name: 'Wengert matmul', make: () => () => matmul(left, right).data, tolerance },
      ...(dtype === 'float32' ? onBackends(() => byTfjs(a, b, n)) : []),
      byJax(a, b, n, dtype),
    ],
    rate: { unit: 'GFLOP/s', of: (seconds) => (2 * n ** 3) / seconds / 1e9 },
    point: { line: `matmul, ${dtype}`, axis: 'n', x: n },
  }
}

/** Row by row, so that the innermost loop goes along rows of both. */
function byHand(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const result = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const factor = a[i * n + k]
      for (let j = 0; j < n; j++) result[i * n + j] += factor * b[k * n + j]
    }
  }
  return result
}

function byTfjs(a: Float64Array, b: Float64Array, n: number): Solve {
  const [left, right] = [a, b].map((data) => tfArray<tf.Rank.R2>(data, [n, n]))
  return () => tfNumbers([tf.matMul(left, right)])
}

function byJax(a: Float64Array, b: Float64Array, n: number, dtype: Float): Contestant {
  return {
    name: `jax-js jit, ${dtype}`,
    make: async () => {
      await startJax()
      const compiled = jit(np.matmul)
      const [left, right] = [a, b].map((data) => jaxArray(data, [n, n], dtype))
      return () => jaxNumbers([compiled(left.ref, right.ref)])
    },
    tolerance: jaxTolerance,
    fallible: true,
  }
}
