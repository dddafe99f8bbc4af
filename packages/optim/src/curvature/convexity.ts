/**
 * What kind of point it is, from the extreme eigenvalues of the Hessian there. Where the Hessian can be
 * assembled they come from all of it; else from Lanczos, with more steps until the signs of both
 * extremes are certain, and their values to a thousandth of the larger, or the limit is reached. An eigenvalue counts as zero when rounding, or the
 * bound of its Ritz value, could have given it its sign.
 */
import { linalg, random, type Tensor, type TreeLike } from '@wengert/tensor'
import { badOption, checkKey, checkNames } from '../checks.ts'
import { normInf, type Vector } from '../vector.ts'
import { HessianMap } from './hessian-map.ts'

export interface ConvexityOptions {
  /** Eigenvalues up to this, relative to the largest magnitude, count as zero; √ε of the dtype. */
  readonly tolerance?: number
  /** Lanczos steps at most; 300. */
  readonly steps?: number
  /** The key of the random start; `random.key(0)`. */
  readonly key?: Tensor
}

export interface Convexity<X> {
  /**
   * `minimum`: all eigenvalues are positive. `maximum`: all are negative. `saddle`: there are both.
   * `flat`: none of these, since one cannot be told from zero.
   */
  readonly kind: 'minimum' | 'maximum' | 'saddle' | 'flat'
  readonly smallest: number
  readonly largest: number
  /** How far an eigenvalue may be from `smallest` and from `largest`; 0 up to 200 elements. */
  readonly bounds: readonly [smallest: number, largest: number]
  /** The unit eigenvector of the smallest eigenvalue: the way down from a saddle. */
  readonly direction: X
  /** The unit eigenvector of the largest eigenvalue. */
  readonly steepest: X
  /** ‖∇f(x)‖∞: the kind is that of a stationary point only where this vanishes. */
  readonly gradientNorm: number
}

const allUpTo = 200

/**
 * Whether the Hessian of f at x is that of a minimum, a maximum, a saddle, or flat in some direction,
 * with its extreme eigenvalues and their directions. Up to 200 elements n products and O(n³) time;
 * beyond, at most `steps` products and O(n · steps) memory.
 *
 * @throws OptimizationError for a bad option, and (`curvature`) where f, its gradient or a product is not
 *   finite.
 * @throws ShapeError when f does not return a scalar.
 * @example
 * ```ts
 * import { convexity } from '@wengert/optim'
 * import { tensor, type Tensor } from '@wengert/tensor'
 * const f = (x: Tensor) => x.square().mul(tensor([1, -2])).sum()
 * const { kind, smallest, direction } = convexity(f, tensor([0, 0]))
 * kind // → saddle
 * smallest // → -4
 * direction.abs().toArray() // → 0,1
 * ```
 */
export function convexity<X = Tensor>(
  f: (x: X) => Tensor,
  x: TreeLike<X>,
  options: ConvexityOptions = {},
): Convexity<X> {
  checkNames('convexity', options, ['tolerance', 'steps', 'key'])
  const map = new HessianMap('convexity', f, x)
  const { space } = map
  const { tolerance = Math.sqrt(space.epsilon), steps = 300, key = random.key(0) } = options
  if (!(tolerance >= 0)) throw badOption('convexity', 'tolerance', tolerance, 'a number from 0')
  if (!Number.isInteger(steps) || steps < 1)
    throw badOption('convexity', 'steps', steps, 'a positive integer')
  checkKey('convexity', key)
  const gradientNorm = normInf(map.gradient())
  const { low, high } =
    map.size <= allUpTo ? assembledExtremes(map) : lanczosExtremes(map, tolerance, steps, key)
  return {
    kind: kindOf(low, high, tolerance),
    smallest: low.value,
    largest: high.value,
    bounds: [low.bound, high.bound],
    direction: space.unflatten(low.vector),
    steepest: space.unflatten(high.vector),
    gradientNorm,
  }
}

interface Extreme {
  readonly value: number
  /** How far the eigenvalue may be from the value. */
  readonly bound: number
  readonly vector: Vector
}

interface Extremes {
  readonly low: Extreme
  readonly high: Extreme
}

function kindOf(low: Extreme, high: Extreme, tolerance: number): Convexity<unknown>['kind'] {
  const least = tolerance * Math.max(Math.abs(low.value), Math.abs(high.value))
  const sign = ({ value, bound }: Extreme): number =>
    Math.abs(value) > Math.max(least, bound) ? Math.sign(value) : 0
  const [a, b] = [sign(low), sign(high)]
  if (a > 0) return 'minimum'
  if (b < 0) return 'maximum'
  return a < 0 && b > 0 ? 'saddle' : 'flat'
}

function assembledExtremes<X>(map: HessianMap<X>): Extremes {
  const n = map.size
  const [values, vectors] = linalg.eigh(map.assemble())
  const column = (j: number): Vector =>
    Float64Array.from({ length: n }, (_, i) => vectors.data[i * n + j])
  return {
    low: { value: values.data[0] ?? 0, bound: 0, vector: column(0) },
    high: { value: values.data[n - 1] ?? 0, bound: 0, vector: column(n - 1) },
  }
}

function lanczosExtremes<X>(
  map: HessianMap<X>,
  tolerance: number,
  limit: number,
  key: Tensor,
): Extremes {
  for (let steps = Math.min(limit, 50); ; steps = Math.min(limit, 2 * steps)) {
    const run = map.lanczos({ steps, key })
    const extreme = (i: number): Extreme => ({
      value: run.values.at(i)!,
      bound: run.bounds.at(i)!,
      vector: Float64Array.from(run.vector(i).data),
    })
    const extremes = { low: extreme(0), high: extreme(-1) }
    const scale = Math.max(Math.abs(extremes.low.value), Math.abs(extremes.high.value))
    const isSharp = ({ value, bound }: Extreme): boolean =>
      bound <= tolerance * scale || (bound <= 1e-3 * scale && Math.abs(value) > 2 * bound)
    if ((isSharp(extremes.low) && isSharp(extremes.high)) || steps >= Math.min(limit, map.size)) {
      return extremes
    }
  }
}
