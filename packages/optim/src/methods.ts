/** The methods by name: preparing a run, its first state, and the public generators of states. */
import type { Tensor, TreeLike } from '@wengert/tensor'
import type { Box } from './bounds.ts'
import { checkedObjective } from './checked-objective.ts'
import { badOption, checkFinite, checkNames } from './checks.ts'
import { OptimizationError } from './errors.ts'
import { leavingFlatStart, lowerPointNearby } from './escape.ts'
import { Objective, type Point } from './objective.ts'
import { checkSettings, solverOptionNames } from './options.ts'
import { Space } from './ravel.ts'
import { checkResume, checkSameFunction } from './resume.ts'
import type { Method, Settings, Solver, SolverOptions, SolverState } from './solver.ts'
import { bfgsSolver } from './solvers/bfgs.ts'
import { gradientDescentSolver } from './solvers/gradient-descent.ts'
import { lbfgsBSolver } from './solvers/lbfgs-b.ts'
import { lbfgsSolver } from './solvers/lbfgs.ts'
import { newtonCgBSolver } from './solvers/newton-cg-b.ts'
import { newtonCgSolver } from './solvers/newton-cg.ts'
import { newtonSolver } from './solvers/newton.ts'
import { nonlinearCgSolver } from './solvers/nonlinear-cg.ts'
import { trustKrylovSolver, trustNcgSolver } from './solvers/trust-ncg.ts'
import type { Vector } from './vector.ts'

const solvers: { readonly [M in Method]: Solver } = {
  bfgs: bfgsSolver,
  'gradient-descent': gradientDescentSolver,
  'l-bfgs': lbfgsSolver,
  'l-bfgs-b': lbfgsBSolver,
  newton: newtonSolver,
  'newton-cg': newtonCgSolver,
  'nonlinear-cg': nonlinearCgSolver,
  'trust-krylov': trustKrylovSolver,
  'trust-ncg': trustNcgSolver,
}

/** Those that take bounds. */
const boundedSolvers: { readonly [M in Method]?: Solver } = {
  'l-bfgs-b': lbfgsBSolver,
  'newton-cg': newtonCgBSolver,
}

export interface Run<X> {
  readonly method: Method
  readonly objective: Objective<X>
  readonly start: Vector
  readonly box: Box | null
  /** The solver's states from a point. */
  readonly from: (point: Vector) => Generator<SolverState, void>
  /** The gradient without what pushes against a bound. */
  readonly reduce: (point: Point) => Vector
}

/** Checks everything that can be checked before the function is called. */
export function prepare<X>(
  operation: string,
  asked: Method | undefined,
  f: (x: X) => Tensor,
  x0: unknown,
  options: SolverOptions<X>,
  otherNames: readonly string[] = [],
): Run<X> {
  checkNames(operation, options, [...otherNames, ...solverOptionNames])
  const method = asked ?? (options.bounds === undefined ? 'l-bfgs' : 'l-bfgs-b')
  const checked = checkedObjective(operation, f)
  if (!Object.hasOwn(solvers, method)) {
    throw badOption(operation, 'method', method, `one of ${Object.keys(solvers).join(', ')}`)
  }
  const space = new Space<X>(operation, x0)
  const settings = checkSettings(operation, method, options, space)
  checkResume(operation, method, settings.resume, space.size)
  const objective = new Objective(checked, space)
  const solver = chooseSolver(operation, method, settings)
  const { box } = settings
  const start = space.flatten(x0)
  if (settings.resume === null) checkFinite(operation, box === null ? start : box.project(start))
  return {
    method,
    objective,
    start,
    box,
    from: (point) => solve(operation, solver, objective as Objective, point, settings),
    reduce: ({ x, gradient }) => (box === null ? gradient : box.free(x, gradient)),
  }
}

function chooseSolver(operation: string, method: Method, { box }: Settings): Solver {
  const solver = box === null ? solvers[method] : boundedSolvers[method]
  if (solver !== undefined) return solver
  const names = Object.keys(boundedSolvers).join(' or ')
  throw new OptimizationError('option', `${operation}: ${method} takes no bounds; use ${names}.`)
}

