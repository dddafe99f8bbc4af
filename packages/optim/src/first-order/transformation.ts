/**
 * First-order optimisers as gradient transformations (after Optax): pure functions from gradients and a
 * state to updates and the next state, which compose by `chain`. Updates are what is added to the
 * parameters, so a descent step has its minus sign in them. States are trees of tensors: a whole step,
 * with loss, gradient and update, is one function that `compile` takes.
 */
import { add, cast, tensor, type Tensor, type TreeLike } from '@wengert/tensor'
import { badOption } from '../checks.ts'
import { OptimizationError } from '../errors.ts'
import { mapTrees } from './trees.ts'

/** A tree of tensors. */
export type OptimizerState =
  Tensor | readonly OptimizerState[] | { readonly [key: string]: OptimizerState }

/** What an update may ask for besides the gradient. */
export interface UpdateContext<P> {
  /** The Hessian of the loss at the parameters times a tree like them; `adahessian` and `sophia` need it. */
  readonly hvp?: (v: P) => P
}

export interface GradientTransformation {
  /** What it is called; `fit` resumes no state of a run whose optimiser has another name. */
  readonly name?: string
  /** The state before the first step. */
  init(params: unknown): OptimizerState
  /** The updates for these gradients, and the next state. */
  update<P>(
    gradients: P,
    state: OptimizerState,
    params: P,
    context?: UpdateContext<P>,
  ): [updates: P, state: OptimizerState]
}

/** A number that changes over steps, counted from 0; as a function of tensors it can be compiled. */
export type Schedule = (step: Tensor) => Tensor

/**
 * Transformations one after the other: each gets the updates of the one before as its gradients.
 *
 * @throws OptimizationError when a part is no gradient transformation.
 * @example
 * ```ts
 * import { applyUpdates, chain, clipByGlobalNorm, sgd } from '@wengert/optim'
 * import { tensor } from '@wengert/tensor'
 * const optimizer = chain(clipByGlobalNorm(1), sgd(0.5))
 * const params = tensor([1, 1])
 * const [updates] = optimizer.update(tensor([3, 4]), optimizer.init(params), params)
 * applyUpdates(params, updates).toArray() // → 0.7,0.6
 * ```
 */
export function chain(...parts: readonly GradientTransformation[]): GradientTransformation {
  parts.forEach((part, i) => checkTransformation('chain', `part ${i}`, part))
  return {
    name: `chain(${parts.map(({ name = '?' }) => name).join(', ')})`,
    init: (params) => parts.map((part) => part.init(params)),
    update(gradients, state, params, context) {
      const states = state as readonly OptimizerState[]
      let updates = gradients
      const next = parts.map((part, i) => {
        const [changed, own] = part.update(updates, states[i], params, context)
        updates = changed
        return own
      })
      return [updates, next]
    },
  }
}

export function checkTransformation(operation: string, what: string, value: unknown): void {
  const { init, update } = (value ?? {}) as Partial<GradientTransformation>
  if (typeof init === 'function' && typeof update === 'function') return
  throw badOption(operation, what, typeof value, 'a gradient transformation, as adam(0.01)')
}

/**
 * `params + updates`, leaf by leaf.
 *
 * @throws OptimizationError when their structures or shapes differ.
 */
export function applyUpdates<P = Tensor>(params: TreeLike<P>, updates: P): P {
  return mapTrees('applyUpdates', (p, u) => add(p, u), params as P, updates)
}

/** The same under a name of its own. */
export function named(name: string, part: GradientTransformation): GradientTransformation {
  return { ...part, name }
}

/** A transformation that remembers nothing. */
export function stateless(
  name: string,
  update: <P>(gradients: P, params: P) => P,
): GradientTransformation {
  return {
    name,
    init: () => [],
    update: (gradients, state, params) => [update(gradients, params), state],
  }
}

interface Count {
  readonly [key: string]: OptimizerState
  readonly count: Tensor
}

/** A count of steps, as states hold it. */
export const firstCount = (): Tensor => tensor(0, { dtype: 'int32' })

/**
 * Multiplies by minus the learning rate, a number or a schedule of steps from 0: the last part of every
 * descent.
 *
 * @throws OptimizationError when the rate is neither a number from 0 nor a function.
 * @example
 * ```ts
 * import { chain, exponentialDecay, scaleByAdam, scaleByLearningRate } from '@wengert/optim'
 * const adamOfDecayingRate = chain(
 *   scaleByAdam(),
 *   scaleByLearningRate(exponentialDecay(0.1, { rate: 0.5, steps: 100 })),
 * )
 * ```
 */
export function scaleByLearningRate(rate: number | Schedule): GradientTransformation {
  return descentOf('scaleByLearningRate', rate)
}

/** The same as the last part of an optimiser, under whose name a bad rate is reported. */
export function descentOf(operation: string, rate: number | Schedule): GradientTransformation {
  if (typeof rate !== 'function' && !isFromZero(rate)) {
    const what = typeof rate === 'object' ? 'an object' : rate
    throw badOption(operation, 'the learning rate', what, 'a number from 0, or a schedule')
  }
  if (typeof rate === 'number')
    return stateless('scaleByLearningRate', (gradients) =>
      mapTrees('scaleByLearningRate', (g) => g.mul(-rate), gradients),
    )
  return {
    name: 'scaleByLearningRate',
    init: (): Count => ({ count: firstCount() }),
    update(gradients, state, _params) {
      const { count } = state as Count
      const factor = rate(count)
      const updates = mapTrees(
        'scaleByLearningRate',
        (g) => g.mul(cast(factor, g.dtype).neg()),
        gradients,
      )
      return [updates, { count: count.add(1) }]
    },
  }
}

/** Whether it is a finite number and not negative. */
export const isFromZero = (value: unknown): value is number =>
  typeof value === 'number' && value >= 0 && Number.isFinite(value)

/** Checks numbers that must lie in [0, 1), as the decay rates of averages. */
export function checkDecays(operation: string, decays: { readonly [name: string]: number }): void {
  for (const [name, value] of Object.entries(decays)) {
    if (!(typeof value === 'number' && value >= 0 && value < 1))
      throw badOption(operation, name, value, 'a number from 0 and below 1')
  }
}

/** The Hessian–vector product, where an update cannot do without. */
export function needHvp<P>(operation: string, context: UpdateContext<P> | undefined): (v: P) => P {
  if (context?.hvp !== undefined) return context.hvp
  throw new OptimizationError(
    'option',
    `${operation}: the update needs Hessian–vector products; pass { hvp: (v) => hvp(loss, params, v) } as its ` +
      'fourth argument, as fit does.',
  )
}
