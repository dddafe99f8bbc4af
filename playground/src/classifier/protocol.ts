/** What the page tells the training worker, and what that reports. */
import type { DataName, OptimizerName } from './choices.ts'
import type { Points } from './data.ts'

export interface Settings {
  readonly data: DataName
  readonly noise: number
  readonly optimizer: OptimizerName
  readonly rate: number
  readonly width: number
}

export type Command =
  | { readonly kind: 'prepare'; readonly run: number; readonly settings: Settings }
  | { readonly kind: 'go'; readonly on: boolean }
  | { readonly kind: 'step' }

export interface Snapshot {
  readonly run: number
  readonly step: number
  readonly loss: number
  readonly cost: number
  /** Time spent training, without drawing. */
  readonly milliseconds: number
  /** Shares of points that are classified rightly. */
  readonly trained: number
  readonly tested: number
  /** Probabilities of the first class, row by row from the top, over [−extent, extent]². */
  readonly surface: Float32Array
  /** Losses since the last snapshot. */
  readonly losses: readonly {
    readonly step: number
    readonly cost: number
    readonly loss: number
  }[]
  readonly isFinished: boolean
}

export type Report =
  | { readonly kind: 'points'; readonly run: number; readonly train: Points; readonly test: Points }
  | { readonly kind: 'snapshot'; readonly snapshot: Snapshot }
  | { readonly kind: 'failed'; readonly run: number; readonly message: string }

/** Points of the surface along a side, and the half side of the square that it covers. */
export const surfaceSide = 96
export const extent = 1.7
