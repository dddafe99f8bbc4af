/**
 * From a saved state back to a position. A state comes from a file as often as not, so that everything
 * in it is checked: that it is one, that it is of a run with the same data, batches and optimiser (with
 * others the next batch would not be the next one), and that its tensors are those of these parameters.
 */
import { badOption } from '../checks.ts'
import { OptimizationError } from '../errors.ts'
import type { RunSettings, TrainingState } from './options.ts'
import type { Position } from './position.ts'
import { isSavedTensor, restoreLeaves } from './saved-tensors.ts'

/** The position that a state was saved at, of a run that starts at `fresh`. */
export function resumePosition<P, S>(
  state: unknown,
  fresh: Position<P, S>,
  restore: (saved: TrainingState['optimizer'], fresh: S) => S,
): Position<P, S> {
  checkState(state)
  checkSettings(state.run, fresh.run)
  const batches = Math.ceil(fresh.run.examples / fresh.run.batchSize)
  if (state.batch >= batches) throw badState(`batch ${state.batch} of ${batches}`)
  return {
    ...state,
    runKey: restoreLeaves('fit', state.runKey, fresh.key),
    key: restoreLeaves('fit', state.key, fresh.key),
    params: restoreLeaves('fit', state.params, fresh.params),
    optimizer: restore(state.optimizer, fresh.optimizer),
  }
}

function checkSettings(saved: RunSettings, now: RunSettings): void {
  for (const name of ['optimizer', 'examples', 'batchSize', 'shuffle'] as const) {
    if (saved[name] === now[name]) continue
    const show = (value: unknown): string => String(value ?? 'one without a name')
    throw new OptimizationError(
      'option',
      `fit: the state to resume has ${name} ${show(saved[name])}, the run ${show(now[name])}; resume with ` +
        'the options of the run that saved it.',
    )
  }
}

function checkState(state: unknown): asserts state is TrainingState {
  if (!isRecord(state)) throw badState(String(state))
  const { run, best, history, optimizer } = state
  for (const [name, least] of [
    ['epoch', 1],
    ['batch', 0],
    ['step', 0],
    ['waited', 0],
  ] as const) {
    const value = state[name]
    if (!Number.isInteger(value) || (value as number) < least)
      throw badState(`an object with ${name} ${String(value)}`)
  }
  const isComplete =
    isRecord(run) &&
    typeof state.lossSum === 'number' &&
    [state.runKey, state.key, state.params].every(areSavedTensors) &&
    (areSavedTensors(optimizer) || isRecord(optimizer)) &&
    Array.isArray(history) &&
    (best === null || (isRecord(best) && areSavedTensors(best.params)))
  if (!isComplete) throw badState('not complete')
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const areSavedTensors = (value: unknown): boolean =>
  Array.isArray(value) && value.every(isSavedTensor)

function badState(what: string): OptimizationError {
  return badOption('fit', 'resume', what, 'a state that fit saved, whole')
}
