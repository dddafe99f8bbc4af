/**
 * The diagonal of a Hessian and its trace. Exactly: by colouring, from as many products as the sparse
 * Hessian has colours. In general: z ∘ H z for random signs z has mean diag H, and its sum, zᵀH z, has
 * mean tr H (Hutchinson 1990; Bekas, Kokiopoulou & Saad 2007). The variance of element i is Σ_{j≠i}
 * H_ij², so that a diagonal Hessian is found from one probe.
 */
import { sparseHessian } from '@wengert/autodiff'
import type { Tensor, TreeLike } from '@wengert/tensor'
import { dot, type Vector } from '../vector.ts'
import {
  checkProbes,
  exactScalar,
  Samples,
  scalarEstimate,
  signs,
  type Estimate,
  type ProbeOptions,
  type ProbeSettings,
} from './estimate.ts'
import { HessianMap } from './hessian-map.ts'

/**
 * The diagonal `∂²f/∂xᵢ²` of the Hessian of a scalar function, as a tree like x.
 *
 * Exact, by default up to 1000 elements and with `exact: true` beyond, it takes one Hessian–vector
 * product for each colour of the sparse Hessian: 3 if that is tridiagonal, n if it is dense. Otherwise
 * it is Hutchinson's estimate from `probes` products, in O(n · probes) memory, with a standard error and
 * an interval for each element. Each interval by itself covers its element with probability `level` or
 * more, for every Hessian, to rounding; that all cover theirs at once is less likely.
 *
 * @param f - A scalar function of a tree.
 * @param x - The point; its leaves may be numbers and typed arrays.
 * @throws OptimizationError for a bad option, and where x has a leaf that is an integer or bool; with the
 *   code `curvature` where the Hessian is not finite.
 * @throws ShapeError when f does not return a scalar.
 * @example
 * ```ts
 * import { hessianDiagonal } from '@wengert/optim'
 * import { random, tensor, type Tensor } from '@wengert/tensor'
 * const f = (x: Tensor) => x.pow(4).sum().add(x.prod())
 * const x = tensor([1, 2])
 * hessianDiagonal(f, x).value.toArray() // → 12,48
 * const { lower, upper } = hessianDiagonal(f, x, { probes: 50, key: random.key(1) })
 * lower.at(0).item() < 12 && 12 < upper.at(0).item() // → true
 * ```
 */
export function hessianDiagonal<X = Tensor>(
  f: (x: X) => Tensor,
  x: TreeLike<X>,
  options: ProbeOptions = {},
): Estimate<X> {
  const map = new HessianMap('hessianDiagonal', f, x)
  const { space, size } = map
  const settings = checkProbes('hessianDiagonal', options, size)
  const { exact, level } = settings
  if (exact) {
    const value = space.unflatten(map.finite(exactDiagonal(f, x, size)))
    const standardError = space.unflatten(new Float64Array(size))
    return { value, standardError, lower: value, upper: value, level, exact, products: 0 }
  }
  const samples = new Samples(size, space.epsilon)
  for (const z of signs(settings, size)) {
    samples.add(map.finiteTimes(z).map((element, i) => element * z[i]))
  }
  const [lower, upper] = samples.intervals(level)
  return {
    value: space.unflatten(samples.mean),
    standardError: space.unflatten(samples.standardError),
    lower: space.unflatten(lower),
    upper: space.unflatten(upper),
    level,
    exact,
    products: map.products,
  }
}

/**
 * The trace of the Hessian, the sum of its eigenvalues: exactly, as the sum of `hessianDiagonal`, or
 * as Hutchinson's estimate, the mean of zᵀH z over `probes` vectors of random signs, whose variance is
 * 2 Σ_{i≠j} H_ij² for one probe. Where a few large eigenvalues make up the trace its distribution is
 * skewed, and the interval covers it less often than its level says until there are many probes.
 *
 * @throws OptimizationError for a bad option, and where x has a leaf that is an integer or bool; with the
 *   code `curvature` where the Hessian is not finite.
 * @throws ShapeError when f does not return a scalar.
 * @example
 * ```ts
 * import { hessianTrace } from '@wengert/optim'
 * import { tensor, type Tensor } from '@wengert/tensor'
 * const f = (x: Tensor) => x.pow(4).sum().add(x.prod())
 * hessianTrace(f, tensor([1, 2])).value // → 60
 * ```
 */
export function hessianTrace<X = Tensor>(
  f: (x: X) => Tensor,
  x: TreeLike<X>,
  options: ProbeOptions = {},
): Estimate<number> {
  const map = new HessianMap('hessianTrace', f, x)
  const settings = checkProbes('hessianTrace', options, map.size)
  if (settings.exact) {
    const trace = map
      .finite(exactDiagonal(f, x, map.size))
      .reduce((sum, element) => sum + element, 0)
    return exactScalar(trace, settings.level, 0)
  }
  const samples = new Samples(1, map.space.epsilon)
  for (const z of signs(settings, map.size)) samples.add([dot(z, map.finiteTimes(z))])
  return scalarEstimate(samples, settings.level, map.products)
}

/** Hutchinson's estimate alone. */
export function probedDiagonal<X>(
  map: HessianMap<X>,
  settings: Pick<ProbeSettings, 'probes' | 'key'>,
): Vector {
  const sum = new Float64Array(map.size)
  for (const z of signs(settings, map.size))
    map.finiteTimes(z).forEach((element, i) => (sum[i] += element * z[i]))
  return sum.map((element) => element / settings.probes)
}

/** By colouring; entries that are not in the pattern are 0. */
export function exactDiagonal<X>(f: (x: X) => Tensor, x: TreeLike<X>, size: number): Vector {
  const { rows, columns, values } = sparseHessian<[X]>(f as never)(x as never)
  const diagonal = new Float64Array(size)
  rows.forEach((row, i) => {
    if (row === columns[i]) diagonal[row] = values.data[i]
  })
  return diagonal
}
