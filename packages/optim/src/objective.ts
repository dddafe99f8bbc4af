/**
 * The function to be minimised, as solvers see it: over flat vectors, with every evaluation counted
 * and the best point kept. Derivatives are @wengert/autodiff's; a point with curvature is one
 * linearisation of the gradient, which all Hessian–vector products there share.
 */
import { linearize, valueAndGrad } from '@wengert/autodiff'
import type { Tensor, TreeLike } from '@wengert/tensor'
import './compiler.ts'
import { exactDiagonal } from './curvature/diagonal.ts'
import type { Space } from './ravel.ts'
import type { Status } from './status.ts'
import { normInf, type Vector } from './vector.ts'

/** How often each quantity was computed. */
export interface Evaluations {
  readonly value: number
  readonly gradient: number
  readonly hvp: number
}

export interface Point {
  readonly x: Vector
  readonly value: number
  readonly gradient: Vector
}

export interface CurvedPoint extends Point {
  /** The Hessian at the point times a vector. */
  hvp(v: Vector): Vector
}

/** The user's function threw at a point other than the first. */
export class ObjectiveFailure extends Error {}

/** A limit was reached, or the signal given, before an evaluation. */
export class Interruption extends Error {
  readonly status: Status

  constructor(status: Status) {
    super(status)
    this.status = status
  }
}

export class Objective<X = unknown> {
  readonly space: Space<X>
  readonly evaluations = { value: 0, gradient: 0, hvp: 0 }
  /** The evaluated point of least value. */
  best: Point | null = null
  /** How far each parameter may move in the first step of a search that is to stay near; null: anywhere. */
  reach: Vector | null = null
  /** Why there may be no further evaluation; asked before each but the first. */
  interrupted: () => Status | null = () => null
  private readonly f: (x: X) => Tensor

  constructor(f: (x: X) => Tensor, space: Space<X>) {
    this.f = f
    this.space = space
  }

  get size(): number {
    return this.space.size
  }

  /** Begins a new search, whose best point is its own. */
  forgetBest(): void {
    this.best = null
  }

  /** Value and gradient. */
  evaluate(x: Vector): Point {
    const [value, gradient] = this.guarded(() =>
      (valueAndGrad(this.f) as (x: unknown) => [Tensor, unknown])(this.space.unflatten(x)),
    )
    return this.record({ x, value: value.item(), gradient: this.space.flatten(gradient) })
  }

  /** Value, gradient and the Hessian as an operator. */
  evaluateCurved(x: Vector): CurvedPoint {
    const [[value, gradient], push] = this.guarded(() =>
      (
        linearize as unknown as (
          g: unknown,
          at: X,
        ) => [[Tensor, unknown], (tangent: X) => [Tensor, unknown]]
      )(valueAndGrad(this.f), this.space.unflatten(x)),
    )
    const hvp = (v: Vector): Vector => {
      this.evaluations.hvp++
      return this.space.flatten(this.guarded(() => push(this.space.unflatten(v)))[1])
    }
    return this.record({ x, value: value.item(), gradient: this.space.flatten(gradient), hvp })
  }

  /** The diagonal of the Hessian, by colouring. */
  diagonal(x: Vector): Vector {
    return this.guarded(() =>
      exactDiagonal(this.f, this.space.unflatten(x) as TreeLike<X>, this.size),
    )
  }

  /** Counts an evaluation and keeps the best. */
  private record<P extends Point>(point: P): P {
    this.evaluations.value++
    this.evaluations.gradient++
    if (isUsable(point) && (this.best === null || point.value < this.best.value)) {
      this.best = { x: point.x, value: point.value, gradient: point.gradient }
    }
    return point
  }

  /** An error at the first point is the caller's to see; later ones end the run. */
  private guarded<T>(compute: () => T): T {
    if (this.evaluations.value === 0) return compute()
    const status = this.interrupted()
    if (status !== null) throw new Interruption(status)
    try {
      return compute()
    } catch (error) {
      throw new ObjectiveFailure('the objective threw', { cause: error })
    }
  }
}

/** Whether value and gradient are finite. */
export function isUsable({ value, gradient }: Point): boolean {
  return Number.isFinite(value) && Number.isFinite(normInf(gradient))
}
