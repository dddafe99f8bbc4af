/**
 * Basin hopping (Wales & Doye, "Global optimization by basin-hopping and the lowest energy structures
 * of Lennard-Jones clusters containing up to 110 atoms", J. Phys. Chem. A 101, 1997): displace all
 * parameters at random, go down to the minimum below, and accept it by Metropolis' rule. So the walk
 * is on the minima alone, with the barriers between them gone. A hop is a function of the state before
 * it, whose key gives the random numbers; one that is interrupted has not been, and is made anew.
 */
import { random, type Tensor } from '@wengert/tensor'
import type { Box } from '../bounds.ts'
import { drive } from '../drive.ts'
import { logarithm } from '../elementary.ts'
import { OptimizationError } from '../errors.ts'
import type { Run } from '../methods.ts'
import { Interruption, ObjectiveFailure } from '../objective.ts'
import { checkSameFunction } from '../resume.ts'
import type { SolverState } from '../solver.ts'
import type { Status } from '../status.ts'
import { normInf, type Vector } from '../vector.ts'
import { firstState, keysOf, reviveState, type BasinHoppingState, type Hop } from './state.ts'

export interface HopSettings {
  readonly hops: number
  readonly patience: number
  readonly temperature: number
  /** null: by the size of the parameters. */
  readonly stepSizes: Vector | null
  readonly key: Tensor
  /** The limit on the iterations of a local search. */
  readonly maxIterations: number
  readonly resume: BasinHoppingState | null
}

/** What the function threw, where that ended the run. */
export interface Failure {
  cause?: unknown
}

/** Hops after which the step sizes are adapted, so that this part of them is accepted. */
const interval = 10
const targetRate = 0.5
const adaptation = 0.9
/** Two minima are one where values differ relatively, or all parameters in step sizes, by less. */
const sameValue = 1e-8
const samePlace = 1e-4

/** Statuses of a local search that end the run. */
const endings: readonly (Status | null)[] = [
  'unbounded',
  'evaluation-limit',
  'time-limit',
  'aborted',
  'objective-error',
]

export function* hopsOf<X>(
  run: Run<X>,
  settings: HopSettings,
  failure: Failure,
): Generator<BasinHoppingState, void> {
  let state = begin(run, settings, failure)
  for (;;) {
    const isOver = state.iteration >= settings.hops || state.idle >= settings.patience
    if (state.status === null && isOver) state = { ...state, status: state.lowest.status }
    yield state
    if (state.status !== null) return
    const next = hopFrom(state, run, settings, failure)
    state = { ...next, evaluations: { ...run.objective.evaluations } }
  }
}

function begin<X>(run: Run<X>, settings: HopSettings, failure: Failure): BasinHoppingState {
  const { resume, maxIterations, stepSizes, key } = settings
  const given = resume === null ? run.objective.size : Object.keys(resume.x ?? {}).length
  if (given !== run.objective.size) {
    throw new OptimizationError(
      'option',
      `basinHopping: the state to resume has ${given} parameters, the start ${run.objective.size}; resume ` +
        'with a start point of the same structure.',
    )
  }
  const hasBegun =
    resume !== null && (resume.iteration > 0 || !endings.includes(resume.lowest.status))
  if (hasBegun) {
    const state = reviveState(resume, run.objective.size)
    const again = run.objective.evaluate(state.lowest.x)
    checkSameFunction('basinHopping', again, state.lowest, run.objective.space)
    return state
  }
  const lowest = search(run, run.start, maxIterations, failure)
  const state = firstState(run.start, lowest, stepSizes, run.box, key)
  return endings.includes(lowest.status) ? { ...state, hits: 0, status: lowest.status } : state
}

