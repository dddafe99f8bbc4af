/** Gradient descent, by itself and with the momentum of past gradients. */
import { chain, checkDecays, descentOf, named } from './transformation.ts'
import type { GradientTransformation, OptimizerState, Schedule } from './transformation.ts'
import { checkParameters, mapTrees, zerosLike } from './trees.ts'

/**
 * Gradient descent: `θ ← θ − η g`.
 *
 * @throws OptimizationError for a bad learning rate.
 * @example
 * ```ts
 * import { grad } from '@wengert/autodiff'
 * import { applyUpdates, sgd } from '@wengert/optim'
 * import { tensor, type Tensor } from '@wengert/tensor'
 * const loss = (x: Tensor) => x.square().sum()
 * const optimizer = sgd(0.25)
 * let params = tensor([4, -8])
 * let state = optimizer.init(params)
 * for (let step = 0; step < 3; step++) {
 *   const [updates, next] = optimizer.update(grad(loss)(params), state, params)
 *   params = applyUpdates(params, updates)
 *   state = next
 * }
 * params.toArray() // → 0.5,-1
 * ```
 */
export function sgd(learningRate: number | Schedule): GradientTransformation {
  return named('sgd', descentOf('sgd', learningRate))
}

/**
 * Heavy-ball momentum (Polyak 1964): `a ← μ a + g; θ ← θ − η a`.
 *
 * @param mu - How much of the accumulated gradients stays; 0.9.
 * @throws OptimizationError for a bad learning rate or μ outside [0, 1).
 */
export function momentum(learningRate: number | Schedule, mu = 0.9): GradientTransformation {
  const sums = accumulate('momentum', mu, false)
  return named('momentum', chain(sums, descentOf('momentum', learningRate)))
}

/**
 * Nesterov's momentum in the form of Sutskever et al. (2013): `a ← μ a + g; θ ← θ − η (g + μ a)`.
 *
 * @param mu - How much of the accumulated gradients stays; 0.9.
 * @throws OptimizationError for a bad learning rate or μ outside [0, 1).
 */
export function nesterov(learningRate: number | Schedule, mu = 0.9): GradientTransformation {
  const sums = accumulate('nesterov', mu, true)
  return named('nesterov', chain(sums, descentOf('nesterov', learningRate)))
}

function accumulate(operation: string, mu: number, lookAhead: boolean): GradientTransformation {
  checkDecays(operation, { mu })
  return {
    init(params) {
      checkParameters(operation, params)
      return zerosLike(params) as OptimizerState
    },
    update(gradients, state, _params) {
      const next = mapTrees(operation, (g, a) => a.mul(mu).add(g), gradients, state)
      if (!lookAhead) return [next, next as OptimizerState]
      const updates = mapTrees(operation, (g, a) => a.mul(mu).add(g), gradients, next)
      return [updates, next as OptimizerState]
    },
  }
}
