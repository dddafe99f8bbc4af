/** The penalised logistic loss in jax-js, compiled by its `jit`. */
import { grad, jit, jvp, nn, numpy as np } from '@jax-js/jax'
import type { Contestant } from '../harness.ts'
import { jaxArray, jaxNumbers, jaxTolerance, startJax, type Float, type JaxArray } from './jax.ts'
import type { LogisticProblem } from './logistic-by-hand.ts'

type Two = [JaxArray, JaxArray]

function setUp({ x, signs, samples, features, lambda }: LogisticProblem, dtype: Float) {
  const X = jaxArray(x, [samples, features], dtype)
  const s = jaxArray(signs, [samples], dtype)
  const loss = (w: JaxArray, b: JaxArray): JaxArray => {
    const margins = s.ref.mul(np.dot(X.ref, w.ref).add(b))
    return nn
      .softplus(margins.neg())
      .sum()
      .add(
        np
          .square(w)
          .sum()
          .mul(lambda / 2),
      )
  }
  const gradient = grad(loss, { argnums: [0, 1] }) as unknown as (w: JaxArray, b: JaxArray) => Two
  const parameters = (vector: Float64Array): Two => [
    jaxArray(vector.subarray(0, features), [features], dtype),
    jaxArray(vector.subarray(features), [], dtype),
  ]
  return { gradient, parameters }
}

export function gradientByJax(
  problem: LogisticProblem,
  at: Float64Array,
  dtype: Float,
): Contestant {
  return {
    name: `jax-js jit, ${dtype}`,
    make: async () => {
      await startJax()
      const { gradient, parameters } = setUp(problem, dtype)
      const compiled = jit(gradient as never) as unknown as typeof gradient
      const [w, b] = parameters(at)
      return () => jaxNumbers(compiled(w.ref, b.ref))
    },
    tolerance: jaxTolerance,
    fallible: true,
  }
}

export function hvpByJax(
  problem: LogisticProblem,
  at: Float64Array,
  v: Float64Array,
  dtype: Float,
): Contestant {
  return {
    name: `jax-js jit, ${dtype}`,
    make: async () => {
      await startJax()
      const { gradient, parameters } = setUp(problem, dtype)
      const product = (w: JaxArray, b: JaxArray, dw: JaxArray, db: JaxArray): Two =>
        jvp(gradient as never, [w, b] as never, [dw, db] as never)[1] as unknown as Two
      const compiled = jit(product as never) as unknown as typeof product
      const [w, b, dw, db] = [...parameters(at), ...parameters(v)]
      return () => jaxNumbers(compiled(w.ref, b.ref, dw.ref, db.ref))
    },
    tolerance: jaxTolerance,
    fallible: true,
  }
}
