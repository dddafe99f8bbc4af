/**
 * Training by minibatches, as a generator: one step a batch. All randomness comes from one chain of
 * keys, of which a position keeps the link of its epoch: a run that is resumed shuffles and drops out as
 * if it had never stopped. A step is kept only where parameters and loss after it are finite; after the
 * last step the loss is computed for that alone.
 */
import { arange, random, type Tensor } from '@wengert/tensor'
import type { GradientTransformation, OptimizerState } from '../first-order/transformation.ts'
import { allFinite } from '../first-order/trees.ts'
import { awaited, endOf, hasStoppedFalling } from './evaluation.ts'
import type { Epoch } from './options.ts'
import { saveState, type Advance, type Ending, type Position, type Training } from './position.ts'
import { compiledStep } from './step.ts'

/** Yields after every step; returns why it ended, and where. */
export function* minibatches<P, D>(
  { options, examples, settings, evaluate }: Training<P, D>,
  optimizer: GradientTransformation,
  start: Position<P, OptimizerState>,
): Generator<Advance<P>, Ending<P>> {
  const { epochs, earlyStopping } = options
  const { batchSize, shuffle } = settings
  const run = compiledStep('fit', options.loss, optimizer)
  const stepFrom = (
    { params, optimizer: memory }: Position<P, OptimizerState>,
    { data, key }: Batch<D>,
  ) => run(params, memory, data, key)
  const batches = Math.ceil(examples.count / batchSize)
  let position = start
  /** Where the loss was last finite, and the batch of the step from there. */
  let sound = start
  let last: Batch<D> | null = null
  while (position.epoch <= epochs && !hasStoppedFalling(position, earlyStopping)) {
    // The chain's next link, and this epoch's keys: one for each batch, and one for the order.
    const [link, own] = [0, 1].map((i) => random.split(position.key).at(i))
    const keys = random.split(own, batches + 1)
    const order = shuffle
      ? random.permutation(keys.at(batches), examples.count)
      : arange(examples.count, { dtype: 'int32' })
    const { epoch } = position
    for (let { batch } = position; batch < batches; batch++) {
      const indices = order.slice([batch * batchSize, (batch + 1) * batchSize])
      last = { data: examples.take(indices), key: keys.at(batch) }
      const [value, params, memory] = stepFrom(position, last)
      const loss = value.item()
      if (!Number.isFinite(loss)) return { status: 'non-finite', position: sound }
      if (!allFinite(params)) return { status: 'non-finite', position }
      sound = position
      const step = position.step + 1
      const lossSum = position.lossSum + loss * indices.size
      let completed: Epoch | null = null
      position = { ...position, batch: batch + 1, step, lossSum, params, optimizer: memory }
      if (batch + 1 === batches) {
        completed = { epoch, step, loss: lossSum / examples.count, ...evaluate(params) }
        position = {
          ...position,
          epoch: epoch + 1,
          batch: 0,
          lossSum: 0,
          key: link,
          ...awaited(position, completed, params, earlyStopping),
          history: [...position.history, completed],
        }
      }
      const now = position
      yield {
        progress: {
          epoch,
          epochs,
          batch: batch + 1,
          batches,
          step,
          loss,
          completed,
          params,
          state: () => saveState(now),
        },
        position,
      }
    }
  }
  if (last !== null && !Number.isFinite(stepFrom(position, last)[0].item()))
    return { status: 'non-finite', position: sound }
  return { status: endOf(position, earlyStopping), position }
}

interface Batch<D> {
  readonly data: D
  readonly key: Tensor
}
