/** Where a training run stands: immutable, so that a checkpoint is of its own step whenever it is written. */
import type { Tensor } from '@wengert/tensor'
import type { OptimizerState } from '../first-order/transformation.ts'
import type { SolverState } from '../solver.ts'
import type { Examples } from './batches.ts'
import type { Evaluate } from './evaluation.ts'
import type {
  Best,
  Epoch,
  FitOptions,
  FitStatus,
  Progress,
  RunSettings,
  TrainingState,
} from './options.ts'
import { saveLeaves } from './saved-tensors.ts'

/** What does not change during a run. */
export interface Training<P, D> {
  readonly options: FitOptions<P, D>
  readonly examples: Examples<D>
  readonly settings: RunSettings
  readonly evaluate: Evaluate<P>
}

export interface Position<P, S = OptimizerState | SolverState | null> {
  readonly run: RunSettings
  /** The key that the run was given. */
  readonly runKey: Tensor
  /** The epoch under way, from 1, and the batches done in it. */
  readonly epoch: number
  readonly batch: number
  readonly step: number
  /** Of the batches done in the epoch. */
  readonly lossSum: number
  /** The link of the chain of keys from which the epoch's come. */
  readonly key: Tensor
  readonly params: P
  readonly optimizer: S
  readonly best: Best | null
  /** Epochs since there was a better one, where early stopping asks for it. */
  readonly waited: number
  readonly history: readonly Epoch[]
}

/** One yield of a run: what the caller sees, and where it stands after it. */
export interface Advance<P> {
  readonly progress: Progress<P>
  readonly position: Position<P>
}

/** Why a run ended, and where. */
export interface Ending<P> {
  readonly status: FitStatus
  readonly position: Position<P>
}

export function firstPosition<P, S>(
  run: RunSettings,
  key: Tensor,
  params: P,
  optimizer: S,
): Position<P, S> {
  return {
    run,
    runKey: key,
    epoch: 1,
    batch: 0,
    step: 0,
    lossSum: 0,
    key,
    params,
    optimizer,
    best: null,
    waited: 0,
    history: [],
  }
}

export function saveState<P>(position: Position<P>): TrainingState {
  const { runKey, key, params, optimizer } = position
  const isSolver = optimizer !== null && 'method' in optimizer && 'stopping' in optimizer
  return {
    ...position,
    runKey: saveLeaves(runKey),
    key: saveLeaves(key),
    params: saveLeaves(params),
    optimizer: isSolver ? (optimizer as SolverState) : saveLeaves(optimizer ?? []),
  }
}
