/**
 * What a solver is: a generator of states, one an iteration, the last with a status. A state is plain
 * data (numbers, strings, Float64Arrays), so that it can be cloned, stored and resumed from: a run
 * resumed from any of its states takes the very same steps.
 */
import type { Tensor } from '@wengert/tensor'
import type { Bounds, Box } from './bounds.ts'
import type { Evaluations, Objective } from './objective.ts'
import type { LinearOperator } from './operator.ts'
import type { LineSearchName } from './search/index.ts'
import type { Status } from './status.ts'
import type { StoppingState, Tolerances } from './stopping.ts'
import type { Vector } from './vector.ts'

export type Method =
  | 'bfgs'
  | 'gradient-descent'
  | 'l-bfgs'
  | 'l-bfgs-b'
  | 'newton'
  | 'newton-cg'
  | 'nonlinear-cg'
  | 'trust-krylov'
  | 'trust-ncg'

export type Conjugation = 'hager-zhang' | 'polak-ribiere'

export type PreconditionerName = 'none' | 'l-bfgs' | 'diagonal' | 'hutchinson'

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
  /**
   * Trust-region methods: how long the next step may be, in the norm of the preconditioner (the Euclidean
   * one where that is `none`); null where all of space is trusted, as at the start.
   */
  readonly radius?: number | null
  readonly evaluations: Evaluations
  /** Why the run ended; null while it goes on. */
  readonly status: Status | null
  readonly stopping: StoppingState
  /** What the method remembers besides the point. */
  readonly memory: unknown
}

/** What a method has no use for is refused, not ignored. */
export interface SolverOptions<X = Tensor> {
  /** Absolute bound on ‖g‖∞; by default the test of `Tolerances` that does not depend on units. */
  readonly gradientTolerance?: number
  /** How many pairs L-BFGS, or the preconditioner made of pairs, keeps; 30, fewer from 333,000 parameters on, at least 5. */
  readonly memory?: number
  /**
   * How a step along a direction is found; Moré & Thuente's search. Not for trust regions, nor with bounds,
   * where steps follow the box.
   */
  readonly lineSearch?: LineSearchName
  /**
   * Newton methods: what makes the inner conjugate gradients converge faster. `l-bfgs` (default) is
   * made of the pairs of earlier products and steps, `diagonal` of diag H by colouring, `hutchinson` of an
   * estimate of it. A function gives, at each point, an operator that approximates H⁻¹ and is positive
   * definite. Not with bounds, where it is always `l-bfgs`.
   */
  readonly preconditioner?: PreconditionerName | ((x: NoInfer<X>) => LinearOperator<NoInfer<X>>)
  /** Nonlinear conjugate gradients: whose β; Hager & Zhang's. */
  readonly conjugation?: Conjugation
  /** Newton methods: the limit on products in one inner solve; by default 2n, at least 20. */
  readonly maxInnerIterations?: number
  /** Bounds on the parameters, for `l-bfgs-b` and `newton-cg`. */
  readonly bounds?: Bounds<NoInfer<X>>
  /** A state of an earlier run of the same method to go on from. */
  readonly resume?: SolverState
}

/** The options of a run with every default filled in. */
export interface Settings {
  readonly tolerances: Tolerances
  readonly memory: number
  readonly lineSearch: LineSearchName
  readonly preconditioner: PreconditionerName | ((x: unknown) => LinearOperator<unknown>)
  readonly conjugation: Conjugation
  readonly maxInnerIterations: number
  readonly resume: SolverState | null
  /** null where nothing is bounded. */
  readonly box: Box | null
}

export type Solver = (
  objective: Objective,
  x0: Vector,
  settings: Settings,
) => Generator<SolverState, void>
