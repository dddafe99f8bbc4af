/**
 * The gradient descent that `particle` and `saddle` prescribe: the step doubles after ten successes and
 * halves after a failure. What is compared are values, not their derivatives.
 */
import { stopGradient } from '@wengert/autodiff'
import { logicalNot, tensor, where, type Tensor } from '@wengert/tensor'
import { repeatWhile, valueAndGradient, type Mode, type Objective } from './modes.ts'

const tolerance = 1e-5
const firstStep = 1e-5
const successesToDouble = 10

interface State {
  readonly x: readonly Tensor[]
  readonly value: Tensor
  readonly gradient: readonly Tensor[]
  readonly step: Tensor
  readonly successes: Tensor
  readonly done: Tensor
}

const norm = (v: readonly Tensor[]): Tensor =>
  v
    .map((x) => x.square())
    .reduce((sum, x) => sum.add(x))
    .sqrt()

const choose = (first: Tensor, a: readonly Tensor[], b: readonly Tensor[]): Tensor[] =>
  a.map((x, i) => where(first, x, b[i]))

/** How derivatives go through a descent, and how many steps of it they can follow. */
export interface Through {
  readonly mode: Mode
  readonly limit: number
}

/**
 * Where f is least, from `start`; f's gradient is taken in `mode`. Derivatives of the result go through the
 * descent as `through` says, and it is NaN where that allows too few steps.
 */
export function argmin(
  f: Objective,
  start: readonly Tensor[],
  mode: Mode,
  through: Through = { mode: 'forward', limit: Infinity },
): Tensor[] {
  const [value, gradient] = valueAndGradient(f, mode, start)
  const init: State = {
    x: start,
    value: stopGradient(value),
    gradient,
    step: tensor(firstStep),
    successes: tensor(0),
    done: norm(gradient).lessEqual(tolerance),
  }
  const advance = (state: State): State => {
    const due = state.successes.equal(successesToDouble)
    const step = where(due, state.step.mul(2), state.step)
    const successes = where(due, 0, state.successes)
    const x = state.x.map((xi, i) => xi.sub(step.mul(state.gradient[i])))
    const near = norm(state.x.map((xi, i) => xi.sub(x[i]))).lessEqual(tolerance)
    const [value, gradient] = valueAndGradient(f, mode, x)
    const better = value.less(state.value)
    const accepted = better.logicalAnd(logicalNot(near))
    const after = choose(accepted, gradient, state.gradient)
    return {
      x: choose(accepted, x, state.x),
      value: stopGradient(where(accepted, value, state.value)),
      gradient: after,
      step: where(better, step, step.mul(0.5)),
      successes: where(better, successes.add(1), 0),
      done: near.logicalOr(norm(after).lessEqual(tolerance)),
    }
  }
  const { x, done } = repeatWhile(
    through.mode,
    through.limit,
    ({ done }) => logicalNot(done),
    advance,
    init,
  )
  return x.map((xi) => where(done, xi, NaN))
}
