/**
 * The standard error of one quantity without forming the information: by the delta method its variance
 * is cᵀ H⁻¹ c, c = ∇g(θ̂), which takes one linear system by conjugate gradients, preconditioned with the
 * diagonal of H. With g a single parameter it is a single entry of the covariance. The same solution tells
 * how far a Newton step would still move g, and where one standard error leads.
 */
import { valueAndGrad } from '@wengert/autodiff'
import { random, type Tensor, type TreeLike } from '@wengert/tensor'
import { checkedObjective } from '../checked-objective.ts'
import { checkNames } from '../checks.ts'
import { OptimizationError } from '../errors.ts'
import { cg } from '../krylov/cg.ts'
import { dot, scaled } from '../vector.ts'
import { exactDiagonal, probedDiagonal } from './diagonal.ts'
import { exactLimit, HessianMap } from './hessian-map.ts'
import { labelsOf } from './labels.ts'
import { checkLevel, normalQuantile } from './quantiles.ts'
import { riseWarning } from './rise.ts'

export interface StandardErrorOptions {
  /** The probability that the interval is to cover; 0.95. */
  readonly level?: number
  /** The relative residual of the linear system; 1e-10. */
  readonly tolerance?: number
  /** At most this many products; by default 10 n, at least 20. */
  readonly maxIterations?: number
}

export interface StandardError {
  readonly value: number
  readonly standardError: number
  readonly interval: readonly [lower: number, upper: number]
  readonly level: number
  /** What to know before using the numbers, in plain language; empty where all is well. */
  readonly warnings: readonly string[]
  /** Conjugate-gradient steps made, one Hessian–vector product each. */
  readonly iterations: number
}

/** Probes for the preconditioner where the exact diagonal would cost too much. */
const probes = 20

/**
 * Value, standard error and Wald interval of `g(θ)` at a maximum-likelihood estimate, in O(n) memory.
 *
 * @param nll - The negative log-likelihood: a tree of parameters to a scalar.
 * @param estimate - Where it is least.
 * @param g - The quantity, a scalar function of the parameters.
 * @throws OptimizationError (`curvature`) where the Hessian is not positive definite along the way, the
 *   linear system is not solved in so many steps, or nll, g or a gradient is not finite; for a bad option.
 * @throws ShapeError when nll or g does not return a scalar.
 * @example
 * ```ts
 * import { standardErrorOf } from '@wengert/optim'
 * import { tensor, type Tensor } from '@wengert/tensor'
 * const nll = (x: Tensor) => x.sub(tensor([1, 2])).square().mul(tensor([2, 8])).sum().mul(0.5)
 * const ratio = standardErrorOf(nll, tensor([1, 2]), (x) => x.at(0).div(x.at(1)))
 * ratio.value // → 0.5
 * ratio.standardError ** 2 // → 0.1328125
 * ```
 */
export function standardErrorOf<X = Tensor>(
  nll: (x: X) => Tensor,
  estimate: TreeLike<X>,
  g: (x: X) => Tensor,
  options: StandardErrorOptions = {},
): StandardError {
  checkNames('standardErrorOf', options, ['level', 'tolerance', 'maxIterations'])
  const level = checkLevel('standardErrorOf', options.level ?? 0.95)
  const map = new HessianMap('standardErrorOf', nll, estimate)
  const { space, size } = map
  const quantity = checkedObjective('standardErrorOf', g, 'g')
  const [value, gradient] = (valueAndGrad(quantity as never) as (x: unknown) => [Tensor, X])(
    estimate,
  )
  const direction = space.flatten(gradient)
  const at = value.item()
  if (![at, ...direction].every(Number.isFinite)) {
    throw new OptimizationError(
      'curvature',
      `standardErrorOf: g at the estimate is ${at}, and it or its gradient not finite; give a quantity that is ` +
        'smooth there.',
    )
  }
  const slope = map.gradient()
  const diagonal =
    size <= exactLimit
      ? exactDiagonal(nll, estimate, size)
      : probedDiagonal(map, { probes, key: random.key(0) })
  const typical = diagonal.reduce((sum, d) => sum + Math.abs(d), 0) / size || 1
  const divisor = diagonal.map((d) => (d > 0 ? d : typical))
  const { x, status, message, iterations } = cg<X>(
    (v) => space.unflatten(map.times(space.flatten(v))),
    space.unflatten(direction) as TreeLike<X>,
    {
      tolerance: options.tolerance,
      maxIterations: options.maxIterations,
      preconditioner: (v) => space.unflatten(space.flatten(v).map((r, i) => r / divisor[i])),
    },
  )
  if (status !== 'converged') {
    throw new OptimizationError(
      'curvature',
      `standardErrorOf: H v = ∇g was not solved (${status} after ${iterations} products)${remedyFor(status, message)}`,
    )
  }
  const step = space.flatten(x)
  const standardError = Math.sqrt(dot(direction, step))
  const reach = normalQuantile(level) * standardError
  const interval = [at - reach, at + reach] as const
  const warnings: string[] = []
  if (standardError > 0) {
    const point = space.flatten(estimate)
    const errorStep = { name: 'g', step: scaled(1 / standardError, step) }
    const rising = riseWarning({ nll, space, point, gradient: slope }, [errorStep], () =>
      labelsOf(estimate),
    )
    if (rising !== null) warnings.push(rising)
    warnings.push(...unfinishedWarning(-dot(step, slope), standardError))
  }
  return { value: at, standardError, interval, level, warnings, iterations }
}

/** As in `inference`: half the square of so many standard errors is 1e-6. */
const finished = Math.SQRT2 * 1e-3

/** A Newton step moves the parameters by −H⁻¹∇nll, and g to first order by −∇g · H⁻¹∇nll. */
function unfinishedWarning(move: number, standardError: number): string[] {
  const errors = Math.abs(move) / standardError
  if (errors <= finished) return []
  return [
    `The estimate is not yet the minimum: a Newton step would move g by ${move.toPrecision(2)}, ` +
      `${errors.toPrecision(2)} of its standard error. Minimise further, with a smaller gradientTolerance.`,
  ]
}

/** What a failure of conjugate gradients says about the estimate. */
function remedyFor(status: string, message: string): string {
  if (status !== 'indefinite') return `. ${message}`
  return (
    ': the Hessian is not positive definite, so that the estimate is no minimum, or g varies along a direction ' +
    'that the data do not determine; minimise further, or see inference for the direction.'
  )
}
