/**
 * Optimisers that scale each element by the size of its past gradients. Averages start at 0; where the
 * algorithm says so they are divided by 1 − βᵗ, the weight that they have after t steps. Formulas and
 * defaults are those of the papers, and of TensorFlow where papers leave them open.
 */
import { cast, full, log, mapTree, type Tensor } from '@wengert/tensor'
import { badOption, checkNames } from '../checks.ts'
import { addDecayedWeights } from './clipping.ts'
import { chain, checkDecays, descentOf, firstCount, isFromZero, named } from './transformation.ts'
import type { GradientTransformation, OptimizerState, Schedule } from './transformation.ts'
import { checkParameters, mapTrees, zerosLike } from './trees.ts'

export interface AdamOptions {
  /** The decay rate of the average of gradients; 0.9. */
  readonly beta1?: number
  /** The decay rate of the average of their squares; 0.999. */
  readonly beta2?: number
  /** Added to the root of the average of squares; 1e-8. */
  readonly epsilon?: number
}

const adamNames: readonly (keyof AdamOptions)[] = ['beta1', 'beta2', 'epsilon']

/** The state of Adam and its relatives. */
export interface Moments {
  readonly [key: string]: OptimizerState
  readonly count: Tensor
  readonly m: OptimizerState
  readonly v: OptimizerState
}

export function firstMoments(operation: string, params: unknown): Moments {
  checkParameters(operation, params)
  const zero = zerosLike(params) as OptimizerState
  return { count: firstCount(), m: zero, v: zero }
}

/** β a + (1 − β) x, leaf by leaf. */
export function average<T>(operation: string, beta: number, x: T, state: OptimizerState): T {
  return mapTrees(operation, (xi, ai) => ai.mul(beta).add(xi.mul(1 - beta)), x, state)
}

/** 1 − βᵗ. */
export function weightOf(beta: number, t: Tensor): Tensor {
  return cast(t, 'float64').mul(log(beta)).expm1().neg()
}

/** The part of `adam` before the learning rate, to build upon: `m̂ / (√v̂ + ε)`. */
export function scaleByAdam(options: AdamOptions = {}): GradientTransformation {
  checkNames('scaleByAdam', options, adamNames)
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options
  checkDecays('adam', { beta1, beta2 })
  checkEpsilon('adam', epsilon)
  return {
    name: 'scaleByAdam',
    init: (params) => firstMoments('adam', params),
    update(gradients, state, _params) {
      const { m: m0, v: v0, count } = state as Moments
      const t = count.add(1)
      const m = average('adam', beta1, gradients, m0)
      const v = average(
        'adam',
        beta2,
        mapTree((g) => g.square(), gradients),
        v0,
      )
      const [w1, w2] = [weightOf(beta1, t), weightOf(beta2, t)]
      const updates = mapTrees(
        'adam',
        (mi, vi) => mi.div(cast(w1, mi.dtype)).div(vi.div(cast(w2, vi.dtype)).sqrt().add(epsilon)),
        m,
        v,
      )
      return [updates, { count: t, m, v } as Moments]
    },
  }
}

/**
 * Adam (Kingma & Ba 2015): `m ← β₁ m + (1 − β₁) g`, `v ← β₂ v + (1 − β₂) g²`,
 * `θ ← θ − η m̂ / (√v̂ + ε)` with `m̂ = m / (1 − β₁ᵗ)`, `v̂ = v / (1 − β₂ᵗ)`.
 *
 * @param learningRate - η, a number or a schedule; 0.001.
 * @throws OptimizationError for a bad learning rate or option.
 * @example
 * ```ts
 * import { adam } from '@wengert/optim'
 * import { tensor } from '@wengert/tensor'
 * const optimizer = adam(0.1)
 * const params = tensor([1, 2])
 * // The first step has the length of the learning rate, whatever the gradient.
 * const [updates] = optimizer.update(tensor([5, -0.01]), optimizer.init(params), params)
 * updates.mul(1000).round().toArray() // → -100,100
 * ```
 */
export function adam(
  learningRate: number | Schedule = 0.001,
  options: AdamOptions = {},
): GradientTransformation {
  checkNames('adam', options, adamNames)
  return named('adam', chain(scaleByAdam(options), descentOf('adam', learningRate)))
}

