/**
 * What a maximum-likelihood estimate is worth. The observed information is the Hessian of the negative
 * log-likelihood at the estimate; its inverse is the asymptotic covariance (Efron & Hinkley 1978), its
 * flat directions are what the data do not determine. Intervals are Wald's, θ̂ ± z·se, and on demand
 * those of the profile likelihood and of the sandwich covariance.
 */
import { log, tensor, type Tensor, type TreeLike } from '@wengert/tensor'
import { checkFlags, checkNames } from '../checks.ts'
import { OptimizationError } from '../errors.ts'
import type { Space } from '../ravel.ts'
import { combine, dot, scaled, type Vector } from '../vector.ts'
import { HessianMap } from './hessian-map.ts'
import { identify, withoutLost, type FlatPart, type Identification } from './identification.ts'
import { describeDirection, labelsOf } from './labels.ts'
import { profileIntervals } from './profile.ts'
import { checkLevel, normalQuantile } from './quantiles.ts'
import { riseWarning } from './rise.ts'
import { sandwich, type Observations } from './sandwich.ts'

export interface InferenceOptions<X, D = unknown> {
  /** The probability that the intervals are to cover; 0.95. */
  readonly level?: number
  /** Also compute profile-likelihood intervals; some dozens of minimisations. */
  readonly profile?: boolean
  /** Also compute errors that hold where the model does not, from each observation's gradient. */
  readonly robust?: Observations<X, D>
}

export interface Uncertainty<X> {
  /** n × n, the elements of the estimate numbered leaf by leaf. */
  readonly covariance: Tensor
  /** A tree like the estimate. */
  readonly standardErrors: X
  /** A tree like the estimate with one more axis, last: the lower and the upper end. */
  readonly intervals: X
}

export interface Inference<X> extends Uncertainty<X> {
  /** The observed information, the Hessian of the negative log-likelihood, n × n. */
  readonly information: Tensor
  readonly level: number
  /** Like `intervals`, where `profile` was asked for. */
  readonly profileIntervals: X | null
  /** Sandwich errors, where `robust` was given. */
  readonly robust: Uncertainty<X> | null
  /** λ_max / λ_min of the information; infinite where a direction is not identified. */
  readonly conditionNumber: number
  /** The same of the information scaled to a unit diagonal, which does not depend on units. */
  readonly scaledConditionNumber: number
  /** The unit direction that the data determine least, in units of the parameters. */
  readonly weakestDirection: X
  /**
   * Directions that the data do not determine at all, neither curved nor sloping; parameters with a part
   * in one have infinite errors.
   */
  readonly unidentified: readonly X[]
  /**
   * ½ gᵀH⁻¹g: what one more Newton step would take off the negative log-likelihood; infinite where that
   * falls along a direction without curvature.
   */
  readonly decrement: number
  /** What to know before using the numbers, in plain language; empty where all is well. */
  readonly warnings: readonly string[]
}

/** From this scaled condition number on, errors and estimates lose digits that one would miss. */
const poorlyConditioned = 1e8
/** A step of √(2 · 1e-6) standard errors. */
const unfinished = 1e-6

/**
 * Standard errors, covariance and intervals of an estimate that minimises a negative log-likelihood.
 * Dense: n Hessian–vector products, 2 n + 1 values, O(n³) time; for n in the thousands see
 * `standardErrorOf`.
 *
 * A parameter with a part in a direction that the data do not determine has an infinite standard
 * error, and `warnings` name the direction; the other parameters keep theirs. They also name parameters
 * along which the likelihood hardly rises in a standard error, as far along a perfect separation in
 * logistic regression. A log-likelihood is a sum over observations: with a mean the errors would be too
 * large by the root of their number.
 *
 * @param nll - The negative log-likelihood: a tree of parameters to a scalar.
 * @param estimate - Where it is least.
 * @throws OptimizationError (`curvature`) at a saddle or maximum, and where nll, its gradient or its Hessian
 *   is not finite; for a bad option, and observations of different numbers.
 * @throws ShapeError when nll does not return a scalar.
 * @example
 * ```ts
 * import { inference } from '@wengert/optim'
 * import { tensor, type Tensor } from '@wengert/tensor'
 * // Normal observations with standard deviation 2: the mean has the standard error 2 / √4.
 * const y = tensor([1, 2, 6, 3])
 * const nll = (mean: Tensor) => y.sub(mean).square().sum().div(2 * 2 ** 2)
 * const { standardErrors, intervals } = inference(nll, tensor(3), { level: 0.9 })
 * standardErrors.item() // → 1
 * intervals.toArray() // → 1.35514637304,4.64485362695
 * ```
 */
