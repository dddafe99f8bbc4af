/**
 * `minimize`: drives any solver, asks callback and signal whether to go on, watches the limits, and
 * returns the best point whatever ends the run.
 */
import type { Tensor, TreeLike } from '@wengert/tensor'
import { certificateOf } from './certificate.ts'
import { checkFlags } from './checks.ts'
import { drive } from './drive.ts'
import { prepare } from './methods.ts'
import type { Point } from './objective.ts'
import { checkLimits, iterationLimit, limitNames, type Limits } from './options.ts'
import type { MinimizeResult } from './result.ts'
import type { Method, SolverOptions, SolverState } from './solver.ts'
import { messageOf } from './status.ts'
import { normInf } from './vector.ts'
import { watch, watchNames, type WatchOptions } from './watch.ts'

export interface MinimizeOptions<X = Tensor>
  extends SolverOptions<X>, Partial<Limits>, WatchOptions<SolverState> {
  /** The method; L-BFGS by default, with bounds L-BFGS-B. */
  readonly method?: Method
  /** At the end measure the noise of f and the Hessian's extreme eigenvalues, and look beyond; up to 300 products. */
  readonly certify?: boolean
}

const otherNames = ['method', 'certify', ...watchNames, ...limitNames]

/**
 * A local minimiser of a smooth scalar function of a tree of parameters. Derivatives are exact; no
 * method but `newton` and `bfgs` forms a matrix; the others take O(n) memory.
 *
 * - `l-bfgs` (default): cheap steps, for most problems.
 * - `newton-cg`: truncated Newton with a line search; few, strong steps; uses negative curvature.
 * - `trust-ncg`: truncated Newton in a trust region, for non-convex problems.
 * - `trust-krylov`: the same, but a saddle where the gradient vanishes is left.
 * - `nonlinear-cg`: three vectors of memory, for the largest problems.
 * - `bfgs`, `newton`: an n × n matrix; for few parameters and costly functions.
 * - `l-bfgs-b`: with bounds, and the default where there are some; `newton-cg` takes bounds too.
 * - `gradient-descent`: for comparison.
 *
 * Without `gradientTolerance` a run has converged when ‖g‖∞ is at most 1e-7 of the largest that the run
 * has seen, and at most 1e-6 max(1, |f|) (1e-3 for both with float32 parameters). Whatever else ends
 * it, the status says so and the result holds the best point.
 *
 * A page has asked for the compiler when it imported this; a run that begins before it has arrived is
 * interpreted to its end, with the same bits, two to seven times as slowly. What runs for long as soon as a
 * page or worker has loaded comes after `await loadCompiler()` of @wengert/autodiff.
 *
 * @param f - The objective: a tree of parameters to a scalar.
 * @param x0 - The start; its leaves may be numbers and typed arrays.
 * @throws OptimizationError for a bad option, and a start where value or gradient is not finite.
 * @example
 * ```ts
 * import { minimize } from '@wengert/optim'
 * import { type Tensor } from '@wengert/tensor'
 * const f = ({ a, b }: { a: Tensor; b: Tensor }) =>
 *   a.sub(1).square().add(b.sub(a.square()).square().mul(100))
 * const { x, status } = minimize(f, { a: -1.2, b: 1 }, { method: 'newton-cg' })
 * status // → converged
 * Math.abs(x.a.item() - 1) < 1e-6 // → true
 * ```
 */
export function minimize<X = Tensor>(
  f: (x: X) => Tensor,
  x0: TreeLike<X>,
  options: MinimizeOptions<X> = {},
): MinimizeResult<X> {
  const run = prepare<X>('minimize', options.method, f, x0, options, otherNames)
  const { method, objective, start, from, reduce } = run
  const limits = checkLimits('minimize', options, iterationLimit(objective.size))
  checkFlags('minimize', { certify: options.certify })
  const { interrupted, whyStop } = watch('minimize', options, limits, objective.evaluations)
  objective.interrupted = interrupted
  const { state: final, status, history, failure } = drive(from(start), whyStop)
  objective.interrupted = () => null
  const point: Point = status === 'converged' || objective.best === null ? final : objective.best
  const evaluations = { ...objective.evaluations }
  const reduced = reduce(point)
  const outcome = { method, status, state: final, point, reduced }
  return {
    x: objective.space.unflatten(point.x),
    value: point.value,
    gradient: objective.space.unflatten(point.gradient),
    gradientNorm: normInf(reduced),
    success: status === 'converged',
    status,
    message: messageOf(status),
    iterations: final.iteration,
    evaluations,
    certificate: certificateOf(objective, f, outcome, options.certify === true),
    history,
    state: final,
    ...failure,
  }
}