export interface AdamWOptions extends AdamOptions {
  /** λ; 0.01. */
  readonly weightDecay?: number
  /** Which leaves decay, by a tree of booleans like the parameters; all by default. */
  readonly mask?: (params: unknown) => unknown
}

/**
 * Adam with decoupled weight decay (Loshchilov & Hutter 2019): `θ ← θ − η (m̂ / (√v̂ + ε) + λ θ)`.
 *
 * @param learningRate - η, a number or a schedule; 0.001.
 * @throws OptimizationError for a bad learning rate or option.
 */
export function adamw(
  learningRate: number | Schedule = 0.001,
  options: AdamWOptions = {},
): GradientTransformation {
  checkNames('adamw', options, [...adamNames, 'weightDecay', 'mask'])
  const { weightDecay = 0.01, mask, ...rest } = options
  const decay = addDecayedWeights(weightDecay, mask)
  return named('adamw', chain(scaleByAdam(rest), decay, descentOf('adamw', learningRate)))
}

export interface RmspropOptions {
  /** The decay rate of the average of squares; 0.9. */
  readonly decay?: number
  /** Added under the root; 1e-7. */
  readonly epsilon?: number
  /** Subtract the square of the average gradient: divide by a standard deviation. */
  readonly centered?: boolean
}

/**
 * RMSProp (Tieleman & Hinton 2012): `v ← ρ v + (1 − ρ) g²; θ ← θ − η g / √(v + ε)`; centred,
 * `v − (average g)²` takes the place of v.
 *
 * @param learningRate - η, a number or a schedule; 0.001.
 * @throws OptimizationError for a bad learning rate or option.
 */
export function rmsprop(
  learningRate: number | Schedule = 0.001,
  options: RmspropOptions = {},
): GradientTransformation {
  checkNames('rmsprop', options, ['decay', 'epsilon', 'centered'])
  const { decay = 0.9, epsilon = 1e-7, centered = false } = options
  checkDecays('rmsprop', { decay })
  checkEpsilon('rmsprop', epsilon)
  const scale: GradientTransformation = {
    init: (params) => firstMoments('rmsprop', params),
    update(gradients, state, _params) {
      const { m: m0, v: v0, count } = state as Moments
      const m = centered ? average('rmsprop', decay, gradients, m0) : m0
      const v = average(
        'rmsprop',
        decay,
        mapTree((g) => g.square(), gradients),
        v0,
      )
      const updates = mapTrees(
        'rmsprop',
        (g, vi, mi) => g.div((centered ? vi.sub(mi.square()) : vi).add(epsilon).sqrt()),
        gradients,
        v,
        m,
      )
      return [updates, { count: count.add(1), m, v } as Moments]
    },
  }
  return named('rmsprop', chain(scale, descentOf('rmsprop', learningRate)))
}

export interface AdagradOptions {
  /** Where the sum of squares starts; 0.1. */
  readonly initial?: number
  /** Added under the root; 1e-7. */
  readonly epsilon?: number
}

/**
 * Adagrad (Duchi, Hazan & Singer 2011): `a ← a + g²; θ ← θ − η g / √(a + ε)`.
 *
 * @param learningRate - η, a number or a schedule; 0.01.
 * @throws OptimizationError for a bad learning rate or option.
 */
export function adagrad(
  learningRate: number | Schedule = 0.01,
  options: AdagradOptions = {},
): GradientTransformation {
  checkNames('adagrad', options, ['initial', 'epsilon'])
  const { initial = 0.1, epsilon = 1e-7 } = options
  if (!isFromZero(initial)) throw badOption('adagrad', 'initial', initial, 'a number from 0')
  checkEpsilon('adagrad', epsilon)
  const scale: GradientTransformation = {
    init(params) {
      checkParameters('adagrad', params)
      return mapTree(
        ({ shape, dtype }) => full(shape, initial, { dtype }),
        zerosLike(params) as OptimizerState,
      )
    },
    update(gradients, state, _params) {
      const a = mapTrees('adagrad', (g, ai) => ai.add(g.square()), gradients, state)
      const updates = mapTrees('adagrad', (g, ai) => g.div(ai.add(epsilon).sqrt()), gradients, a)
      return [updates, a as OptimizerState]
    },
  }
  return named('adagrad', chain(scale, descentOf('adagrad', learningRate)))
}

export function checkEpsilon(operation: string, epsilon: number): void {
  if (!isFromZero(epsilon)) throw badOption(operation, 'epsilon', epsilon, 'a number from 0')
}
