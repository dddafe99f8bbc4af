/** The least-squares methods by name: preparing a run, and the public generators of states. */
import type { TreeLike } from '@wengert/tensor'
import { badOption, checkFinite, checkNames } from '../checks.ts'
import { OptimizationError } from '../errors.ts'
import { Space } from '../ravel.ts'
import type { LeastSquaresMethod } from '../solver.ts'
import { gaussNewtonSolver } from './gauss-newton.ts'
import { levenbergMarquardtSolver } from './levenberg-marquardt.ts'
import {
  checkLeastSquaresSettings,
  leastSquaresOptionNames,
  type LeastSquaresSolverOptions,
} from './options.ts'
import { ResidualFunction } from './residual-function.ts'
import type { LeastSquaresSettings, LeastSquaresSolver, LeastSquaresState } from './solver.ts'
import { fromStart } from './start.ts'

const solvers: { readonly [M in LeastSquaresMethod]: LeastSquaresSolver } = {
  'levenberg-marquardt': levenbergMarquardtSolver,
  'gauss-newton': gaussNewtonSolver,
}

export interface LeastSquaresRun<X> {
  readonly residual: ResidualFunction<X>
  readonly settings: LeastSquaresSettings
  readonly states: Generator<LeastSquaresState, void>
}

/** Checks everything that can be checked before the function is called. */
export function prepareLeastSquares<X>(
  operation: string,
  method: LeastSquaresMethod,
  f: (x: X) => unknown,
  x0: unknown,
  options: LeastSquaresSolverOptions<X>,
  otherNames: readonly string[] = [],
): LeastSquaresRun<X> {
  checkNames(operation, options, [...otherNames, ...leastSquaresOptionNames])
  if (typeof f !== 'function') {
    throw new OptimizationError(
      'option',
      `${operation}: the residual is ${typeof f}, not a function; give a function of a tree that returns a tree.`,
    )
  }
  if (!Object.hasOwn(solvers, method)) {
    throw badOption(operation, 'method', method, `one of ${Object.keys(solvers).join(', ')}`)
  }
  const space = new Space<X>(operation, x0)
  const start = space.flatten(x0)
  if (options.resume === undefined) checkFinite(operation, start)
  const settings = checkLeastSquaresSettings(operation, method, options, space, start)
  const { loss = 'linear', lossScale = 1 } = options
  const residual = new ResidualFunction<X>(operation, f, space, loss, lossScale)
  const inner = residual as ResidualFunction
  return {
    residual,
    settings,
    states: fromStart(operation, solvers[method], inner, start, settings),
  }
}

function generator(method: LeastSquaresMethod, name: string) {
  return function <X, R>(
    residual: (x: X) => R,
    x0: TreeLike<X>,
    options: LeastSquaresSolverOptions<X> = {},
  ): Generator<LeastSquaresState, void> {
    return prepareLeastSquares<X>(name, method, residual, x0, options).states
  }
}

/**
 * Levenberg–Marquardt as a generator of states, one a trial point, the last with a status. States are
 * plain data: a run resumed from one, `levenbergMarquardt(r, x0, { resume: state })`, takes the same
 * steps. Options and defaults are those of `leastSquares`.
 *
 * @example
 * ```ts
 * import { levenbergMarquardt } from '@wengert/optim'
 * import { tensor, type Tensor } from '@wengert/tensor'
 * const states = [...levenbergMarquardt((x: Tensor) => x.square().sub(2), tensor([1, 5]))]
 * states.at(-1)?.status // → converged
 * ```
 */
export const levenbergMarquardt = generator('levenberg-marquardt', 'levenbergMarquardt')

/** Gauss–Newton with a line search as a generator of states, one a step; see `levenbergMarquardt`. */
export const gaussNewton = generator('gauss-newton', 'gaussNewton')
