/**
 * `fit`: the loop around training, of minibatches with a gradient transformation or of all data with a
 * solver. It asks callback and signal whether to go on, keeps the history, and says why it ended.
 * `fitAsync` is the same loop that lets a page, or the timers of a server, have their turn.
 */
import { flattenTree, random, unflattenTree } from '@wengert/tensor'
import {
  badOption,
  checkFlags,
  checkFunctions,
  checkKey,
  checkNames,
  checkSignal,
} from '../checks.ts'
import { checkParameters } from '../first-order/trees.ts'
import { checkTransformation } from '../first-order/transformation.ts'
import type { SolverState } from '../solver.ts'
import { Examples } from './batches.ts'
import { checkEarlyStopping, evaluator } from './evaluation.ts'
import { checkFullBatch, checkNoSolver, fullBatch } from './full-batch.ts'
import { minibatches } from './minibatches.ts'
import {
  fitMessage,
  type FitOptions,
  type FitResult,
  type RunSettings,
  type TrainingState,
} from './options.ts'
import {
  firstPosition,
  saveState,
  type Advance,
  type Ending,
  type Position,
  type Training,
} from './position.ts'
import { resumePosition } from './resume.ts'
import { restoreLeaves, type SavedTensor } from './saved-tensors.ts'

/**
 * Trains parameters on data. A loss, its gradient and the update of a step are one compiled program.
 *
 * - `optimizer: adam(0.01)` or any other gradient transformation: minibatches, in an order shuffled by
 *   `key` in each epoch.
 * - `optimizer: 'l-bfgs'`, `'newton-cg'` or `'trust-ncg'`: all data at once, an epoch being an iteration.
 *
 * Everything is deterministic: the same options give the same bits, and a run resumed from a state,
 * stored as JSON or not, makes the steps that the first would have made. With `earlyStopping` the
 * parameters returned are those of the best epoch. A step to parameters, or a loss, that are not finite is
 * taken back: the run ends with the status `non-finite` where it stood before.
 *
 * In a page, what runs for long as soon as it has loaded comes after `await loadCompiler()`, as for
 * `minimize`; `fitAsync` goes on compiled when the compiler has arrived.
 *
 * @throws OptimizationError for a bad option, data of different lengths, and parameters that are integers.
 * @throws ConcretizationError when the loss reads values of its arguments.
 * @example
 * ```ts
 * import { adam, fit } from '@wengert/optim'
 * import { arange, matmul, tensor, type Tensor } from '@wengert/tensor'
 * const x = arange(40).div(40).reshape([40, 1])
 * const data = { x, y: x.mul(3).sub(1).reshape([40]) }
 * const loss = (p: { w: Tensor; b: Tensor }, { x, y }: typeof data) =>
 *   matmul(x, p.w).add(p.b).sub(y).square().mean()
 * const params = { w: tensor([0]), b: 0 }
 * const result = fit({ loss, params, data, optimizer: adam(0.1), epochs: 60, batchSize: 8 })
 * result.history.length // → 60
 * Math.abs(result.params.w.data[0] - 3) < 0.02 // → true
 * ```
 */
export function fit<P, D>(options: FitOptions<P, D>): FitResult<P> {
  const { run, start } = prepare(options)
  if (isAborted(options)) return resultOf(options, { status: 'aborted', position: start })
  for (;;) {
    const next = run.next()
    if (next.done === true) return resultOf(options, next.value)
    const ending = endingAt(options, next.value)
    if (ending !== null) return resultOf(options, ending)
  }
}

/** How long a page waits at most for its turn, in milliseconds: less than a frame. */
const turn = 12

declare const setTimeout: (callback: () => void, milliseconds: number) => unknown

/**
 * `fit` in turns of about 12 ms, between which timers, events and the drawing of a page go on: an
 * AbortSignal can fire and a progress bar move. The numbers are those of `fit`.
 *
 * @throws OptimizationError as `fit` does, from the promise.
 * @example
 * ```ts
 * import { fitAsync, sgd } from '@wengert/optim'
 * import { tensor, type Tensor } from '@wengert/tensor'
 * const { params } = await fitAsync({
 *   loss: (p: Tensor, batch: Tensor) => batch.sub(p).square().mean(),
 *   params: tensor(0),
 *   data: tensor([1, 2, 3]),
 *   optimizer: sgd(0.5),
 *   epochs: 1,
 * })
 * params.item() // → 2
 * ```
 */