function hopFrom<X>(
  from: BasinHoppingState,
  run: Run<X>,
  { temperature, maxIterations }: HopSettings,
  failure: Failure,
): BasinHoppingState {
  const [key, displacement, chance] = keysOf(from)
  const next = {
    ...from,
    iteration: from.iteration + 1,
    idle: from.idle + 1,
    key: Array.from(key.data, Number),
  }
  let found: SolverState
  try {
    run.objective.reach = from.stepSizes
    found = search(run, displaced(from, displacement, run), maxIterations, failure)
  } catch (error) {
    if (error instanceof OptimizationError && error.code === 'start')
      return adapted(next, { value: null, status: null, accepted: false })
    if (error instanceof Interruption) return { ...from, status: error.status }
    if (!(error instanceof ObjectiveFailure)) throw error
    failure.cause = error.cause
    return { ...from, status: 'objective-error' }
  }
  const { x, value, status } = found
  if (endings.includes(status)) {
    const isLower = value < from.lowest.value
    return { ...from, ...(isLower && { lowest: found, hits: 0 }), status }
  }
  const rise = value - from.value
  const moves = rise <= 0 || logarithm(random.uniform(chance).item()) < -rise / temperature
  const accepted = moves || isSame(found, from, from.stepSizes)
  const walked = moves ? { ...next, x, value } : next
  return withLowest(adapted(walked, { value, status, accepted }), found)
}

/** The lowest point of a local search from a start, as a state. */
function search<X>(
  { objective, from, reduce }: Run<X>,
  start: Vector,
  maxIterations: number,
  failure: Failure,
): SolverState {
  objective.forgetBest()
  const {
    state,
    status,
    failure: thrown,
  } = drive(
    from(start),
    (at) => at.status ?? (at.iteration >= maxIterations ? 'iteration-limit' : null),
  )
  if ('cause' in thrown) failure.cause = thrown.cause
  const { x, value, gradient } = status === 'converged' ? state : (objective.best ?? state)
  const gradientNorm = normInf(reduce({ x, value, gradient }))
  return { ...state, x, value, gradient, gradientNorm, status, memory: null }
}

/** The walk's point with every parameter moved uniformly within its step size, mirrored at bounds. */
function displaced<X>(
  { x, stepSizes }: BasinHoppingState,
  key: Tensor,
  { objective, box }: Run<X>,
): Vector {
  const moves = random.uniform(key, [x.length], { low: -1, high: 1 }).data
  const moved = x.map((value, i) => value + stepSizes[i] * Number(moves[i]))
  const inside = box === null ? moved : moved.map((value, i) => mirrored(value, i, box))
  return objective.space.round(inside)
}

function mirrored(value: number, i: number, { lower, upper }: Box): number {
  const [low, high] = [lower[i], upper[i]]
  if (value < low) return Math.min(high, 2 * low - value)
  return value > high ? Math.max(low, 2 * high - value) : value
}

/** The state after a hop; every so often with step sizes that suit the part accepted. */
function adapted(state: BasinHoppingState, hop: Hop): BasinHoppingState {
  const accepted = state.accepted + (hop.accepted ? 1 : 0)
  if (state.iteration % interval !== 0) return { ...state, hop, accepted }
  const factor = accepted > targetRate * interval ? 1 / adaptation : adaptation
  return { ...state, hop, accepted: 0, stepSizes: state.stepSizes.map((size) => size * factor) }
}

function withLowest(state: BasinHoppingState, found: SolverState): BasinHoppingState {
  const again = isSame(found, state.lowest, state.stepSizes)
  const isLower = found.value < state.lowest.value
  return {
    ...state,
    lowest: isLower ? found : state.lowest,
    hits: again ? state.hits + 1 : isLower ? 1 : state.hits,
    idle: isLower && !again ? 0 : state.idle,
  }
}

type Place = Pick<SolverState, 'x' | 'value'>

function isSame(a: Place, b: Place, stepSizes: Vector): boolean {
  const larger = Math.max(Math.abs(a.value), Math.abs(b.value))
  if (Math.abs(a.value - b.value) <= sameValue * larger) return true
  return a.x.every((value, i) => Math.abs(value - b.x[i]) <= samePlace * stepSizes[i])
}
