/**
 * What makes conjugate gradients need fewer products: an approximation of the inverse Hessian. A trust
 * region is measured in its norm, so each update also says by what factor that norm has changed along
 * the newest pair.
 */
import type { CurvedPoint, Point } from './objective.ts'
import type { CurvaturePair } from './pair-sample.ts'
import type { Vector } from './vector.ts'

export interface Preconditioner {
  /** How many pairs of each inner solve it wants. */
  readonly sample: number
  /** v ↦ M⁻¹ v at the point; undefined where M is the identity. */
  at(point: CurvedPoint): ((v: Vector) => Vector) | undefined
  /**
   * Learns from an inner solve and the step that it led to, of this length in the old norm. Returns
   * the new norm over the old one.
   */
  learn(from: Point, to: Point, length: number, pairs: readonly CurvaturePair[]): number
  /** Forgets; false when there is nothing to forget. */
  reset(): boolean
  save(): unknown
}

export const identity: Preconditioner = {
  sample: 0,
  at: () => undefined,
  learn: () => 1,
  reset: () => false,
  save: () => null,
}
