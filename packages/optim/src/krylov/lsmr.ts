/**
 * LSMR over trees: least squares with any linear operator, rectangular ones included. The transpose is
 * the pullback of the operator, unless the caller has it; the recurrences are in bidiagonal.ts.
 */
import { vjp } from '@wengert/autodiff'
import { ShapeError, type Tensor, type TreeLike } from '@wengert/tensor'
import { checkBounds, checkNames } from '../checks.ts'
import { hypot } from '../elementary.ts'
import { OptimizationError } from '../errors.ts'
import { Space } from '../ravel.ts'
import { combine, norm, scaled, type Vector } from '../vector.ts'
import { lsmrVectors, type LsmrEnd } from './bidiagonal.ts'
import { divided, unitOf } from './system.ts'
import { onVectors, type KrylovResult, type VectorMap } from './vectors.ts'

export interface LsmrOptions<X, Y> {
  /** u ↦ Aᵀu; by default the pullback of A, which must then be made of tensor operations. */
  readonly adjoint?: (u: Y) => X
  /** Where to start, zero; gives the structure of x where A is not square and `adjoint` is not given. */
  readonly x0?: TreeLike<X>
  /** λ of min ‖b − A x‖² + λ²‖x‖²; 0. */
  readonly damping?: number
  /** Ends at ‖r‖ ≤ tolerance (‖b‖ + ‖A‖‖x‖), or at ‖Aᵀr − λ²x‖ ≤ tolerance ‖A‖‖r‖; 1e-10. */
  readonly tolerance?: number
  /** Ends when the estimated condition number exceeds this; 1e14 in float64, 1e6 in float32. */
  readonly conditionLimit?: number
  /** At most this many products with A, and as many with Aᵀ; by default 10 n, at least 20. */
  readonly maxIterations?: number
}

const optionNames = [
  'adjoint',
  'x0',
  'damping',
  'tolerance',
  'conditionLimit',
  'maxIterations',
] as const satisfies readonly (keyof LsmrOptions<unknown, unknown>)[]

export type LsmrStatus =
  | 'converged'
  | 'least-squares'
  | 'ill-conditioned'
  | 'noise-floor'
  | 'iteration-limit'
  | 'non-finite'

export interface LsmrResult<X> extends KrylovResult<X, LsmrStatus> {
  /** ‖Aᵀr − λ²x‖₂, which a least-squares solution makes 0. */
  readonly normalNorm: number
  /** Estimates of the Frobenius norm of A (with λ) and of its condition number, from below. */
  readonly operatorNorm: number
  readonly condition: number
}

const statuses: { readonly [E in LsmrEnd]: LsmrStatus } = {
  residual: 'converged',
  normal: 'least-squares',
  condition: 'ill-conditioned',
  floor: 'noise-floor',
  limit: 'iteration-limit',
  'non-finite': 'non-finite',
}

const messages: { readonly [S in LsmrStatus]: string } = {
  converged: 'The residual passed its test: x solves A x = b.',
  'least-squares': 'The residual is orthogonal to the range of A: x is a least-squares solution.',
  'ill-conditioned':
    'The condition number of A exceeds conditionLimit; add damping, or raise conditionLimit.',
  'noise-floor':
    'Rounding hides any further progress, and neither test was passed; loosen the tolerance.',
  'iteration-limit': 'The iteration limit was reached; add damping, or raise maxIterations.',
  'non-finite': 'A product was not finite; x is the last finite iterate.',
}

/**
 * Minimises `‖b − A x‖² + λ²‖x‖²`: solves systems that are consistent (`converged`) and those that are
 * not (`least-squares`); both are successes. Among many solutions it finds the one nearest to x0. One
 * product with A and one with Aᵀ an iteration, O(m + n) memory.
 *
 * @param A - A linear function of trees. What is not like `b` in structure is taken from `adjoint`
 *   or `x0`.
 * @throws OptimizationError when A returns a tree of another size, or for a bad option.
 * @example
 * ```ts
 * import { lsmr } from '@wengert/optim'
 * import { matmul, tensor, type Tensor } from '@wengert/tensor'
 * const A = tensor([[1, 0], [1, 1], [1, 2]])
 * const { x, status } = lsmr((v: Tensor) => matmul(A, v), tensor([1, 2, 6]), { x0: tensor([0, 0]) })
 * status // → least-squares
 * x.toArray() // → 0.5,2.5
 * ```
 */
