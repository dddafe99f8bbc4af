/** The gradient of the network in jax-js, compiled by its `jit`. */
import { grad, jit, nn, numpy as np } from '@jax-js/jax'
import type { Contestant } from '../harness.ts'
import { jaxArray, jaxNumbers, jaxTolerance, startJax, type Float, type JaxArray } from './jax.ts'
import type { MlpParameters, MlpProblem } from './mlp-by-hand.ts'

export function mlpGradientByJax(
  { x, y, batch, inputs, hidden, classes }: MlpProblem,
  at: MlpParameters<Float64Array>,
  dtype: Float,
): Contestant {
  return {
    name: `jax-js jit, ${dtype}`,
    make: async () => {
      await startJax()
      const X = jaxArray(x, [batch, inputs], dtype)
      const Y = jaxArray(y, [batch, classes], dtype)
      const loss = (w1: JaxArray, b1: JaxArray, w2: JaxArray, b2: JaxArray): JaxArray => {
        const h = np.tanh(np.matmul(X.ref, w1).add(b1))
        const scores = nn.logSoftmax(np.matmul(h, w2).add(b2))
        return scores.mul(Y.ref).sum().neg().div(batch)
      }
      const gradient = jit(grad(loss, { argnums: [0, 1, 2, 3] }) as never)
      const compiled = gradient as unknown as (...parameters: JaxArray[]) => JaxArray[]
      const point = [
        jaxArray(at.w1, [inputs, hidden], dtype),
        jaxArray(at.b1, [hidden], dtype),
        jaxArray(at.w2, [hidden, classes], dtype),
        jaxArray(at.b2, [classes], dtype),
      ]
      return () => jaxNumbers(compiled(...point.map((array) => array.ref)))
    },
    tolerance: jaxTolerance,
    fallible: true,
  }
}
