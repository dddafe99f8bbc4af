/**
 * The logarithm of the determinant of a positive definite Hessian, as Laplace approximations and
 * marginal likelihoods need it. Exactly by Cholesky where the Hessian can be assembled, scaled to a unit
 * diagonal so that units do not count; whether rounding alone makes it definite is asked by inverse
 * iteration, since a pivot need not be small where an eigenvalue is. Else by stochastic Lanczos quadrature (Ubaru, Chen & Saad 2017): ln det H = tr ln H = E[zᵀ ln(H) z], and k
 * steps of Lanczos from z give the Gauss quadrature of that form with k nodes. For the logarithm,
 * whose even derivatives are negative, Gauss quadrature is too large, and falls with k (Golub &
 * Meurant 2010, theorem 6.3): what the second half of the steps changed is more than what remains where
 * the error halves in as many steps, and the interval is widened by it.
 */
import {
  linalg,
  log,
  MatrixError,
  norm,
  random,
  tensor,
  type Tensor,
  type TreeLike,
} from '@wengert/tensor'
import { badOption } from '../checks.ts'
import { OptimizationError } from '../errors.ts'
import { tridiagonalEigen } from '../krylov/tridiagonal.ts'
import type { Vector } from '../vector.ts'
import {
  checkProbes,
  exactScalar,
  probeNames,
  Samples,
  scalarEstimate,
  signs,
  type Estimate,
  type ProbeOptions,
} from './estimate.ts'
import { HessianMap } from './hessian-map.ts'

export interface LogdetOptions extends ProbeOptions {
  /** Lanczos steps for each probe, at most n; 50. */
  readonly steps?: number
  /** A number to add to the Hessian's diagonal: the precision of a prior, say; 0. */
  readonly shift?: number
}

export interface LogdetEstimate extends Estimate<number> {
  /** How much the second half of the Lanczos steps changed: the interval is wider by it. */
  readonly truncation: number
}

/**
 * `ln det (H + shift I)` of the Hessian of a scalar function. Exact, by default up to 1000 elements: n
 * Hessian–vector products and a Cholesky factorisation, O(n³) time. Otherwise an estimate from
 * `probes` × `steps` products, in O(n · steps) memory; its interval has the error over probes, and
 * what the quadrature leaves.
 *
 * @throws OptimizationError (`curvature`) when the matrix is not positive definite, or only to rounding;
 *   an estimate refuses what its Ritz values show. For a bad option.
 * @throws ShapeError when f does not return a scalar.
 * @example
 * ```ts
 * import { hessianLogdet } from '@wengert/optim'
 * import { tensor, type Tensor } from '@wengert/tensor'
 * const f = (x: Tensor) => x.square().mul(tensor([1, 2, 3])).sum()
 * hessianLogdet(f, tensor([0, 0, 0])).value - Math.log(2 * 4 * 6) // → 0
 * ```
 */
export function hessianLogdet<X = Tensor>(
  f: (x: X) => Tensor,
  x: TreeLike<X>,
  options: LogdetOptions = {},
): LogdetEstimate {
  const map = new HessianMap('hessianLogdet', f, x)
  const n = map.size
  const settings = checkProbes('hessianLogdet', options, n, {
    names: [...probeNames, 'steps', 'shift'],
  })
  const { steps = Math.max(1, Math.min(n, 50)), shift = 0 } = options
  if (!Number.isInteger(steps) || steps < 1)
    throw badOption('hessianLogdet', 'steps', steps, 'a positive integer')
  if (!Number.isFinite(shift)) throw badOption('hessianLogdet', 'shift', shift, 'a number')
  if (settings.exact) {
    const value = logdetByCholesky(map, shift)
    return { ...exactScalar(value, settings.level, map.products), truncation: 0 }
  }
  const samples = new Samples(1, map.space.epsilon)
  let truncation = 0
  for (const z of signs(settings, n)) {
    const run = map.lanczos({ steps, start: z, shift })
    const [least, largest] = [run.values[0], run.values[run.values.length - 1]]
    if (!(least > 10 * n * map.space.epsilon * largest)) {
      const values = [least, largest].map((value) => value.toPrecision(3))
      throw notDefinite(`it has the Ritz values ${values[0]} and ${values[1]}.`)
    }
    const value = n * logQuadrature(run.diagonal, run.offDiagonal)
    if (run.status !== 'invariant') {
      const fewer = Math.ceil(run.steps / 2)
      const before = n * logQuadrature(run.diagonal.slice(0, fewer), run.offDiagonal)
      truncation += Math.abs(before - value) / settings.probes
    }
    samples.add([value])
  }
  const estimate = scalarEstimate(samples, settings.level, map.products, truncation)
  return { ...estimate, truncation }
}

function logdetByCholesky<X>(map: HessianMap<X>, shift: number): number {
  const n = map.size
  const matrix = Float64Array.from(map.assemble().data)
  for (let i = 0; i < n; i++) matrix[i * n + i] += shift
  const diagonal = matrix.filter((_, k) => k % (n + 1) === 0)
  if (!diagonal.every((d) => d > 0))
    throw notDefinite(`its diagonal has the element ${Math.min(...diagonal)}.`)
  const scale = diagonal.map(Math.sqrt)
  const similar = matrix.map((h, k) => h / scale[Math.floor(k / n)] / scale[k % n])
  const factor = factorOf(tensor(similar, { shape: [n, n] }))
  const least = leastEigenvalue(factor, n)
  if (!(least > 10 * n * map.space.epsilon))
    throw notDefinite(
      `scaled to a unit diagonal it has an eigenvalue of ${least.toPrecision(2)} or less.`,
    )
  const pivots = Float64Array.from({ length: n }, (_, i) => factor.data[i * (n + 1)])
  return log(diagonal).sum().add(log(pivots).sum().mul(2)).item()
}

function factorOf(matrix: Tensor): Tensor {
  try {
    return linalg.cholesky(matrix)
  } catch (error) {
    if (error instanceof MatrixError) throw notDefinite(error.message)
    throw error
  }
}

/** An upper bound of λ_min of L Lᵀ, near it where that is small, by inverse iteration. */
function leastEigenvalue(L: Tensor, n: number): number {
  let x = random.normal(random.key(0), [n])
  let growth = 0
  for (let i = 0; i < 4; i++) {
    x = x.div(norm(x))
    const half = linalg.triangularSolve(L, x, { lower: true })
    x = linalg.triangularSolve(L, half, { lower: true, transpose: true })
    growth = norm(x).item()
  }
  return 1 / growth
}

/** e₁ᵀ ln(T) e₁ of the tridiagonal T. */
function logQuadrature(diagonal: Vector, offDiagonal: Vector): number {
  const { values, vectors } = tridiagonalEigen(diagonal, offDiagonal)
  const weights = Float64Array.from(vectors, (v) => v[0] * v[0])
  return log(values).dot(weights).item()
}

function notDefinite(detail: string): OptimizationError {
  return new OptimizationError(
    'curvature',
    `hessianLogdet: the matrix is not positive definite; ${detail} Go to a minimum, or raise shift.`,
  )
}
