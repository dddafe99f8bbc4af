/**
 * Optimisers that scale by the Hessian's diagonal, estimated from z ∘ H z with random signs z and exact
 * Hessian–vector products (Hutchinson; see curvature/diagonal.ts). The key of the signs is part of the
 * state, so that a run can be repeated and resumed.
 */
import { cond } from '@wengert/autodiff'
import {
  cast,
  clip,
  flattenTree,
  mapTree,
  maximum,
  random,
  unflattenTree,
  type Tensor,
} from '@wengert/tensor'
import { badOption, checkNames } from '../checks.ts'
import { average, checkEpsilon, firstMoments, weightOf, type Moments } from './adaptive.ts'
import { addDecayedWeights } from './clipping.ts'
import { chain, checkDecays, descentOf, named, needHvp } from './transformation.ts'
import type { GradientTransformation, OptimizerState, Schedule } from './transformation.ts'
import { mapTrees } from './trees.ts'

interface KeyedMoments extends Moments {
  readonly key: Tensor
}

export interface AdahessianOptions {
  /** The decay rate of the average of gradients; 0.9. */
  readonly beta1?: number
  /** The decay rate of the average of squared curvatures; 0.999. */
  readonly beta2?: number
  /** Added to the denominator; 1e-4. */
  readonly epsilon?: number
  /** k: how much of the curvature is divided out, from 0 to 1; 1. */
  readonly hessianPower?: number
  /** The key of the random signs; `random.key(0)`. */
  readonly key?: Tensor
}

/**
 * AdaHessian (Yao et al. 2021): Adam with the Hessian's diagonal D = z ∘ H z in the place of the
 * gradient under the root, `θ ← θ − η m̂ / ((√v̂)ᵏ + ε)`, `v ← β₂ v + (1 − β₂) D²`. One Hessian–vector
 * product a step, exact; D is not averaged over neighbouring elements. The update needs `{ hvp }`, which
 * `fit` passes.
 *
 * @param learningRate - η, a number or a schedule; 0.15.
 * @throws OptimizationError for a bad learning rate or option, and from `update` without `hvp`.
 * @example
 * ```ts
 * import { grad, hvp } from '@wengert/autodiff'
 * import { adahessian, applyUpdates } from '@wengert/optim'
 * import { tensor, type Tensor } from '@wengert/tensor'
 * // With k = 1 and ε = 0 the first step of rate 1 on a diagonal quadratic is Newton's.
 * const loss = (x: Tensor) => x.square().mul(tensor([1, 100])).sum()
 * const optimizer = adahessian(1, { epsilon: 0 })
 * const x = tensor([3, -2])
 * const context = { hvp: (v: Tensor) => hvp(loss, x, v) }
 * const [updates] = optimizer.update(grad(loss)(x), optimizer.init(x), x, context)
 * applyUpdates(x, updates).abs().max().item() < 1e-12 // → true
 * ```
 */
export function adahessian(
  learningRate: number | Schedule = 0.15,
  options: AdahessianOptions = {},
): GradientTransformation {
  checkNames('adahessian', options, ['beta1', 'beta2', 'epsilon', 'hessianPower', 'key'])
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-4, hessianPower = 1 } = options
  const { key = random.key(0) } = options
  checkDecays('adahessian', { beta1, beta2 })
  checkEpsilon('adahessian', epsilon)
  if (!(hessianPower >= 0 && hessianPower <= 1))
    throw badOption('adahessian', 'hessianPower', hessianPower, 'a number from 0 to 1')
  const scale: GradientTransformation = {
    init: (params): KeyedMoments => ({ ...firstMoments('adahessian', params), key }),
    update(gradients, state, _params, context) {
      const { m: m0, v: v0, count, key: current } = state as KeyedMoments
      const hvp = needHvp('adahessian', context)
      const keys = random.split(current)
      const t = count.add(1)
      const diagonal = probedDiagonal('adahessian', keys.at(1), gradients, hvp)
      const m = average('adahessian', beta1, gradients, m0)
      const v = average(
        'adahessian',
        beta2,
        mapTree((d) => d.square(), diagonal),
        v0,
      )
      const [w1, w2] = [weightOf(beta1, t), weightOf(beta2, t)]
      const updates = mapTrees(
        'adahessian',
        (mi, vi) => {
          const curvature = vi.div(cast(w2, vi.dtype)).sqrt()
          const power = hessianPower === 1 ? curvature : curvature.pow(hessianPower)
          return mi.div(cast(w1, mi.dtype)).div(power.add(epsilon))
        },
        m,
        v,
      )
      return [updates, { count: t, m, v, key: keys.at(0) } as KeyedMoments]
    },
  }
  return named('adahessian', chain(scale, descentOf('adahessian', learningRate)))
}

