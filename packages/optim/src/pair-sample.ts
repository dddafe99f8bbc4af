/**
 * A sample of the pairs (d, H d) that conjugate gradients pass through, spread evenly over a run of
 * unknown length: every k-th pair is kept, and k doubles when the sample is full (Morales & Nocedal,
 * "Automatic preconditioning by limited memory quasi-Newton updating", SIAM J. Optim. 10, 2000).
 */
import type { Vector } from './vector.ts'

/** A direction, the Hessian times it, and its length in the norm of the iteration. */
export interface CurvaturePair {
  readonly s: Vector
  readonly y: Vector
  readonly length: number
}

export class PairSample {
  private readonly capacity: number
  private stride = 1
  private seen = 0
  private kept: CurvaturePair[] = []

  constructor(capacity: number) {
    this.capacity = capacity
  }

  get pairs(): readonly CurvaturePair[] {
    return this.kept
  }

  add(pair: CurvaturePair): void {
    if (this.capacity === 0 || this.seen++ % this.stride !== 0) return
    if (this.kept.length === this.capacity) {
      this.kept = this.kept.filter((_, i) => i % 2 === 0)
      this.stride *= 2
      if ((this.seen - 1) % this.stride !== 0) return
    }
    this.kept.push(pair)
  }
}
