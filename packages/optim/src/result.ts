/** What a run returns. */
import type { Certificate } from './certificate.ts'
import type { Evaluations } from './objective.ts'
import type { SolverState } from './solver.ts'
import type { Status } from './status.ts'

/** One row of the history. */
export interface HistoryEntry {
  readonly iteration: number
  readonly value: number
  /** ‖g‖∞. */
  readonly gradientNorm: number
  readonly stepNorm: number
  readonly evaluations: Evaluations
}

export interface Result<X> {
  /** The best point: where the gradient test passed, or else the point of least value. */
  readonly x: X
  readonly value: number
  readonly gradient: X
  /** ‖g‖∞. */
  readonly gradientNorm: number
  /** Whether the status is `converged`. */
  readonly success: boolean
  readonly status: Status
  /** The status in words, with what to do. */
  readonly message: string
  readonly iterations: number
  readonly evaluations: Evaluations
  readonly history: readonly HistoryEntry[]
  /** The solver's last state, from which a run may be resumed. */
  readonly state: SolverState
  /** What the function threw, when the status is `objective-error`. */
  readonly cause?: unknown
}

export interface MinimizeResult<X> extends Result<X> {
  /** What is known of the point beyond the status. */
  readonly certificate: Certificate<X>
}

export function historyEntry(state: SolverState): HistoryEntry {
  const { iteration, value, gradientNorm, stepNorm, evaluations } = state
  return { iteration, value, gradientNorm, stepNorm, evaluations }
}
