/**
 * The one outer loop: takes a solver's states one by one until one of them, or what is asked of it, ends
 * the run, and keeps the history. A function that fails after the first state ends the run with the
 * last state there is.
 */
import { Interruption, ObjectiveFailure } from './objective.ts'
import { historyEntry, type HistoryEntry } from './result.ts'
import type { SolverState } from './solver.ts'
import type { Status } from './status.ts'

export interface Driven<S> {
  /** The last state. */
  readonly state: S
  readonly status: Status
  readonly history: readonly HistoryEntry[]
  /** What the function threw, where the status is `objective-error`; empty else, to be spread. */
  readonly failure: { readonly cause?: unknown }
}

/** @param whyStop - Whether the run ends after a state, and why. */
export function drive<S extends SolverState>(
  states: Iterable<S>,
  whyStop: (state: S) => Status | null,
): Driven<S> {
  const history: HistoryEntry[] = []
  let last: S | null = null
  let status: Status | null = null
  let failure: { readonly cause?: unknown } = {}
  try {
    for (const state of states) {
      last = state
      history.push(historyEntry(state))
      status = whyStop(state)
      if (status !== null) break
    }
  } catch (error) {
    if (last === null) throw error
    if (error instanceof Interruption) status = error.status
    else if (error instanceof ObjectiveFailure) {
      status = 'objective-error'
      if (error.cause !== undefined) failure = { cause: error.cause }
    } else throw error
  }
  return { state: last!, status: status!, history, failure }
}
