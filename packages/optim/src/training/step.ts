/** A step of training as one compiled program: loss, gradient, update. */
import { compile, hvp, valueAndGrad } from '@wengert/autodiff'
import type { Tensor } from '@wengert/tensor'
import { checkedObjective } from '../checked-objective.ts'
import '../compiler.ts'
import {
  applyUpdates,
  checkTransformation,
  type GradientTransformation,
  type OptimizerState,
} from '../first-order/transformation.ts'

/** From parameters and state to the loss before the step, and both after it. */
export type TrainingStep<P, D> = (
  params: P,
  state: OptimizerState,
  batch: D,
  key: Tensor,
) => [loss: Tensor, params: P, state: OptimizerState]

/**
 * One step of a gradient transformation, for loops of one's own: `fit` is the loop for most. It is
 * compiled at the first call for each shape of batch, so that the loss cannot read values of its
 * arguments. Where the transformation asks for Hessian–vector products they are part of the program.
 *
 * @throws OptimizationError when the optimiser is no gradient transformation.
 * @throws ConcretizationError, from the step, when the loss reads values of its arguments.
 * @throws ShapeError, from the step, when the loss is not a scalar.
 * @example
 * ```ts
 * import { momentum, trainingStep } from '@wengert/optim'
 * import { random, tensor, type Tensor } from '@wengert/tensor'
 * const loss = (p: Tensor, batch: Tensor) => batch.sub(p).square().mean()
 * const optimizer = momentum(0.25)
 * const step = trainingStep(loss, optimizer)
 * let params = tensor(0)
 * let state = optimizer.init(params)
 * const key = random.key(0)
 * for (const value of [2, 4]) [, params, state] = step(params, state, tensor([value]), key)
 * params.item() // → 3.4
 * ```
 */
export function trainingStep<P, D>(
  loss: (params: P, batch: D, key: Tensor) => Tensor,
  optimizer: GradientTransformation,
): TrainingStep<P, D> {
  checkTransformation('trainingStep', 'the optimizer', optimizer)
  return compiledStep('trainingStep', loss, optimizer)
}

/** The same for a function that checks its optimiser itself. */
export function compiledStep<P, D>(
  operation: string,
  loss: (params: P, batch: D, key: Tensor) => Tensor,
  optimizer: GradientTransformation,
): TrainingStep<P, D> {
  const step: TrainingStep<P, D> = (params, state, batch, key) => {
    const objective = checkedObjective<P>(operation, (p) => loss(p, batch, key), 'the loss')
    const derivative = valueAndGrad(objective as never) as (p: P) => [Tensor, P]
    const product = hvp as unknown as (f: typeof objective, p: P, v: P) => P
    const [value, gradients] = derivative(params)
    const [updates, next] = optimizer.update(gradients, state, params, {
      hvp: (v) => product(objective, params, v),
    })
    return [value, applyUpdates<P>(params as never, updates), next]
  }
  return compile(step as never) as unknown as TrainingStep<P, D>
}
