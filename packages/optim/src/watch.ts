/**
 * What may end a run from outside: the callback, the signal, and the limits. Evaluations ask before they
 * are made, so that a long iteration is interrupted too; the outer loop asks after each state.
 */
import { checkFunctions, checkSignal } from './checks.ts'
import type { Evaluations } from './objective.ts'
import { type Limits } from './options.ts'
import type { SolverState } from './solver.ts'
import type { Status } from './status.ts'

export interface WatchOptions<S> {
  /**
   * Called after each iteration; a result of true stops the run. The state's arrays are the solver's own:
   * read them, or copy with structuredClone.
   */
  readonly callback?: (state: S) => boolean | void
  /** An AbortSignal, asked before each evaluation. */
  readonly signal?: { readonly aborted: boolean }
}

export const watchNames = ['callback', 'signal'] as const

export interface Watch<S> {
  /** Why there may be no further evaluation. */
  interrupted(): Status | null
  /** Whether the run ends after a state, and why. */
  whyStop(state: S): Status | null
}

export function watch<S extends Pick<SolverState, 'status' | 'iteration'>>(
  operation: string,
  { callback, signal }: WatchOptions<S>,
  limits: Limits,
  evaluations: Evaluations,
): Watch<S> {
  checkFunctions(operation, { callback })
  checkSignal(operation, signal)
  const deadline = Date.now() + limits.maxMilliseconds
  const interrupted = (): Status | null => {
    if (signal?.aborted === true) return 'aborted'
    if (evaluations.value >= limits.maxEvaluations) return 'evaluation-limit'
    return Date.now() >= deadline ? 'time-limit' : null
  }
  return {
    interrupted,
    whyStop(state) {
      const asked = callback?.(state) === true
      if (state.status !== null) return state.status
      if (asked) return 'callback'
      return state.iteration >= limits.maxIterations ? 'iteration-limit' : interrupted()
    },
  }
}