export async function fitAsync<P, D>(options: FitOptions<P, D>): Promise<FitResult<P>> {
  const { run, start } = prepare(options)
  if (isAborted(options)) return resultOf(options, { status: 'aborted', position: start })
  let since = Date.now()
  for (;;) {
    const next = run.next()
    if (next.done === true) return resultOf(options, next.value)
    if (Date.now() - since >= turn) {
      await new Promise<void>((resolve) => setTimeout(resolve, 0))
      since = Date.now()
    }
    const ending = endingAt(options, next.value)
    if (ending !== null) return resultOf(options, ending)
  }
}

interface Prepared<P> {
  readonly run: Generator<Advance<P>, Ending<P>>
  readonly start: Position<P>
}

const optionNames: readonly (keyof FitOptions<unknown, unknown>)[] = [
  'loss',
  'params',
  'data',
  'optimizer',
  'epochs',
  'batchSize',
  'key',
  'shuffle',
  'validation',
  'earlyStopping',
  'onProgress',
  'signal',
  'resume',
  'solver',
]

/** Checks everything that can be checked before the loss is called. */
function prepare<P, D>(options: FitOptions<P, D>): Prepared<P> {
  const { loss, optimizer, epochs, earlyStopping, onProgress } = options
  checkNames('fit', options, optionNames)
  if (typeof loss !== 'function')
    throw badOption('fit', 'loss', typeof loss, 'a function of parameters and a batch')
  if (!Number.isInteger(epochs) || epochs < 0)
    throw badOption('fit', 'epochs', epochs, 'an integer from 0')
  checkFunctions('fit', { onProgress })
  checkEarlyStopping(earlyStopping)
  checkParameters('fit', options.params)
  const examples = new Examples<D>('fit', 'the data', options.data)
  const { batchSize = Math.min(32, examples.count) } = options
  if (!Number.isInteger(batchSize) || batchSize < 1)
    throw badOption('fit', 'batchSize', batchSize, 'a positive integer')
  const { leaves, structure } = flattenTree('fit', options.params)
  const params = unflattenTree(structure, leaves) as P
  const { shuffle = true, key = random.key(0), signal, resume } = options
  checkFlags('fit', { shuffle })
  checkKey('fit', key)
  checkSignal('fit', signal)
  const training = (settings: RunSettings, { runKey }: Position<P>): Training<P, D> => ({
    options,
    examples,
    settings,
    evaluate: evaluator(options, runKey),
  })
  const examplesAndOrder = { examples: examples.count, shuffle }
  if (typeof optimizer === 'string') {
    const method = checkFullBatch(optimizer, options, examples.count)
    const settings = { optimizer: method, ...examplesAndOrder, batchSize: examples.count }
    const fresh = firstPosition<P, SolverState | null>(settings, key, params, null)
    const start = resume === undefined ? fresh : resumePosition(resume, fresh, solverState)
    return { start, run: fullBatch(training(settings, start), method, start) }
  }
  checkTransformation('fit', 'optimizer', optimizer)
  checkNoSolver(options.solver)
  const settings = { optimizer: optimizer.name ?? null, ...examplesAndOrder, batchSize }
  const fresh = firstPosition(settings, key, params, optimizer.init(params))
  const start =
    resume === undefined
      ? fresh
      : resumePosition(resume, fresh, (saved, memory) =>
          restoreLeaves('fit', saved as SavedTensor[], memory),
        )
  return { start, run: minibatches(training(settings, start), optimizer, start) }
}

/** The saved state of a solver; a run that made no step has saved none. */
function solverState(saved: TrainingState['optimizer']): SolverState | null {
  return Array.isArray(saved) ? null : (saved as SolverState)
}

/** The end that callback or signal ask for after a step. */
function endingAt<P, D>(
  options: FitOptions<P, D>,
  { progress, position }: Advance<P>,
): Ending<P> | null {
  if (options.onProgress?.(progress) === true) return { status: 'callback', position }
  return isAborted(options) ? { status: 'aborted', position } : null
}

const isAborted = ({ signal }: Pick<FitOptions<unknown, unknown>, 'signal'>): boolean =>
  signal?.aborted === true

function resultOf<P, D>(
  { earlyStopping }: FitOptions<P, D>,
  { position, status }: Ending<P>,
): FitResult<P> {
  const { best, params, history, step } = position
  const isBest = earlyStopping !== undefined && best !== null
  return {
    params: isBest ? restoreLeaves('fit', best.params, params) : params,
    status,
    success: status === 'completed' || status === 'converged' || status === 'early-stopped',
    message: fitMessage(status),
    history,
    bestEpoch: best?.epoch ?? null,
    steps: step,
    state: saveState(position),
  }
}
