/** Runs of the solvers that the pictures show: real ones, whose bits are the same on every machine. */
import {
  bfgs,
  gradientDescent,
  lbfgs,
  newtonCg,
  nonlinearCg,
  trustNcg,
  type SolverState,
} from '@wengert/optim'
import type { Tensor } from '@wengert/tensor'
import type { MethodName } from './svg.ts'

type Objective = (x: Tensor) => Tensor

const solvers: {
  readonly [M in MethodName]: (f: Objective, start: Tensor) => Generator<SolverState, void>
} = {
  'gradient-descent': (f, start) => gradientDescent(f, start),
  'nonlinear-cg': (f, start) => nonlinearCg(f, start),
  bfgs: (f, start) => bfgs(f, start),
  'l-bfgs': (f, start) => lbfgs(f, start),
  'newton-cg': (f, start) => newtonCg(f, start),
  'trust-ncg': (f, start) => trustNcg(f, start),
}

/** The chained Rosenbrock function; of two variables, the well-known valley. Its minimum is 0, at (1, …, 1). */
export function rosenbrock(x: Tensor): Tensor {
  const [a, b] = [x.slice([0, -1]), x.slice([1])]
  return b.sub(a.square()).square().mul(100).add(a.sub(1).square()).sum()
}

/** All states of a run, to its end or to a number of iterations. */
export function statesOf(
  method: MethodName,
  f: Objective,
  start: Tensor,
  most: number,
): SolverState[] {
  const states: SolverState[] = []
  for (const state of solvers[method](f, start)) {
    states.push(state)
    if (state.iteration >= most) break
  }
  return states
}

/** Passes over the function: each gradient, and each product with the Hessian. */
export function passes({ evaluations }: SolverState): number {
  return evaluations.gradient + evaluations.hvp
}
