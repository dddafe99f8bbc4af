/** What is looked at after each epoch: validation loss and metrics, and whether the loss still falls. */
import { compile } from '@wengert/autodiff'
import { random, Tensor } from '@wengert/tensor'
import { badOption, checkFunctions, checkNames } from '../checks.ts'
import { OptimizationError } from '../errors.ts'
import { Examples } from './batches.ts'
import type { EarlyStopping, Epoch, FitOptions, FitStatus } from './options.ts'
import type { Position } from './position.ts'
import { saveLeaves } from './saved-tensors.ts'

/** The numbers of an epoch that come from data not trained on. */
export type Evaluate<P> = (params: P) => Pick<Epoch, 'validationLoss' | 'metrics'>

/** @param runKey - The key that the run was given: the loss gets one made of it, after each epoch the same. */
export function evaluator<P, D>(
  { validation, loss }: FitOptions<P, D>,
  runKey: Tensor,
): Evaluate<P> {
  if (validation === undefined) return () => ({ validationLoss: null, metrics: {} })
  checkNames('fit', validation, ['data', 'loss', 'metrics'], 'validation')
  checkFunctions('fit', { 'validation.loss': validation.loss, ...validation.metrics })
  const { all } = new Examples<D>('fit', 'the validation data', validation.data)
  // The first two of a key's children are those of the chain of keys.
  const key = random.split(runKey, 3).at(2)
  const lossOf = validation.loss ?? ((params: P, data: D) => loss(params, data, key))
  const names = Object.keys(validation.metrics ?? {})
  const measure = compile((params: P, data: D) => [
    scalar('loss', lossOf(params, data)),
    ...names.map((name) => scalar(`metrics.${name}`, validation.metrics![name](params, data))),
  ]) as unknown as (params: P, data: D) => Tensor[]
  return (params) => {
    const [first, ...rest] = measure(params, all).map((value) => value.item())
    return { validationLoss: first, metrics: Object.fromEntries(names.map((n, i) => [n, rest[i]])) }
  }
}

function scalar(what: string, value: Tensor): Tensor {
  if (!(value instanceof Tensor && value.ndim > 0)) return value
  throw new OptimizationError(
    'shape',
    `fit: validation.${what} returned ${value.dtype}[${value.shape.join(', ')}]; give a scalar, for example by mean().`,
  )
}

/** The best epoch so far, given the newest, and for how many epochs it has been. */
export function awaited<P>(
  { best, waited }: Awaited,
  { epoch, loss, validationLoss }: Epoch,
  params: P,
  earlyStopping: EarlyStopping | undefined,
): Awaited {
  if (earlyStopping === undefined) return { best: null, waited: 0 }
  const { minDelta = 0 } = earlyStopping
  const value = validationLoss ?? loss
  const isBetter = Number.isFinite(value) && !(best !== null && value >= best.loss - minDelta)
  if (!isBetter) return { best, waited: waited + 1 }
  return { best: { epoch, loss: value, params: saveLeaves(params) }, waited: 0 }
}

type Awaited = Pick<Position<unknown>, 'best' | 'waited'>

/** Whether the loss has not become better for as long as is waited for. */
export function hasStoppedFalling(
  { waited }: Awaited,
  earlyStopping: EarlyStopping | undefined,
): boolean {
  return earlyStopping !== undefined && waited >= earlyStopping.patience
}

/** What to call the end of a run that nothing else ended; one that waited for a finite loss found none. */
export function endOf(awaited: Awaited, earlyStopping: EarlyStopping | undefined): FitStatus {
  if (!hasStoppedFalling(awaited, earlyStopping)) return 'completed'
  return awaited.best === null ? 'non-finite' : 'early-stopped'
}

export function checkEarlyStopping(options: EarlyStopping | undefined): void {
  if (options === undefined) return
  checkNames('fit', options, ['patience', 'minDelta'], 'earlyStopping')
  const { patience, minDelta = 0 } = options
  if (!Number.isInteger(patience) || patience < 1)
    throw badOption('fit', 'earlyStopping.patience', patience, 'a positive integer')
  if (!(minDelta >= 0))
    throw badOption('fit', 'earlyStopping.minDelta', minDelta, 'a number from 0')
}
