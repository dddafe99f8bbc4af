/** The methods that are compared, each with its solver, and what it knows of curvature. */
import {
  bfgs,
  gradientDescent,
  lbfgs,
  newtonCg,
  nonlinearCg,
  trustNcg,
  type SolverState,
} from '@wengert/optim'
import type { Expression } from '../expression/syntax.ts'
import type { MethodName } from '../descent/methods.ts'
import { functionOf, type Plane } from './function.ts'

type States = Generator<SolverState, void>

/**
 * Newton methods run without a preconditioner: in two dimensions it would solve the model before the inner
 * iteration starts, and the trust region is round without one.
 */
const round = { preconditioner: 'none' } as const

const solvers: {
  readonly [M in MethodName]: (f: ReturnType<typeof functionOf>, start: Plane) => States
} = {
  'gradient-descent': (f, start) => gradientDescent(f, start),
  'nonlinear-cg': (f, start) => nonlinearCg(f, start),
  bfgs: (f, start) => bfgs(f, start),
  'l-bfgs': (f, start) => lbfgs(f, start),
  'newton-cg': (f, start) => newtonCg(f, start, round),
  'trust-ncg': (f, start) => trustNcg(f, start, round),
}

export function statesOf(method: MethodName, expression: Expression, start: Plane): States {
  return solvers[method](functionOf(expression), start)
}
