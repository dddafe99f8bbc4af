/**
 * `basinHopping`: a walk over local minima for functions that have many. It drives the hops as
 * `minimize` drives a solver's iterations; each hop is a local search by one of the solvers.
 */
import { random, type Tensor, type TreeLike } from '@wengert/tensor'
import { certificateOf } from '../certificate.ts'
import { badOption, checkFlags, checkKey } from '../checks.ts'
import { prepare } from '../methods.ts'
import type { Objective } from '../objective.ts'
import { checkLimits, iterationLimit, limitNames, type Limits } from '../options.ts'
import type { MinimizeResult } from '../result.ts'
import type { Method, SolverOptions } from '../solver.ts'
import { messageOf, type Status } from '../status.ts'
import type { Vector } from '../vector.ts'
import { watch, watchNames, type WatchOptions } from '../watch.ts'
import { hopsOf, type Failure, type HopSettings } from './hops.ts'
import type { BasinHoppingState, Hop } from './state.ts'

export interface BasinHoppingOptions<X = Tensor>
  extends Omit<SolverOptions<X>, 'resume'>, Partial<Limits>, WatchOptions<BasinHoppingState> {
  /** Hops, after the local search from the start; 100. */
  readonly hops?: number
  /** Ends the run after this many hops without a lower minimum; unlimited. */
  readonly patience?: number
  /**
   * T of Metropolis' rule: a minimum higher by d is accepted with probability exp(−d/T). By default 0:
   * only lower ones are, which needs no knowledge of f's units. To leave a wide valley of minima, give what
   * neighbouring minima typically differ by.
   */
  readonly temperature?: number
  /**
   * How far a parameter is displaced at most: a number, or a tree like the start. By default half the
   * largest magnitude of a parameter at the start or at its minimum, for all of them. Adapted every 10
   * hops, by a tenth, towards half of the hops accepted.
   */
  readonly stepSize?: number | TreeLike<NoInfer<X>>
  /** What the displacements come from; `random.key(0)`. */
  readonly key?: Tensor
  /** The method of the local searches; L-BFGS by default, with bounds L-BFGS-B. */
  readonly method?: Method
  /** Measure the noise of f and the Hessian's extreme eigenvalues at the end; up to 300 products. */
  readonly certify?: boolean
  /** A state of an earlier run to go on from. */
  readonly resume?: BasinHoppingState
}

export interface BasinHoppingResult<X> extends Omit<MinimizeResult<X>, 'history' | 'state'> {
  /** Whether x is a local minimum by the gradient test: `localStatus` is `converged`. */
  readonly success: boolean
  /** Why the run ended: that of a limit or an interruption, or else `localStatus`. */
  readonly status: Status
  /** How the local search that found x ended. */
  readonly localStatus: Status
  /** Hops made. */
  readonly iterations: number
  /** How many local searches ended at x, or at its value: evidence that it is the global minimum, no proof. */
  readonly hits: number
  /** The local searches, the first from the start. */
  readonly history: readonly Hop[]
  readonly state: BasinHoppingState
}

const otherNames = [
  'hops',
  'patience',
  'temperature',
  'stepSize',
  'key',
  'method',
  'certify',
  ...watchNames,
  ...limitNames,
]

/**
 * Looks for the global minimum of a smooth function with many local minima: from the lowest point so
 * far, displaces all parameters at random, minimises locally, and keeps what is lower (Wales & Doye
 * 1997; with `temperature` 0, the default, Leary's monotonic variant, J. Global Optim. 18, 2000). The
 * options of `minimize` hold for the local searches, its limits for the whole run but
 * `maxIterations`, which is a local search's.
 *
 * Nothing proves that a minimum is global. `hits` says how often it was found; `history` what else was.
 * The run is a function of the key: the same on every machine, and from `state` on after a resume.
 *
 * @param f - The objective: a tree of parameters to a scalar.
 * @param x0 - Where the first local search starts.
 * @returns The lowest minimum as `minimize` returns one, with `success` where it passes the gradient test.
 * @throws OptimizationError for a bad option, and a start where value or gradient is not finite.
 * @example
 * ```ts
 * import { basinHopping } from '@wengert/optim'
 * import { tensor, type Tensor } from '@wengert/tensor'
 * // Rastrigin's function: a minimum near every point of integers, the lowest at 0
 * const f = (x: Tensor) => x.square().sub(x.mul(2 * Math.PI).cos().mul(10)).add(10).sum()
 * const { value, success } = basinHopping(f, tensor([3.2, -2.9]))
 * success // → true
 * value < 1e-9 // → true
 * ```
 */
