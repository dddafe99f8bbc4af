/** What `fit` takes and returns. */
import type { Tensor, TreeLike } from '@wengert/tensor'
import type { GradientTransformation } from '../first-order/transformation.ts'
import type { SolverOptions, SolverState } from '../solver.ts'
import type { SavedTensor } from './saved-tensors.ts'

/** Methods of `minimize` that `fit` takes: one epoch is one iteration on all data. */
export type FullBatchMethod = 'l-bfgs' | 'newton-cg' | 'trust-ncg'

export interface Validation<P, D> {
  /** Data that are not trained on. */
  readonly data: TreeLike<D>
  /**
   * The loss there; by default that of training, with one key for the whole run. Give one without dropout
   * where training has dropout.
   */
  readonly loss?: (params: P, data: D) => Tensor
  /** Further numbers of the history, by name: accuracy, say. */
  readonly metrics?: { readonly [name: string]: (params: P, data: D) => Tensor }
}

export interface EarlyStopping {
  /** Epochs without a better loss after which the run stops. */
  readonly patience: number
  /** How much less counts as better; 0. */
  readonly minDelta?: number
}

export interface FitOptions<P, D> {
  /** The mean loss of a batch; the key, new for each step, is for dropout and the like. */
  readonly loss: (params: P, batch: D, key: Tensor) => Tensor
  /** Where to start. */
  readonly params: TreeLike<P>
  /** A tensor or tree of them; the first axis of every leaf counts the examples. */
  readonly data: TreeLike<D>
  /** A gradient transformation, for minibatches; or a method of `minimize`, for all data at once. */
  readonly optimizer: GradientTransformation | FullBatchMethod
  /** Passes over the data, or iterations of a method of `minimize`. */
  readonly epochs: number
  /**
   * 32, or all data if there are fewer; the last batch of an epoch may be smaller. A method of `minimize`
   * takes no batches.
   */
  readonly batchSize?: number
  /** What shuffles the data, and makes the loss's keys; `random.key(0)`. */
  readonly key?: Tensor
  /** Take the data in a new order in each epoch; true. */
  readonly shuffle?: boolean
  readonly validation?: Validation<P, D>
  /**
   * Stop when the validation loss, or without validation the training loss, no longer falls; return the
   * best. A loss that is not finite is never better.
   */
  readonly earlyStopping?: EarlyStopping
  /** Called after each step; a result of true stops the run. */
  readonly onProgress?: (progress: Progress<P>) => boolean | void
  /** An AbortSignal, asked before the first step and after each. */
  readonly signal?: { readonly aborted: boolean }
  /**
   * A state of an earlier run to go on from, with the same options: other data sizes, batches and
   * optimisers are refused; `epochs` may be more, and rates others. The key is that of the earlier run.
   */
  readonly resume?: TrainingState
  /** Options of the solver, for a method of `minimize` alone. */
  readonly solver?: Omit<SolverOptions<P>, 'resume' | 'bounds'>
}

/** One row of the history: plain numbers, ready to plot. */
export interface Epoch {
  /** From 1. */
  readonly epoch: number
  /** Steps made until its end. */
  readonly step: number
  /** The mean of the batches' losses, each before its step; of a solver, the loss at its end. */
  readonly loss: number
  readonly validationLoss: number | null
  readonly metrics: { readonly [name: string]: number }
}

export interface Progress<P> {
  /** The epoch under way, from 1. */
  readonly epoch: number
  readonly epochs: number
  /** Batches done in it, of `batches`. */
  readonly batch: number
  readonly batches: number
  readonly step: number
  /** The loss of the last batch. */
  readonly loss: number
  /** The row of the epoch, after its last batch; else null. */
  readonly completed: Epoch | null
  readonly params: P
  /** A checkpoint: plain data from which `resume` goes on with the very same steps. */
  state(): TrainingState
}

/** What a run has throughout: a state resumes only where it is the same. */
export interface RunSettings {
  /** The name of the transformation or method; null where it has none. */
  readonly optimizer: string | null
  readonly examples: number
  readonly batchSize: number
  readonly shuffle: boolean
}

/** Plain data, also after JSON. */
export interface TrainingState {
  readonly run: RunSettings
  /** The key that the run was given. */
  readonly runKey: SavedTensor[]
  readonly epoch: number
  readonly batch: number
  readonly step: number
  /** Sums over the batches of the epoch under way. */
  readonly lossSum: number
  /** The link of the chain of keys from which the epoch's come. */
  readonly key: SavedTensor[]
  readonly params: SavedTensor[]
  readonly optimizer: SavedTensor[] | SolverState
  readonly best: Best | null
  /** Epochs since then, with early stopping. */
  readonly waited: number
  readonly history: readonly Epoch[]
}

export interface Best {
  readonly epoch: number
  readonly loss: number
  readonly params: SavedTensor[]
}

export type FitStatus =
  | 'completed'
  | 'converged'
  | 'early-stopped'
  | 'callback'
  | 'aborted'
  | 'non-finite'
  | 'stalled'
  | 'unbounded'

export interface FitResult<P> {
  /** The last parameters at which all was finite, or with early stopping those of the best epoch. */
  readonly params: P
  readonly status: FitStatus
  /** Whether the run went to its end: all epochs, early stopping, or convergence. */
  readonly success: boolean
  /** The status in words, with what to do. */
  readonly message: string
  /** A row for each completed epoch. */
  readonly history: readonly Epoch[]
  /** The best epoch, where early stopping looks for it. */
  readonly bestEpoch: number | null
  readonly steps: number
  /** The last state, to go on from. */
  readonly state: TrainingState
}

const messages: { readonly [S in FitStatus]: string } = {
  completed: 'All epochs were made.',
  converged: 'The gradient passed its test.',
  'early-stopped': 'The loss stopped falling; the parameters are those of the best epoch.',
  callback: 'onProgress asked to stop.',
  aborted: 'The signal asked to stop.',
  'non-finite':
    'The loss, of training or for all of the patience of validation, or a parameter was NaN or infinite; ' +
    'the result is of before. To go on lower the learning rate, clip gradients, or look with debugNaNs.',
  stalled:
    'The solver could not lower the loss any further, and its gradient did not pass its test.',
  unbounded: 'The loss decreases without bound.',
}

export function fitMessage(status: FitStatus): string {
  return messages[status]
}
