/**
 * Training by minibatches, as a generator: one step a batch. All randomness comes from one chain of keys, of which a position keeps the link of
 * its epoch: a run that is resumed shuffles and drops out as if it had never stopped.
 */
import { arange, random } from '@wengert/tensor'
import type { GradientTransformation, OptimizerState } from '../first-order/transformation.ts'
import { betterOf, hasStoppedFalling } from './evaluation.ts'
import type { Epoch, FitStatus } from './options.ts'
import { saveState, type Advance, type Position, type Training } from './position.ts'
import { trainingStep } from './step.ts'

/** Yields after every step; returns why it ended. */
export function* minibatches<P, D>(
  { options, examples, settings, evaluate }: Training<P, D>,
  optimizer: GradientTransformation,
  start: Position<P, OptimizerState>,
): Generator<Advance<P>, FitStatus> {
  const { epochs, earlyStopping } = options
  const { batchSize, shuffle } = settings
  const run = trainingStep(options.loss, optimizer)
  const batches = Math.ceil(examples.count / batchSize)
  let position = start
  while (position.epoch <= epochs) {
    if (hasStoppedFalling(position, earlyStopping)) return 'early-stopped'
    // The chain's next link, and this epoch's keys: one for each batch, and one for the order.
    const [link, own] = [0, 1].map((i) => random.split(position.key).at(i))
    const keys = random.split(own, batches + 1)
    const order = shuffle
      ? random.permutation(keys.at(batches), examples.count)
      : arange(examples.count, { dtype: 'int32' })
    const { epoch } = position
    for (let { batch } = position; batch < batches; batch++) {
      const indices = order.slice([batch * batchSize, (batch + 1) * batchSize])
      const { params: before, optimizer: memory } = position
      const [value, params, next] = run(before, memory, examples.take(indices), keys.at(batch))
      const loss = value.item()
      if (!Number.isFinite(loss)) return 'non-finite'
      const step = position.step + 1
      const lossSum = position.lossSum + loss * indices.size
      let completed: Epoch | null = null
      position = { ...position, batch: batch + 1, step, lossSum, params, optimizer: next }
      if (batch + 1 === batches) {
        completed = { epoch, step, loss: lossSum / examples.count, ...evaluate(params) }
        position = {
          ...position,
          epoch: epoch + 1,
          batch: 0,
          lossSum: 0,
          key: link,
          best: earlyStopping ? betterOf(position.best, completed, params, earlyStopping) : null,
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
  return hasStoppedFalling(position, earlyStopping) ? 'early-stopped' : 'completed'
}