/** The solver's states, with the start checked, and left where it is no minimum though flat. */
function* solve(
  operation: string,
  solver: Solver,
  objective: Objective,
  start: Vector,
  settings: Settings,
): Generator<SolverState, void> {
  yield* leavingFlatStart(
    (from) => solver(objective, from, settings),
    start,
    (first) => {
      checkStart(operation, first)
      checkSameFunction(operation, first, settings.resume, objective.space)
      const mayBeSaddle = first.status === 'converged' && settings.resume === null
      return mayBeSaddle ? lowerPointNearby(objective, first.x, settings.box) : null
    },
  )
}

function checkStart(operation: string, { value, gradientNorm }: SolverState): void {
  const fault = !Number.isFinite(value) ? `value is ${value}` : `gradient has norm ${gradientNorm}`
  if (Number.isFinite(value) && Number.isFinite(gradientNorm)) return
  throw new OptimizationError(
    'start',
    `${operation}: at the start point the ${fault}; start where value and gradient are finite.`,
  )
}

function generator(method: Method, name: string) {
  return function <X = Tensor>(
    f: (x: X) => Tensor,
    x0: TreeLike<X>,
    options: SolverOptions<X> = {},
  ): Generator<SolverState, void> {
    const { from, start } = prepare<X>(name, method, f, x0, options)
    return from(start)
  }
}

/**
 * L-BFGS as a generator of states, one an iteration, the last with a status. States are plain data: a
 * run resumed from one, `lbfgs(f, x0, { resume: state })`, takes the same steps.
 *
 * @example
 * ```ts
 * import { lbfgs } from '@wengert/optim'
 * import { tensor, type Tensor } from '@wengert/tensor'
 * const states = [...lbfgs((x: Tensor) => x.sub(1).square().sum(), tensor([0, 3]))]
 * states.at(-1)?.status // → converged
 * ```
 */
export const lbfgs = generator('l-bfgs', 'lbfgs')

/**
 * Newton's method with conjugate gradients and a line search, as a generator of states; see `lbfgs`. Each
 * iteration linearises the gradient once and takes one Hessian–vector product an inner step.
 *
 * @example
 * ```ts
 * import { newtonCg } from '@wengert/optim'
 * import { tensor, type Tensor } from '@wengert/tensor'
 * const states = [...newtonCg((x: Tensor) => x.sub(1).square().sum(), tensor([0, 3]))]
 * states.map(({ iteration }) => iteration) // → 0,1
 * ```
 */
export const newtonCg = generator('newton-cg', 'newtonCg')

/**
 * Newton's method in a trust region, its steps by Steihaug's conjugate gradients, as a generator of
 * states; see `lbfgs`.
 *
 * @example
 * ```ts
 * import { trustNcg } from '@wengert/optim'
 * import { tensor, type Tensor } from '@wengert/tensor'
 * const states = [...trustNcg((x: Tensor) => x.square().sub(1).square().sum(), tensor([0.1, 2]))]
 * states.at(-1)?.status // → converged
 * ```
 */
export const trustNcg = generator('trust-ncg', 'trustNcg')

/**
 * Steepest descent with a line search, as a generator of states; see `lbfgs`. For comparison only.
 *
 * @example
 * ```ts
 * import { gradientDescent } from '@wengert/optim'
 * import { tensor, type Tensor } from '@wengert/tensor'
 * const states = [...gradientDescent((x: Tensor) => x.sub(1).square().sum(), tensor([0, 3]))]
 * states.at(-1)?.status // → converged
 * ```
 */
export const gradientDescent = generator('gradient-descent', 'gradientDescent')

/** L-BFGS with bounds, as a generator of states; see `lbfgs`. */
export const lbfgsB = generator('l-bfgs-b', 'lbfgsB')

/** BFGS with a dense matrix, for few parameters, as a generator of states; see `lbfgs`. */
export const bfgs = generator('bfgs', 'bfgs')

/** Newton's method with a dense Hessian, for few parameters, as a generator of states; see `lbfgs`. */
export const newton = generator('newton', 'newton')

/** Nonlinear conjugate gradients, as a generator of states; see `lbfgs`. */
export const nonlinearCg = generator('nonlinear-cg', 'nonlinearCg')

/** `trustNcg` that leaves saddles, as a generator of states; see `lbfgs`. */
export const trustKrylov = generator('trust-krylov', 'trustKrylov')
