/** Where a training run stands: immutable, so that a checkpoint is of its own step whenever it is written. */
import { random, type Tensor } from '@wengert/tensor'
import type { OptimizerState } from '../first-order/transformation.ts'
import type { SolverState } from '../solver.ts'
import type { Examples } from './batches.ts'
import type { Evaluate } from './evaluation.ts'
import type { Best, Epoch, FitOptions, Progress, TrainingState } from './options.ts'
import { restoreLeaves, saveLeaves } from './saved-tensors.ts'

/** What does not change during a run. */
export interface Training<P, D> {
  readonly options: FitOptions<P, D>
  readonly examples: Examples<D>
  readonly batchSize: number
  readonly evaluate: Evaluate<P>
}

export interface Position<P, S = OptimizerState | SolverState | null> {
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
  readonly history: readonly Epoch[]
}

/** One yield of a run: what the caller sees, and where it stands after it. */
export interface Advance<P> {
  readonly progress: Progress<P>
  readonly position: Position<P>
}

export function startPosition<P, S>(
  params: P,
  optimizer: S,
  { key = random.key(0), resume }: Pick<FitOptions<P, unknown>, 'key' | 'resume'>,
  restore: (saved: TrainingState['optimizer'], fresh: S) => S,
): Position<P, S> {
  if (resume === undefined) {
    return {
      epoch: 1,
      batch: 0,
      step: 0,
      lossSum: 0,
      key,
      params,
      optimizer,
      best: null,
      history: [],
    }
  }
  return {
    ...resume,
    key: restoreLeaves('fit', resume.key, key),
    params: restoreLeaves('fit', resume.params, params),
    optimizer: restore(resume.optimizer, optimizer),
  }
}

export function saveState<P>(position: Position<P>): TrainingState {
  const { key, params, optimizer } = position
  const isSolver = optimizer !== null && 'method' in optimizer && 'stopping' in optimizer
  return {
    ...position,
    key: saveLeaves(key),
    params: saveLeaves(params),
    optimizer: isSolver ? (optimizer as SolverState) : saveLeaves(optimizer ?? []),
  }
}
