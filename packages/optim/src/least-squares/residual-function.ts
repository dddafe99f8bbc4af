/**
 * The residuals, as solvers see them: a function from a flat vector to a flat vector, with every
 * evaluation counted, and weighted by the loss. Its derivative comes as dense
 * columns (`jacobian`, by the mode that is cheaper) or as the two products J v and Jᵀu.
 */
import { jacobian, linearize, vjp } from '@wengert/autodiff'
import { flattenTree } from '@wengert/tensor'
import '../compiler.ts'
import { OptimizationError } from '../errors.ts'
import { Interruption, ObjectiveFailure, type Evaluations } from '../objective.ts'
import { Space } from '../ravel.ts'
import type { Status } from '../status.ts'
import { normInf, type Vector } from '../vector.ts'
import { applyLoss, type Loss, type Weighted } from './loss.ts'

export interface LeastSquaresEvaluations extends Evaluations {
  /** Products J v of the matrix-free solver. */
  readonly jvp: number
  /** Products Jᵀu of the matrix-free solver. */
  readonly vjp: number
}

export interface ResidualPoint extends Weighted {
  readonly x: Vector
  /** The residuals as the user's function gave them. */
  readonly raw: Vector
}

/** J v and Jᵀu at a point, without weights. */
export interface Products {
  forward(v: Vector): Vector
  adjoint(u: Vector): Vector
}

export class ResidualFunction<X = unknown> {
  readonly space: Space<X>
  /** `value` counts evaluations of the residuals, `gradient` those of their derivative. */
  readonly evaluations = { value: 0, gradient: 0, hvp: 0, jvp: 0, vjp: 0 }
  /** The relative rounding error of parameters and residuals. */
  epsilon: number
  /** Why there may be no further evaluation; asked before all but the first, and before products. */
  interrupted: () => Status | null = () => null
  private started = false
  private range: Space<unknown> | null = null
  private readonly operation: string
  private readonly f: (x: X) => unknown
  private readonly loss: Loss
  private readonly lossScale: number

  constructor(
    operation: string,
    f: (x: X) => unknown,
    space: Space<X>,
    loss: Loss,
    lossScale: number,
  ) {
    this.operation = operation
    this.f = f
    this.space = space
    this.epsilon = space.epsilon
    this.loss = loss
    this.lossScale = lossScale
  }

  get size(): number {
    return this.space.size
  }

  get isLinearLoss(): boolean {
    return this.loss === 'linear'
  }

  /** The user's residuals of a tree, which may be traced. */
  call(x: X): unknown {
    return this.f(x)
  }

  /** @param exact - Whether weights are those of a covariance; see `applyLoss`. */
  evaluate(x: Vector, exact = false): ResidualPoint {
    this.askToGoOn()
    const image = this.guarded(() => this.f(this.space.unflatten(x)))
    const { size } = this.rangeLike(image)
    this.evaluations.value++
    if (size !== this.range!.size) {
      throw new OptimizationError(
        'shape',
        `${this.operation}: there were ${this.range!.size} residuals, and now there are ${size}; their ` +
          'number must not depend on the parameters.',
      )
    }
    const raw = this.range!.flatten(image)
    return { x, raw, ...applyLoss(this.loss, this.lossScale, raw, exact) }
  }

  /** The columns of J. */
  jacobian(x: Vector): Vector[] {
    this.evaluations.gradient++
    const tree = this.space.unflatten(x)
    const blocks = this.guarded(() => (jacobian as unknown as Derive<X>)(this.f)(tree))
    this.started = true
    const columns = Array.from({ length: this.size }, () => new Float64Array(this.range!.size))
    const widths = flattenTree(this.operation, tree).leaves.map(({ size }) => size)
    let [row, column, height, leaf] = [0, 0, 0, 0]
    for (const { data, size } of flattenTree(this.operation, blocks).leaves) {
      const width = widths[leaf]
      height = width === 0 ? height : size / width
      for (let i = 0; i < height; i++) {
        for (let j = 0; j < width; j++) columns[column + j][row + i] = Number(data[i * width + j])
      }
      column += width
      if (++leaf === widths.length) [row, column, leaf] = [row + height, 0, 0]
    }
    return columns
  }

  /** J as an operator: one linearisation and one pullback, which all products share. */
  products(x: Vector): Products {
    this.evaluations.gradient++
    const tree = this.space.unflatten(x)
    const [, push] = this.guarded(() => (linearize as unknown as Push<X>)(this.f, tree))
    const [, pull] = this.guarded(() => (vjp as unknown as Pull<X>)(this.f, tree))
    this.started = true
    const { space, evaluations } = this
    const range = this.range!
    return {
      forward: (v) => {
        this.askToGoOn()
        evaluations.jvp++
        return range.flatten(this.guarded(() => push(space.unflatten(v))))
      },
      adjoint: (u) => {
        evaluations.vjp++
        return space.flatten(this.guarded(() => pull(range.unflatten(u)))[0])
      },
    }
  }

  private rangeLike(image: unknown): Space<unknown> {
    const range = new Space(this.operation, image, 'the residual')
    this.range ??= range
    this.epsilon = Math.max(this.epsilon, range.epsilon)
    return range
  }

  private askToGoOn(): void {
    const status = this.evaluations.value === 0 ? null : this.interrupted()
    if (status !== null) throw new Interruption(status)
  }

  /** Until there is a derivative, an error is the caller's to see; later ones end the run. */
  private guarded<T>(compute: () => T): T {
    if (!this.started) return compute()
    try {
      return compute()
    } catch (error) {
      throw new ObjectiveFailure('the residuals threw', { cause: error })
    }
  }
}

type Derive<X> = (f: (x: X) => unknown) => (x: X) => unknown
type Push<X> = (f: (x: X) => unknown, x: X) => [unknown, (v: X) => unknown]
type Pull<X> = (f: (x: X) => unknown, x: X) => [unknown, (u: unknown) => readonly [X]]

/** Whether value and residuals are finite. */
export function isUsable({ value, raw }: ResidualPoint): boolean {
  return Number.isFinite(value) && Number.isFinite(normInf(raw))
}