export function lsmr<X = Tensor, Y = X>(
  A: (x: X) => Y,
  b: TreeLike<Y>,
  options: LsmrOptions<X, Y> = {},
): LsmrResult<X> {
  checkNames('lsmr', options, optionNames)
  const to = new Space<Y>('lsmr', b, 'b')
  const example = options.x0 ?? options.adjoint?.(to.unflatten(to.flatten(b))) ?? b
  const from = new Space<X>('lsmr', example, 'x0')
  const { damping = 0, tolerance = 1e-10 } = options
  const epsilon = Math.max(from.epsilon, to.epsilon)
  const { conditionLimit = epsilon > 1e-10 ? 1e6 : 1e14 } = options
  const { maxIterations = Math.max(20, 10 * Math.min(from.size, to.size)) } = options
  checkBounds('lsmr', { damping, tolerance, conditionLimit, maxIterations })

  const unit = unitOf(to.flatten(b))
  const rhs = divided(to.flatten(b), unit)
  const start: Vector =
    options.x0 === undefined ? new Float64Array(from.size) : divided(from.flatten(options.x0), unit)
  const remedy = `b has ${to.size}; give x0 or adjoint, which tell the structure of x`
  const isGuess = options.x0 === undefined && options.adjoint === undefined
  const map = isGuess ? naming(A) : A
  const forward = onVectors('lsmr', map, from, to, remedy)
  const adjoint =
    options.adjoint === undefined
      ? transpose(map, from, to, remedy)
      : onVectors('lsmr', options.adjoint, to, from, `x has ${from.size}`)
  const residual = (x: Vector): Vector => combine(rhs, -1, forward(combine(start, 1, x)))
  const normalOf = (x: Vector, r: Vector): number =>
    norm(combine(adjoint(r), -damping * damping, x))
  const result = lsmrVectors(
    forward,
    adjoint,
    options.x0 === undefined ? rhs : residual(new Float64Array(from.size)),
    from.size,
    {
      damping,
      tolerance,
      normalTolerance: 0,
      conditionLimit,
      maxIterations,
      epsilon,
      confirm(x, end, normA) {
        const r = residual(x)
        const size = hypot(norm(r), damping * norm(x))
        return end === 'residual'
          ? size <= tolerance * (norm(rhs) + normA * norm(x))
          : normalOf(x, r) <= tolerance * normA * size
      },
    },
  )
  const r = residual(result.x)
  const status = statuses[result.end]
  return {
    x: from.unflatten(scaled(unit, combine(start, 1, result.x))),
    residualNorm: unit * norm(r),
    normalNorm: unit * normalOf(result.x, r),
    operatorNorm: result.normA,
    condition: result.condition,
    iterations: result.iterations,
    success: status === 'converged' || status === 'least-squares',
    status,
    message: messages[status],
  }
}

/** A, where nothing but a guess says what trees it takes. */
function naming<X, Y>(A: (x: X) => Y): (x: X) => Y {
  if (typeof A !== 'function') return A
  return (x) => {
    try {
      return A(x)
    } catch (error) {
      if (!(error instanceof ShapeError)) throw error
      const fault = error.message.replace(/\.$/, '')
      const named = new OptimizationError(
        'shape',
        `lsmr: A does not take a tree like b, as x is taken to be: ${fault}; give x0 or adjoint, which tell ` +
          'the structure of x.',
      )
      named.cause = error
      throw named
    }
  }
}

/** The pullback of A, whose image is checked as a product is. */
function transpose<X, Y>(A: (x: X) => Y, from: Space<X>, to: Space<Y>, remedy: string): VectorMap {
  type Pull = (f: (x: X) => Y, x: X) => [Y, (u: Y) => readonly [X]]
  const zero = new Float64Array(from.size)
  const [image, pullback] = (vjp as unknown as Pull)(A, from.unflatten(zero))
  onVectors('lsmr', () => image, from, to, remedy)(zero)
  return (u) => from.flatten(pullback(to.unflatten(u))[0])
}
