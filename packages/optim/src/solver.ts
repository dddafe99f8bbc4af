/**
 * What a solver is: a generator of states, one an iteration, the last with a status. A state is plain
 * data (numbers, strings, Float64Arrays), so that it can be cloned, stored and resumed from: a run
 * resumed from any of its states takes the very same steps.
 */
import type { Evaluations, Objective } from './objective.ts'
import type { Status } from './status.ts'
import type { StoppingState, Tolerances } from './stopping.ts'
import type { Vector } from './vector.ts'

export type Method = 'gradient-descent' | 'l-bfgs' | 'newton-cg' | 'trust-ncg'

/** The methods of `leastSquares`. */
export type LeastSquaresMethod = 'levenberg-marquardt' | 'gauss-newton'

export interface SolverState {
  readonly method: Method | LeastSquaresMethod
  readonly iteration: number
  readonly x: Vector
  readonly value: number
  readonly gradient: Vector
  /** ‖g‖∞. */
  readonly gradientNorm: number
  /** ‖x − previous x‖₂; 0 at the start. */
  readonly stepNorm: number
  readonly evaluations: Evaluations
  /** Why the run ended; null while it goes on. */
  readonly status: Status | null
  readonly stopping: StoppingState
  /** What the method remembers besides the point. */
  readonly memory: unknown
}

export interface SolverOptions {
  /** Absolute bound on ‖g‖∞; by default the test of `Tolerances` that does not depend on units. */
  readonly gradientTolerance?: number
  /** L-BFGS: how many pairs are kept; 10. */
  readonly memory?: number
  /** Newton methods: the limit on products in one inner solve; by default 2n, at least 20. */
  readonly maxInnerIterations?: number
  /** A state of an earlier run of the same method to go on from. */
  readonly resume?: SolverState
}

/** The options of a run with every default filled in. */
export interface Settings {
  readonly tolerances: Tolerances
  readonly memory: number
  readonly maxInnerIterations: number
  readonly resume: SolverState | null
}

export type Solver = (
  objective: Objective,
  x0: Vector,
  settings: Settings,
) => Generator<SolverState, void>
