/** What recording costs by itself, and one operation on tensors that are at hand. */
import { makeJaxpr, numpy as np } from '@jax-js/jax'
import * as tf from '@tensorflow/tfjs-core'
import { trace } from '@wengert/autodiff'
import { random, tensor, type Tensor } from '@wengert/tensor'
import { jaxArray, jaxNumbers, jaxTolerance, startJax, type JaxArray } from '../contestants/jax.ts'
import { onBackends, tfArray, tfNumbers } from '../contestants/tfjs.ts'
import type { Suite } from '../harness.ts'

export function microSuites(sizes = [10, 1000, 1_000_000]): Suite[] {
  return [tracing(100), ...sizes.map(adding)]
}

/** The answer is the number of equations. */
function tracing(equations: number): Suite {
  const ours = (x: Tensor): Tensor => {
    let y = x
    for (let i = 0; i < equations / 2; i++) y = y.mul(0.9).sin()
    return y
  }
  const theirs = (x: JaxArray): JaxArray => {
    let y = x
    for (let i = 0; i < equations / 2; i++) y = np.sin(y.mul(0.9))
    return y
  }
  return {
    name: `tracing ${equations} operations`,
    contestants: [
      {
        name: 'list of closures by hand',
        make: () => () => {
          const tape: ((x: number) => number)[] = []
          for (let i = 0; i < equations / 2; i++) tape.push((x) => x * 0.9, Math.sin)
          return [tape.length]
        },
        tolerance: 0,
      },
      {
        name: 'Wengert trace',
        make: () => () => [trace(ours, 0.7).equations.length],
        tolerance: 0,
      },
      {
        name: 'jax-js makeJaxpr',
        make: async () => {
          await startJax()
          const x = jaxArray(Float64Array.of(0.7), [], 'float64')
          return () => {
            const { jaxpr } = makeJaxpr(theirs)(x)
            const { length } = jaxpr.jaxpr.eqns
            jaxpr.dispose()
            return [length]
          }
        },
        tolerance: 0,
        fallible: true,
      },
    ],
  }
}

function adding(n: number): Suite {
  const [a, b] = [1, 2].map((seed) => Float64Array.from(random.normal(random.key(seed), [n]).data))
  const [x, y] = [a, b].map((data) => tensor(data))
  return {
    name: `adding, n = ${n}`,
    contestants: [
      {
        name: 'loop by hand',
        make: () => () => {
          const result = new Float64Array(n)
          for (let i = 0; i < n; i++) result[i] = a[i] + b[i]
          return result
        },
        tolerance: 0,
      },
      { name: 'Wengert add', make: () => () => x.add(y).data, tolerance: 0 },
      ...onBackends(() => {
        const [p, q] = [a, b].map((data) => tfArray<tf.Rank.R1>(data, [n]))
        return () => tfNumbers([tf.add(p, q)])
      }),
      {
        name: 'jax-js add, float64',
        make: async () => {
          await startJax()
          const [p, q] = [a, b].map((data) => jaxArray(data, [n], 'float64'))
          return () => jaxNumbers([p.ref.add(q.ref)])
        },
        tolerance: jaxTolerance,
        fallible: true,
      },
    ],
    rate: { unit: 'ns/element', of: (seconds) => (seconds * 1e9) / n },
    point: { line: 'adding', axis: 'n', x: n },
  }
}