export function inference<X = Tensor, D = unknown>(
  nll: (x: X) => Tensor,
  estimate: TreeLike<X>,
  options: InferenceOptions<X, D> = {},
): Inference<X> {
  checkNames('inference', options, ['level', 'profile', 'robust'])
  checkFlags('inference', { profile: options.profile })
  const level = checkLevel('inference', options.level ?? 0.95)
  const map = new HessianMap('inference', nll, estimate)
  const { space, size: n } = map
  const point = space.flatten(estimate)
  const z = normalQuantile(level)
  const labels = labelsOf(estimate)
  map.refuseEmpty()
  const gradient = map.gradient()
  const information = map.assemble()
  const identification = identify(Float64Array.from(information.data), n, space.epsilon)
  if (identification.negative !== null) throw notMinimum(identification.negative, labels)
  const { inverse, isLost, weakest } = identification
  const decrement = decrementOf(gradient, inverse)
  const fall = identification.flatPart(gradient)
  // Where it falls without curvature it is no minimum, and what is flat there may not be flat at one.
  const isSloping = !((fall.scaledSlope * fall.scaledSlope) / 2 <= unfinished)
  const flat = isSloping ? [] : identification.flat
  const describe = (matrix: Vector): Uncertainty<X> =>
    uncertainty(space, point, withoutLost(matrix, isLost), z)

  const warnings = isSloping
    ? [slopeWarning(fall, labels)]
    : warningsOf(identification, decrement, labels)
  const steps = labels.flatMap((name, i) =>
    isLost[i] ? [] : [{ name, step: errorStep(inverse, n, i) }],
  )
  const rising = isSloping
    ? null
    : riseWarning({ nll, space, point, gradient }, steps, () => labels)
  if (rising !== null) warnings.unshift(rising)
  let profile: X | null = null
  if (options.profile === true) {
    if (identification.flat.length > 0) {
      warnings.push('There are no profile intervals where a direction is not identified.')
    } else {
      const [lower, upper] = profileIntervals({
        nll,
        space,
        estimate: point,
        covariance: inverse,
        z,
      })
      profile = space.stackLast([lower, upper])
    }
  }
  const { robust } = options
  return {
    ...describe(inverse),
    information,
    level,
    profileIntervals: profile,
    robust: robust === undefined ? null : describe(sandwich(robust, estimate, inverse, n)),
    conditionNumber: identification.conditionNumber,
    scaledConditionNumber: identification.scaledConditionNumber,
    weakestDirection: space.unflatten(weakest),
    unidentified: flat.map((direction) => space.unflatten(direction)),
    decrement: isSloping ? Infinity : decrement,
    warnings,
  }
}

function uncertainty<X>(
  space: Space<X>,
  point: Vector,
  covariance: Vector,
  z: number,
): Uncertainty<X> {
  const n = point.length
  const errors = point.map((_, i) => Math.sqrt(covariance[i * n + i]))
  return {
    covariance: tensor(covariance, { shape: [n, n] }),
    standardErrors: space.unflatten(errors),
    intervals: space.stackLast([combine(point, -z, errors), combine(point, z, errors)]),
  }
}

/** One standard error of parameter i, the others where they fit best. */
function errorStep(covariance: Vector, n: number, i: number): Vector {
  return scaled(1 / Math.sqrt(covariance[i * n + i]), covariance.subarray(i * n, (i + 1) * n))
}

/** Over the identified part. */
function decrementOf(gradient: Vector, inverse: Vector): number {
  const n = gradient.length
  const step = gradient.map((_, i) => dot(inverse.subarray(i * n, (i + 1) * n), gradient))
  return dot(gradient, step) / 2
}

function slopeWarning({ direction, slope }: FlatPart, labels: readonly string[]): string {
  return (
    `The estimate is not a minimum: the negative log-likelihood falls along ` +
    `${describeDirection(direction, labels)}, with the slope ${(-slope).toPrecision(2)}, without curvature ` +
    'there; parameters with a part in it have no standard error. Minimise further, or look for a ' +
    'parameter that goes to infinity.'
  )
}

function warningsOf(
  { flat, scaledConditionNumber, weakest }: Identification,
  decrement: number,
  labels: readonly string[],
): string[] {
  const warnings = flat.map(
    (direction) =>
      `The data do not determine the parameters along ${describeDirection(direction, labels)}: the ` +
      'likelihood is flat there, and parameters with a part in it have no finite standard error. Fix ' +
      'one of them, or add a prior.',
  )
  if (flat.length === 0 && scaledConditionNumber > poorlyConditioned) {
    warnings.push(
      `The data hardly determine the parameters along ${describeDirection(weakest, labels)} ` +
        `(scaled condition number ${scaledConditionNumber.toExponential(1)}): expect about ` +
        `${digitsLeft(scaledConditionNumber)} right digits in standard errors. Centre ` +
        'or combine these parameters.',
    )
  }
  if (!(decrement <= unfinished)) {
    warnings.push(
      `The estimate is not yet the minimum: a Newton step would lower the negative log-likelihood by ` +
        `${decrement.toPrecision(2)}. Minimise further, with a smaller gradientTolerance.`,
    )
  }
  return warnings
}

/** Of double precision, which has 15.6. */
function digitsLeft(conditionNumber: number): number {
  return Math.max(0, Math.round(15.6 - log(conditionNumber).item() / Math.LN10))
}

function notMinimum(
  { direction, curvature }: NonNullable<Identification['negative']>,
  labels: readonly string[],
): OptimizationError {
  return new OptimizationError(
    'curvature',
    `inference: the estimate is no minimum; the negative log-likelihood curves down along ` +
      `${describeDirection(direction, labels)} (curvature ${curvature.toPrecision(3)}). Minimise from there on.`,
  )
}
