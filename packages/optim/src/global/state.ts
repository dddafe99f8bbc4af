/** What a basin-hopping run remembers: plain data, like the states of solvers, and its first one. */
import { random, tensor, type Tensor } from '@wengert/tensor'
import type { Box } from '../bounds.ts'
import type { Evaluations } from '../objective.ts'
import type { SolverState } from '../solver.ts'
import type { Status } from '../status.ts'
import { normInf, reviveVector, type Vector } from '../vector.ts'

/** Where a local search ended, and whether the walk accepted it. */
export interface Hop {
  /** null where f was not finite after the displacement. */
  readonly value: number | null
  readonly status: Status | null
  readonly accepted: boolean
}

export interface BasinHoppingState {
  /** Hops made; 0 after the local search from the start. */
  readonly iteration: number
  /** The minimum where the walk stands. */
  readonly x: Vector
  readonly value: number
  /** The last state, without its memory, of the local search that found the lowest point. */
  readonly lowest: SolverState
  /** Local searches that ended at the lowest point, or at its value. */
  readonly hits: number
  /** Hops since a lower minimum was found. */
  readonly idle: number
  /** How far each parameter is displaced at most. */
  readonly stepSizes: Vector
  /** Hops accepted since the step sizes were last adapted. */
  readonly accepted: number
  readonly hop: Hop
  /** What the next hop's random numbers come from. */
  readonly key: readonly number[]
  readonly evaluations: Evaluations
  /** Why the run ended; null while it goes on. */
  readonly status: Status | null
}

/** The first displacement, in units of the largest parameter. */
const firstStep = 0.5

/** The state after the local search from the start. */
export function firstState(
  start: Vector,
  lowest: SolverState,
  given: Vector | null,
  box: Box | null,
  key: Tensor,
): BasinHoppingState {
  const { x, value, status, evaluations } = lowest
  const size = firstStep * (Math.max(normInf(start), normInf(x)) || 1)
  return {
    iteration: 0,
    x,
    value,
    lowest,
    hits: 1,
    idle: 0,
    stepSizes: given ?? x.map((_, i) => (box === null ? size : Math.min(size, halfWidth(box, i)))),
    accepted: 0,
    hop: { value, status, accepted: true },
    key: Array.from(key.data, Number),
    evaluations,
    status: null,
  }
}

function halfWidth({ lower, upper }: Box, i: number): number {
  return 0.5 * upper[i] - 0.5 * lower[i]
}

/** A state from what structuredClone or JSON made of one, as that of a run that goes on. */
export function reviveState(saved: BasinHoppingState, size: number): BasinHoppingState {
  const { lowest } = saved
  return {
    ...saved,
    x: reviveVector(saved.x, size),
    stepSizes: reviveVector(saved.stepSizes, size),
    lowest: {
      ...lowest,
      x: reviveVector(lowest.x, size),
      gradient: reviveVector(lowest.gradient, size),
    },
    status: null,
  }
}

/** The keys of the next hop: the one after it, and those of its displacement and its chance. */
export function keysOf({
  key,
}: BasinHoppingState): [next: Tensor, displacement: Tensor, chance: Tensor] {
  const keys = random.split(tensor(Int32Array.from(key)), 3)
  return [keys.at(0), keys.at(1), keys.at(2)]
}
