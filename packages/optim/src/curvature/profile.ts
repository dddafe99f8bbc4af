/**
 * Profile-likelihood intervals: all values of one parameter that a likelihood-ratio test does not
 * reject, { ψ : 2 (min_{θ: θᵢ = ψ} nll − nll(θ̂)) ≤ z² } (Venzon & Moolgavkar 1988). The search is in the
 * coordinates u with θ = θ̂ + C u, C Cᵀ the covariance, in which the likelihood is nearly round whatever
 * the units: there θᵢ = ψ is the plane c·u = t, t the distance in standard errors, and the other
 * parameters are fitted by Newton-CG in the plane. The root of the likelihood ratio is nearly linear in
 * t, so that the secant method finds its end; where it never gets there the interval is infinite.
 */
import { linalg, matmul, tensor, type Tensor } from '@wengert/tensor'
import { OptimizationError } from '../errors.ts'
import { minimize } from '../minimize.ts'
import type { Space } from '../ravel.ts'
import type { Vector } from '../vector.ts'

export interface ProfileProblem<X> {
  readonly nll: (x: X) => Tensor
  readonly space: Space<X>
  readonly estimate: Vector
  readonly covariance: Vector
  /** Two-sided normal quantile of the level. */
  readonly z: number
}

/** Beyond so many standard errors a profile that has not risen is taken to be flat. */
const farthest = 1e4
/** Relative accuracy of the ends. */
const accuracy = 1e-9

/** The lower and upper ends for each parameter. */
export function profileIntervals<X>(problem: ProfileProblem<X>): [Vector, Vector] {
  const { estimate, covariance, z } = problem
  const n = estimate.length
  const root = linalg.cholesky(tensor(covariance, { shape: [n, n] }))
  const least = problem.nll(problem.space.unflatten(estimate)).item()
  const ends = [-1, 1].map((sign) =>
    estimate.map((value, i) => {
      const profile = new Profile(problem, root, i, sign, least)
      const t = findEnd((step) => profile.rise(step), z)
      return value + sign * t * Math.sqrt(covariance[i * n + i])
    }),
  )
  return [ends[0], ends[1]]
}

class Profile<X> {
  private readonly problem: ProfileProblem<X>
  private readonly root: Tensor
  /** The unit normal of the planes θᵢ = const. */
  private readonly normal: Tensor
  private readonly sign: number
  private readonly least: number
  /** Where the others were at the last step; they mostly move along. */
  private others: Tensor

  constructor(problem: ProfileProblem<X>, root: Tensor, i: number, sign: number, least: number) {
    this.problem = problem
    this.root = root
    const row = root.at(i)
    this.normal = row.div(row.norm())
    this.sign = sign
    this.least = least
    this.others = tensor(new Float64Array(problem.estimate.length))
  }

  /** The signed root of the likelihood ratio, t standard errors away; infinite where nothing is finite. */
  rise(t: number): number {
    const { normal, root, problem } = this
    const { space, estimate, nll } = problem
    const start = tensor(estimate)
    const ratio = (v: Tensor): Tensor => {
      const inPlane = v.sub(normal.mul(v.dot(normal)))
      const theta = start.add(matmul(root, inPlane.add(normal.mul(this.sign * t))))
      return nll(space.unflattenTensor(theta)).sub(this.least)
    }
    try {
      // The ratio is in units of log-likelihood and u is in standard errors: 1e-7 is little of both.
      const { x, value } = minimize(ratio, this.others, {
        method: 'newton-cg',
        gradientTolerance: 1e-7,
        maxIterations: 200,
      })
      this.others = x
      return Math.sqrt(2 * Math.max(0, value))
    } catch (error) {
      if (error instanceof OptimizationError && error.code === 'start') return Infinity
      throw error
    }
  }
}

/** The t > 0 with rise(t) = z: secants within a bracket, halved where they do not shrink it. */
function findEnd(rise: (t: number) => number, z: number): number {
  let [low, riseLow] = [0, 0]
  let t = z
  let at = rise(t)
  while (at < z) {
    ;[low, riseLow] = [t, at]
    if (t > farthest) return Infinity
    t = Math.min(2 * t, at > 0 ? Math.max(1.01 * t, (1.05 * t * z) / at) : 2 * t)
    at = rise(t)
  }
  let [high, riseHigh] = [t, at]
  for (let i = 0; i < 60 && high - low > accuracy * high && riseHigh !== z; i++) {
    const secant = low + ((high - low) * (z - riseLow)) / (riseHigh - riseLow)
    const margin = 0.01 * (high - low)
    // Every third step halves, so that a curved profile cannot hold one end for ever.
    t =
      Number.isFinite(secant) && Number.isFinite(riseHigh) && i % 3 !== 2
        ? Math.min(Math.max(secant, low + margin), high - margin)
        : (low + high) / 2
    at = rise(t)
    if (Math.abs(at - z) <= accuracy * z) return t
    if (at < z) [low, riseLow] = [t, at]
    else [high, riseHigh] = [t, at]
  }
  // Beyond the boundary of the domain there is nothing: the end is on this side.
  return Number.isFinite(riseHigh) ? (low + high) / 2 : low
}
