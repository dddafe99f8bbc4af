/** Training on all data at once by a method of `minimize`: one epoch is one of its iterations. */
import { random, type Tensor } from '@wengert/tensor'
import { lbfgs, newtonCg, trustNcg } from '../methods.ts'
import { ObjectiveFailure } from '../objective.ts'
import { Space } from '../ravel.ts'
import type { SolverState } from '../solver.ts'
import type { Status } from '../status.ts'
import { reviveVector } from '../vector.ts'
import { awaited, endOf, hasStoppedFalling } from './evaluation.ts'
import type { FitStatus, FullBatchMethod } from './options.ts'
import { saveState, type Advance, type Ending, type Position, type Training } from './position.ts'

export const fullBatchMethods = { 'l-bfgs': lbfgs, 'newton-cg': newtonCg, 'trust-ncg': trustNcg }

/** Yields after every iteration; returns why it ended, and where. */
export function* fullBatch<P, D>(
  { options, examples, evaluate }: Training<P, D>,
  method: FullBatchMethod,
  start: Position<P, SolverState | null>,
): Generator<Advance<P>, Ending<P>> {
  const { epochs, earlyStopping, solver = {}, loss: lossOf } = options
  const key = random.split(start.key).at(0)
  const space = new Space<P>('fit', start.params)
  const objective = (params: P): Tensor => lossOf(params, examples.all, key)
  const states = fullBatchMethods[method]<P>(objective, start.params as never, {
    ...solver,
    ...(start.optimizer === null ? {} : { resume: start.optimizer }),
  })
  let position = start
  let isFirst = true
  for (const state of unwrapped(states)) {
    // The first state is the start's, which has been seen.
    if (!isFirst || state.status !== null) {
      if (state.iteration > position.step) {
        const params = space.unflatten(reviveVector(state.x, space.size))
        const epoch = state.iteration
        const completed = { epoch, step: epoch, loss: state.value, ...evaluate(params) }
        position = {
          ...position,
          epoch: epoch + 1,
          step: epoch,
          params,
          optimizer: state,
          ...awaited(position, completed, params, earlyStopping),
          history: [...position.history, completed],
        }
        const now = position
        yield {
          progress: {
            epoch,
            epochs,
            batch: 1,
            batches: 1,
            step: epoch,
            loss: state.value,
            completed,
            params,
            state: () => saveState(now),
          },
          position,
        }
      }
      if (state.status !== null) return { status: statusOf(state.status), position }
    }
    isFirst = false
    if (position.epoch > epochs || hasStoppedFalling(position, earlyStopping)) break
  }
  return { status: endOf(position, earlyStopping), position }
}

function statusOf(status: Status): FitStatus {
  return status === 'converged' || status === 'unbounded' ? status : 'stalled'
}

/** States of a solver, to which what the loss throws belongs as it was thrown. */
function* unwrapped(states: Iterable<SolverState>): Generator<SolverState> {
  try {
    yield* states
  } catch (error) {
    throw error instanceof ObjectiveFailure ? error.cause : error
  }
}