export function basinHopping<X = Tensor>(
  f: (x: X) => Tensor,
  x0: TreeLike<X>,
  options: BasinHoppingOptions<X> = {},
): BasinHoppingResult<X> {
  const { resume = null, ...others } = options
  const run = prepare<X>(
    'basinHopping',
    options.method,
    f,
    x0,
    others as SolverOptions<X>,
    otherNames,
  )
  const { method, objective, reduce } = run
  const limits = checkLimits('basinHopping', options, iterationLimit(objective.size))
  checkFlags('basinHopping', { certify: options.certify })
  const settings = { ...checkHops(options, objective), maxIterations: limits.maxIterations, resume }
  const noIterationLimit = { ...limits, maxIterations: Infinity }
  const { interrupted, whyStop } = watch(
    'basinHopping',
    options,
    noIterationLimit,
    objective.evaluations,
  )
  objective.interrupted = interrupted
  const failure: Failure = {}
  const history: Hop[] = []
  let final: BasinHoppingState | null = null
  let status: Status | null = null
  for (const state of hopsOf(run, settings, failure)) {
    if (state.iteration !== final?.iteration) history.push(state.hop)
    final = state
    status = whyStop(state)
    if (status !== null) break
  }
  objective.interrupted = () => null
  return resultOf(final!, status!)

  function resultOf(state: BasinHoppingState, ending: Status): BasinHoppingResult<X> {
    const { lowest, hits, iteration } = state
    const localStatus = lowest.status!
    const evaluations = { ...objective.evaluations }
    const reduced = reduce(lowest)
    const outcome = { method, status: localStatus, state: lowest, point: lowest, reduced }
    const ended = ending === localStatus ? `${iteration} hops were made. ` : `${messageOf(ending)} `
    return {
      x: objective.space.unflatten(lowest.x),
      value: lowest.value,
      gradient: objective.space.unflatten(lowest.gradient),
      gradientNorm: lowest.gradientNorm,
      success: localStatus === 'converged',
      status: ending,
      localStatus,
      message: `${ended}At the lowest point: ${messageOf(localStatus)}`,
      iterations: iteration,
      hits,
      evaluations,
      certificate: certificateOf(objective, f, outcome, options.certify === true),
      history,
      state,
      ...failure,
    }
  }
}

function checkHops<X>(
  {
    hops = 100,
    patience = Infinity,
    temperature = 0,
    stepSize,
    key = random.key(0),
  }: BasinHoppingOptions<X>,
  { space }: Objective<X>,
): Omit<HopSettings, 'maxIterations' | 'resume'> {
  const operation = 'basinHopping'
  for (const [name, value] of Object.entries({ hops, patience, temperature })) {
    if (typeof value !== 'number' || !(value >= 0))
      throw badOption(operation, name, value, 'a number from 0')
  }
  checkKey(operation, key)
  let stepSizes: Vector | null = null
  if (typeof stepSize === 'number') stepSizes = new Float64Array(space.size).fill(stepSize)
  else if (stepSize !== undefined)
    stepSizes = space.flatten(stepSize, { what: 'stepSize', numbers: true })
  const wrong = stepSizes?.find((size) => !(size >= 0 && size < Infinity))
  if (wrong !== undefined) throw badOption(operation, 'stepSize', wrong, 'finite numbers from 0')
  return { hops, patience, temperature, stepSizes, key }
}
