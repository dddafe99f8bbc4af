/** What is looked at after each epoch: validation loss and metrics, and whether the loss still falls. */
import { compile } from '@wengert/autodiff'
import { random, type Tensor } from '@wengert/tensor'
import { badOption } from '../options.ts'
import { Examples } from './batches.ts'
import type { Best, EarlyStopping, Epoch, FitOptions } from './options.ts'
import { saveLeaves } from './saved-tensors.ts'

/** The numbers of an epoch that come from data not trained on. */
export type Evaluate<P> = (params: P) => Pick<Epoch, 'validationLoss' | 'metrics'>

/** @param runKey - The key that the run was given: the loss gets one made of it, after each epoch the same. */
export function evaluator<P, D>(
  { validation, loss }: FitOptions<P, D>,
  runKey: Tensor,
): Evaluate<P> {
  if (validation === undefined) return () => ({ validationLoss: null, metrics: {} })
  const { all } = new Examples<D>('fit', 'the validation data', validation.data)
  // The first two of a key's children are those of the chain of keys.
  const key = random.split(runKey, 3).at(2)
  const lossOf = validation.loss ?? ((params: P, data: D) => loss(params, data, key))
  const names = Object.keys(validation.metrics ?? {})
  const measure = compile((params: P, data: D) => [
    lossOf(params, data),
    ...names.map((name) => validation.metrics![name](params, data)),
  ]) as unknown as (params: P, data: D) => Tensor[]
  return (params) => {
    const [first, ...rest] = measure(params, all).map((value) => value.item())
    return { validationLoss: first, metrics: Object.fromEntries(names.map((n, i) => [n, rest[i]])) }
  }
}

/** The best epoch so far, given the newest. */
export function betterOf<P>(
  best: Best | null,
  { epoch, loss, validationLoss }: Epoch,
  params: P,
  { minDelta = 0 }: EarlyStopping,
): Best {
  const value = validationLoss ?? loss
  if (best !== null && !(value < best.loss - minDelta)) return best
  return { epoch, loss: value, params: saveLeaves(params) }
}

/** Whether the loss has not become better for as long as is waited for. */
export function hasStoppedFalling(
  { best, epoch }: { readonly best: Best | null; readonly epoch: number },
  earlyStopping: EarlyStopping | undefined,
): boolean {
  if (earlyStopping === undefined || best === null) return false
  return epoch - 1 - best.epoch >= earlyStopping.patience
}

export function checkEarlyStopping(options: EarlyStopping | undefined): void {
  if (options === undefined) return
  const { patience, minDelta = 0 } = options
  if (!Number.isInteger(patience) || patience < 1)
    throw badOption('fit', 'earlyStopping.patience', patience, 'a positive integer')
  if (!(minDelta >= 0))
    throw badOption('fit', 'earlyStopping.minDelta', minDelta, 'a number from 0')
}
