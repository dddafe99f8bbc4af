/**
 * LSMR on flat vectors (Fong & Saunders, "LSMR: An iterative algorithm for sparse least-squares
 * problems", SIAM J. Sci. Comput. 33, 2011): the Golub–Kahan process reduces A to bidiagonal form and
 * two QR factorisations, updated by rotations, give the x in its space with the least ‖Aᵀr − λ²x‖.
 * That norm never grows, nor does ‖r‖. Names follow the paper.
 */
import { hypot } from '../elementary.ts'
import { addScaled, norm, scaled, type Vector } from '../vector.ts'
import type { VectorMap } from './vectors.ts'

export type LsmrEnd = 'residual' | 'normal' | 'condition' | 'limit' | 'floor' | 'non-finite'

export interface LsmrStopping {
  /** λ of min ‖b − A x‖² + λ²‖x‖². */
  readonly damping: number
  /** Ends at ‖r‖ ≤ tolerance (‖b‖ + ‖A‖‖x‖) and at ‖Aᵀr‖ ≤ tolerance ‖A‖‖r‖. */
  readonly tolerance: number
  /** Ends at ‖Aᵀr‖ ≤ normalTolerance ‖Aᵀb‖ too. */
  readonly normalTolerance: number
  readonly conditionLimit: number
  readonly maxIterations: number
  readonly epsilon: number
  /** Asked before an end by tolerance: whether x passes outside the recurrence, too. */
  confirm?(x: Vector, end: 'residual' | 'normal', normA: number): boolean
}

export interface LsmrVectors {
  readonly x: Vector
  readonly iterations: number
  readonly end: LsmrEnd
  /** Estimates of ‖A‖ in the Frobenius norm and of the condition number. */
  readonly normA: number
  readonly condition: number
}

export function lsmrVectors(
  forward: VectorMap,
  adjoint: VectorMap,
  b: Vector,
  size: number,
  stopping: LsmrStopping,
): LsmrVectors {
  const { damping, normalTolerance, conditionLimit, maxIterations, epsilon } = stopping
  let { tolerance } = stopping
  let x: Vector = new Float64Array(size)
  let beta = norm(b)
  const normB = beta
  if (beta === 0) return { x, iterations: 0, end: 'residual', normA: 0, condition: 1 }
  let u = scaled(1 / beta, b)
  let v = adjoint(u)
  let alpha = norm(v)
  if (alpha === 0) return { x, iterations: 0, end: 'normal', normA: 0, condition: 1 }
  v = scaled(1 / alpha, v)

  const startNormal = alpha * beta
  let [zetabar, alphabar, rho, rhobar, cbar, sbar] = [startNormal, alpha, 1, 1, 1, 0]
  let h = v
  let hbar: Vector = new Float64Array(size)
  // For ‖r‖.
  let [betadd, betad, rhodold, tautildeold, thetatilde, zeta, d] = [beta, 0, 1, 0, 0, 0, 0]
  let [frobenius, normA, condition, largest, smallest] = [alpha, alpha, 1, 0, Infinity]

  for (let iteration = 1; iteration <= maxIterations; iteration++) {
    u = addScaled(scaled(-alpha, u), 1, forward(v))
    beta = norm(u)
    if (beta > 0) {
      u = scaled(1 / beta, u)
      v = addScaled(scaled(-beta, v), 1, adjoint(u))
      alpha = norm(v)
      if (alpha > 0) v = scaled(1 / alpha, v)
    } else alpha = 0

    const [chat, shat, alphahat] = rotation(alphabar, damping)
    const rhoold = rho
    const [c, s, rhoNow] = rotation(alphahat, beta)
    rho = rhoNow
    const thetanew = s * alpha
    alphabar = c * alpha
    const [rhobarold, zetaold, thetabar, rhotemp] = [rhobar, zeta, sbar * rho, cbar * rho]
    ;[cbar, sbar, rhobar] = rotation(rhotemp, thetanew)
    zeta = cbar * zetabar
    zetabar = -sbar * zetabar
    const next = addScaled(scaled(-(thetabar / rhoold) * (rho / rhobarold), hbar), 1, h)
    const moved = addScaled(scaled(zeta / rho / rhobar, next), 1, x)
    if (!Number.isFinite(norm(moved)))
      return { x, iterations: iteration, end: 'non-finite', normA, condition }
    hbar = next
    x = moved
    h = addScaled(scaled(-thetanew / rho, h), 1, v)

    const betaacute = chat * betadd
    const betacheck = -shat * betadd
    const betahat = c * betaacute
    betadd = -s * betaacute
    const thetatildeold = thetatilde
    const [ctilde, stilde, rhotilde] = rotation(rhodold, thetabar)
    thetatilde = stilde * rhobar
    rhodold = ctilde * rhobar
    betad = ctilde * betahat - stilde * betad
    tautildeold = (zetaold - thetatildeold * tautildeold) / rhotilde
    const taud = (zeta - thetatilde * tautildeold) / rhodold
    d += betacheck * betacheck
    const gap = betad - taud
    const normR = Math.sqrt(d + gap * gap + betadd * betadd)

    normA = hypot(frobenius, beta)
    frobenius = hypot(normA, alpha)
    if (iteration > 1) {
      largest = Math.max(largest, rhobarold)
      smallest = Math.min(smallest, rhobarold)
    }
    condition = Math.max(largest, rhotemp) / Math.min(smallest, rhotemp)
    const normal = Math.abs(zetabar)
    const end = (by: LsmrEnd): LsmrVectors => ({
      x,
      iterations: iteration,
      end: by,
      normA,
      condition,
    })

    // A tolerance below rounding is never met, and its test not by itself.
    const attainable = Math.max(tolerance, epsilon)
    const byResidual = normR <= attainable * (normB + normA * norm(x))
    const byNormal = normal <= attainable * normA * normR
    if (byResidual || byNormal) {
      const by = byResidual ? 'residual' : 'normal'
      if (stopping.confirm?.(x, by, normA) ?? true) return end(by)
      tolerance *= 0.1
      if (tolerance < epsilon || normal === 0) return end('floor')
    }
    if (normal <= normalTolerance * startNormal) return end('normal')
    if (condition >= conditionLimit) return end('condition')
  }
  return { x, iterations: maxIterations, end: 'limit', normA, condition }
}

/** The rotation that maps (a, b) to (r, 0), with r = √(a² + b²). */
function rotation(a: number, b: number): [c: number, s: number, r: number] {
  const r = hypot(a, b)
  return r === 0 ? [1, 0, 0] : [a / r, b / r, r]
}
