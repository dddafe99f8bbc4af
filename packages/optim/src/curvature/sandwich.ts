/**
 * The sandwich covariance H⁻¹ (Σ gᵢ gᵢᵀ) H⁻¹ (Huber 1967; White 1982): what the estimates vary by when the
 * model is not quite right, from the gradient gᵢ of each observation's negative log-likelihood. All
 * gradients are one `vmap` of `grad`.
 */
import { grad, vmap } from '@wengert/autodiff'
import { flattenTree, type Tensor, type TreeLike } from '@wengert/tensor'
import { checkedObjective } from '../checked-objective.ts'
import { badOption, checkNames } from '../checks.ts'
import { OptimizationError } from '../errors.ts'
import { Examples } from '../training/batches.ts'
import type { Vector } from '../vector.ts'

export interface Observations<X, D> {
  /** The negative log-likelihood of one observation. */
  readonly loss: (x: X, observation: D) => Tensor
  /** All observations: the first axis of every leaf is theirs. */
  readonly data: TreeLike<D>
}

export function sandwich<X, D>(
  observations: Observations<X, D>,
  estimate: TreeLike<X>,
  inverse: Vector,
  n: number,
): Vector {
  checkNames('inference', observations, ['loss', 'data'], 'robust')
  const { loss, data } = observations
  if (typeof loss !== 'function') {
    const expected = 'a function of the estimate and one observation'
    throw badOption('inference', 'robust.loss', typeof loss, expected)
  }
  const { all, count } = new Examples<D>('inference', 'robust.data', data)
  const scalar = (x: X, observation: D): Tensor =>
    checkedObjective<X>('inference', (at) => loss(at, observation), 'robust.loss')(x)
  const gradients = vmap(grad(scalar as never) as never, { inAxes: [null, 0] }) as (
    ...args: unknown[]
  ) => unknown
  const { leaves } = flattenTree('inference', gradients(estimate, all))
  const half = new Float64Array(count * n)
  let offset = 0
  for (const leaf of leaves) {
    const width = leaf.size / count
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < width; j++) half[i * n + offset + j] = leaf.data[i * width + j]
    }
    offset += width
  }
  const bad = half.findIndex((element) => !Number.isFinite(element))
  if (bad >= 0) {
    throw new OptimizationError(
      'curvature',
      'inference: the gradient of robust.loss at the estimate is not finite for observation ' +
        `${Math.floor(bad / n)}; leave that out, or correct it.`,
    )
  }
  // H⁻¹ gᵢ for each i; their outer products add up to the covariance.
  const influence = new Float64Array(count * n)
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0
      for (let k = 0; k < n; k++) sum += inverse[j * n + k] * half[i * n + k]
      influence[i * n + j] = sum
    }
  }
  const result = new Float64Array(n * n)
  for (let j = 0; j < n; j++) {
    for (let k = 0; k <= j; k++) {
      let sum = 0
      for (let i = 0; i < count; i++) sum += influence[i * n + j] * influence[i * n + k]
      result[j * n + k] = sum
      result[k * n + j] = sum
    }
  }
  return result
}