export interface SophiaOptions {
  /** The decay rate of the average of gradients; 0.96. */
  readonly beta1?: number
  /** The decay rate of the average of curvatures; 0.99. */
  readonly beta2?: number
  /** γ: the larger, the more elements take a full Newton step of their own; 0.01. */
  readonly gamma?: number
  /** The least denominator; 1e-12. */
  readonly epsilon?: number
  /** Steps from one estimate of the curvature to the next; 10. */
  readonly every?: number
  /** Decoupled weight decay λ; 0. */
  readonly weightDecay?: number
  /** The key of the random signs; `random.key(0)`. */
  readonly key?: Tensor
}

const sophiaNames: readonly (keyof SophiaOptions)[] = [
  'beta1',
  'beta2',
  'gamma',
  'epsilon',
  'every',
  'weightDecay',
  'key',
]

/**
 * Sophia-H (Liu et al. 2023): `m ← β₁ m + (1 − β₁) g`; every k steps `h ← β₂ h + (1 − β₂) z ∘ H z`;
 * `θ ← θ − η (clip(m / max(γ h, ε), ±1) + λ θ)`. Where the curvature is small or negative the step is
 * η by sign. One exact Hessian–vector product every k steps. The update needs `{ hvp }`, which `fit`
 * passes.
 *
 * @param learningRate - η, a number or a schedule; 1e-3.
 * @throws OptimizationError for a bad learning rate or option, and from `update` without `hvp`.
 */
export function sophia(
  learningRate: number | Schedule = 1e-3,
  options: SophiaOptions = {},
): GradientTransformation {
  checkNames('sophia', options, sophiaNames)
  const { beta1 = 0.96, beta2 = 0.99, gamma = 0.01, epsilon = 1e-12, every = 10 } = options
  const { weightDecay = 0, key = random.key(0) } = options
  checkDecays('sophia', { beta1, beta2 })
  checkEpsilon('sophia', epsilon)
  if (!(gamma > 0)) throw badOption('sophia', 'gamma', gamma, 'a positive number')
  if (!Number.isInteger(every) || every < 1)
    throw badOption('sophia', 'every', every, 'a positive integer')
  const scale: GradientTransformation = {
    init: (params): KeyedMoments => ({ ...firstMoments('sophia', params), key }),
    update(gradients, state, _params, context) {
      const { m: m0, v: h0, count, key: current } = state as KeyedMoments
      const hvp = needHvp('sophia', context)
      const keys = random.split(current)
      const m = average('sophia', beta1, gradients, m0)
      const estimate = (h: OptimizerState): OptimizerState =>
        average(
          'sophia',
          beta2,
          probedDiagonal('sophia', keys.at(1), gradients, hvp),
          h,
        ) as OptimizerState
      const isDue = count.rem(every).equal(0)
      const h = cond<[OptimizerState], OptimizerState>(isDue, estimate, (same) => same, h0 as never)
      const updates = mapTrees(
        'sophia',
        (mi, hi) => clip(mi.div(maximum(hi.mul(gamma), epsilon)), -1, 1),
        m,
        h,
      )
      return [updates, { count: count.add(1), m, v: h, key: keys.at(0) } as KeyedMoments]
    },
  }
  const decay = addDecayedWeights(weightDecay)
  return named('sophia', chain(scale, decay, descentOf('sophia', learningRate)))
}

/** z ∘ H z for random signs z. */
function probedDiagonal<P>(operation: string, key: Tensor, like: P, hvp: (v: P) => P): P {
  const { leaves, structure } = flattenTree(operation, like)
  const keys = random.split(key, leaves.length)
  const signs = leaves.map(({ shape, dtype }, i) => random.rademacher(keys.at(i), shape, { dtype }))
  const z = unflattenTree(structure, signs) as P
  return mapTrees(operation, (zi, hi) => zi.mul(hi), z, hvp(z))
}
