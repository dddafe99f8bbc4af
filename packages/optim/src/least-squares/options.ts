/** The options of `leastSquares` and of its solvers as generators: defaults and checks. */
import { makeBox, type Bounds } from '../bounds.ts'
import { badOption, checkBounds } from '../checks.ts'
import type { Space } from '../ravel.ts'
import { checkResume } from '../resume.ts'
import type { LeastSquaresMethod } from '../solver.ts'
import { reviveVector, type Vector } from '../vector.ts'
import { losses, type Loss } from './loss.ts'
import type { LeastSquaresSettings, LeastSquaresState, LinearSolver } from './solver.ts'

export interface LeastSquaresSolverOptions<X> {
  /** The loss; `linear`, the sum of squares. */
  readonly loss?: Loss
  /** The residual beyond which a robust loss counts less, C in ½ C² Σ ρ((rᵢ/C)²); 1. */
  readonly lossScale?: number
  readonly bounds?: Bounds<X>
  /** The relative offset to reach, ‖P r‖ ≤ tolerance ‖r‖; 1e-11 in float64, 1e-5 in float32. */
  readonly tolerance?: number
  /** Absolute bound on ‖g‖∞ over the free parameters, in place of the relative offset. */
  readonly gradientTolerance?: number
  /**
   * `qr`: J dense, its QR factorisation. `lsmr`: products with J and Jᵀ alone, O(m + n) memory. By
   * default `qr` up to 200 parameters and 5 million elements of J.
   */
  readonly linearSolver?: LinearSolver
  /** `lsmr`: the limit on its iterations in one step; by default 2n, at least 100. */
  readonly maxInnerIterations?: number
  /** A state of an earlier run of the same method to go on from. */
  readonly resume?: LeastSquaresState
}

export const leastSquaresOptionNames = [
  'loss',
  'lossScale',
  'bounds',
  'tolerance',
  'gradientTolerance',
  'linearSolver',
  'maxInnerIterations',
  'resume',
] as const satisfies readonly (keyof LeastSquaresSolverOptions<unknown>)[]

export function checkLeastSquaresSettings<X>(
  operation: string,
  method: LeastSquaresMethod,
  options: LeastSquaresSolverOptions<X>,
  space: Space<X>,
  start: Vector,
): LeastSquaresSettings {
  const { loss = 'linear', lossScale = 1, linearSolver = null, resume = null } = options
  const { tolerance = space.epsilon > 1e-10 ? 1e-5 : 1e-11, gradientTolerance = null } = options
  const { maxInnerIterations = Math.max(100, 2 * space.size) } = options
  if (!Object.hasOwn(losses, loss))
    throw badOption(operation, 'loss', loss, `one of ${Object.keys(losses).join(', ')}`)
  if (!(lossScale > 0 && lossScale < Infinity))
    throw badOption(operation, 'lossScale', lossScale, 'a positive number')
  if (linearSolver !== null && linearSolver !== 'qr' && linearSolver !== 'lsmr')
    throw badOption(operation, 'linearSolver', linearSolver, 'qr or lsmr')
  checkBounds(operation, { tolerance, maxInnerIterations })
  if (gradientTolerance !== null) checkBounds(operation, { gradientTolerance })
  checkResume(operation, method, resume, space.size)
  const at = resume === null ? start : reviveVector(resume.x, space.size)
  return {
    tolerances: { offset: tolerance, gradient: gradientTolerance },
    box: makeBox(operation, options.bounds ?? {}, space, at),
    linearSolver,
    maxInnerIterations,
    resume,
  }
}
