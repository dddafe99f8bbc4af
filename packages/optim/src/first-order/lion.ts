/** Lion (Chen et al., "Symbolic discovery of optimization algorithms", 2023): steps of one size, by sign. */
import { sign } from '@wengert/tensor'
import { average } from './adaptive.ts'
import { addDecayedWeights } from './clipping.ts'
import { checkNames } from '../checks.ts'
import { chain, checkDecays, descentOf, named } from './transformation.ts'
import type { GradientTransformation, OptimizerState, Schedule } from './transformation.ts'
import { checkParameters, mapTrees, zerosLike } from './trees.ts'

export interface LionOptions {
  /** The weight of the average in the direction; 0.9. */
  readonly beta1?: number
  /** The decay rate of the average; 0.99. */
  readonly beta2?: number
  /** Decoupled weight decay λ; 0. */
  readonly weightDecay?: number
}

/**
 * Lion: `θ ← θ − η (sign(β₁ m + (1 − β₁) g) + λ θ); m ← β₂ m + (1 − β₂) g`.
 *
 * @param learningRate - η, a number or a schedule; 1e-4. A third to a tenth of Adam's.
 * @throws OptimizationError for a bad learning rate or option.
 */
export function lion(
  learningRate: number | Schedule = 1e-4,
  options: LionOptions = {},
): GradientTransformation {
  checkNames('lion', options, ['beta1', 'beta2', 'weightDecay'])
  const { beta1 = 0.9, beta2 = 0.99, weightDecay = 0 } = options
  checkDecays('lion', { beta1, beta2 })
  const direction: GradientTransformation = {
    init(params) {
      checkParameters('lion', params)
      return zerosLike(params) as OptimizerState
    },
    update(gradients, state, _params) {
      const updates = mapTrees('lion', sign, average('lion', beta1, gradients, state))
      return [updates, average('lion', beta2, gradients, state) as OptimizerState]
    },
  }
  const decay = addDecayedWeights(weightDecay)
  return named('lion', chain(direction, decay, descentOf('lion', learningRate)))
}
