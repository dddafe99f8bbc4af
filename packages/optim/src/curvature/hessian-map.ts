/** The Hessian at a point as a map of flat vectors, its products counted; and assembled where it is small. */
import { valueAndGrad } from '@wengert/autodiff'
import { tensor, type Tensor, type TreeLike } from '@wengert/tensor'
import { checkedObjective } from '../checked-objective.ts'
import { OptimizationError } from '../errors.ts'
import { lanczos, type LanczosOptions, type LanczosResult } from '../krylov/lanczos.ts'
import { hessianOperator } from '../operator.ts'
import { Space } from '../ravel.ts'
import { addScaled, type Vector } from '../vector.ts'

/** Up to so many parameters the exact ways are the default. */
export const exactLimit = 1000

export class HessianMap<X> {
  readonly space: Space<X>
  products = 0
  private readonly operation: string
  private readonly operator: (v: X) => X
  private readonly derivative: () => [value: Tensor, gradient: unknown]

  constructor(operation: string, f: (x: X) => Tensor, x: TreeLike<X>) {
    const checked = checkedObjective(operation, f)
    this.operation = operation
    this.space = new Space<X>(operation, x, 'x')
    this.operator = hessianOperator(checked, x)
    this.derivative = () => (valueAndGrad(checked as never) as (x: unknown) => [Tensor, X])(x)
  }

  get size(): number {
    return this.space.size
  }

  readonly times = (v: Vector): Vector => {
    this.products++
    return this.space.flatten(this.operator(this.space.unflatten(v)))
  }

  /** A product, which has to be finite. */
  finiteTimes(v: Vector): Vector {
    return this.finite(this.times(v), 'A product with it is not finite.')
  }

  /** Elements of the Hessian, or of what it makes, if they are finite. */
  finite(elements: Vector, detail = 'An element of it is not finite.'): Vector {
    if (elements.every(Number.isFinite)) return elements
    throw this.unusable(detail)
  }

  /** The gradient at the point, where it and the function are finite: a Hessian may be so elsewhere too. */
  gradient(): Vector {
    const [value, gradient] = this.derivative()
    const at = typeof value === 'number' ? value : value.item()
    if (!Number.isFinite(at)) throw this.unusable(`The function there is ${at}.`)
    return this.finite(this.space.flatten(gradient), 'The gradient is not finite.')
  }

  /** All of it, n × n and exactly symmetric: one product a column. */
  assemble(): Tensor {
    const n = this.size
    const matrix = new Float64Array(n * n)
    for (let j = 0; j < n; j++) {
      const unit = new Float64Array(n)
      unit[j] = 1
      matrix.set(this.finiteTimes(unit), j * n)
    }
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < i; j++) {
        const mean = (matrix[i * n + j] + matrix[j * n + i]) / 2
        matrix[i * n + j] = mean
        matrix[j * n + i] = mean
      }
    }
    return tensor(matrix, { shape: [n, n] })
  }

  /** Lanczos on H + shift I; that it fails is the function's fault. */
  lanczos(options: LanczosOptions<Tensor> & { readonly shift?: number }): LanczosResult<Tensor> {
    const { shift = 0, ...others } = options
    const operator = (v: Tensor): Tensor => {
      const x = Float64Array.from(v.data)
      return tensor(addScaled(this.times(x), shift, x))
    }
    const run = lanczos(operator, this.size, others)
    if (run.success) return run
    throw this.unusable(run.message)
  }

  /** Checks that there is a Hessian to speak of. */
  refuseEmpty(): void {
    if (this.size > 0) return
    throw new OptimizationError(
      'option',
      `${this.operation}: x has no elements; give at least one parameter.`,
    )
  }

  unusable(detail: string): OptimizationError {
    return new OptimizationError(
      'curvature',
      `${this.operation}: the Hessian at x is unusable. ${detail} Go to a point where f is smooth.`,
    )
  }
}
