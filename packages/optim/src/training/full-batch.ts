/** Training on all data at once by a method of `minimize`: one epoch is one of its iterations. */
import { random, type Tensor } from '@wengert/tensor'
import { badOption, checkNames } from '../checks.ts'
import { OptimizationError } from '../errors.ts'
import { prepare } from '../methods.ts'
import { ObjectiveFailure } from '../objective.ts'
import { solverOptionNames } from '../options.ts'
import type { SolverState } from '../solver.ts'
import type { Status } from '../status.ts'
import { reviveVector } from '../vector.ts'
import { awaited, endOf, hasStoppedFalling } from './evaluation.ts'
import type { FitOptions, FitStatus, FullBatchMethod } from './options.ts'
import { saveState, type Advance, type Ending, type Position, type Training } from './position.ts'

const fullBatchMethods: readonly string[] = [
  'l-bfgs',
  'newton-cg',
  'trust-ncg',
] satisfies FullBatchMethod[]
const solverNames = solverOptionNames.filter((name) => name !== 'resume' && name !== 'bounds')

/** The method by name, with options that go with it: there are no batches. */
export function checkFullBatch<P, D>(
  method: string,
  { batchSize, solver = {} }: Pick<FitOptions<P, D>, 'batchSize' | 'solver'>,
  count: number,
): FullBatchMethod {
  if (!fullBatchMethods.includes(method)) {
    const names = fullBatchMethods.join(', ')
    throw badOption('fit', 'optimizer', method, `a gradient transformation, or one of ${names}`)
  }
  if (batchSize !== undefined && batchSize < count) {
    throw new OptimizationError(
      'option',
      `fit: ${method} takes all ${count} examples at once, but batchSize is ${batchSize}; leave it out, ` +
        'or give a gradient transformation, as adam(0.01).',
    )
  }
  checkNames('fit', solver, solverNames, 'solver')
  return method as FullBatchMethod
}

/** Options of a solver mean nothing to a gradient transformation. */
export function checkNoSolver(solver: unknown): void {
  if (solver === undefined) return
  throw new OptimizationError(
    'option',
    `fit: solver has options of ${fullBatchMethods.join(', ')}, but optimizer is a gradient transformation; ` +
      'leave it out, or give one of those.',
  )
}

/** Yields after every iteration; returns why it ended, and where. */
export function* fullBatch<P, D>(
  { options, examples, evaluate }: Training<P, D>,
  method: FullBatchMethod,
  start: Position<P, SolverState | null>,
): Generator<Advance<P>, Ending<P>> {
  const { epochs, earlyStopping, solver = {}, loss: lossOf } = options
  const key = random.split(start.key).at(0)
  const objective = (params: P): Tensor => lossOf(params, examples.all, key)
  const solverOptions = {
    ...solver,
    ...(start.optimizer === null ? {} : { resume: start.optimizer }),
  }
  const run = prepare<P>('fit', method, objective, start.params, solverOptions)
  const { space } = run.objective
  let position = start
  let isFirst = true
  for (const state of unwrapped(run.from(run.start))) {
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
