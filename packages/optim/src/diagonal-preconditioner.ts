/**
 * Preconditioners by the diagonal of the Hessian: exact, by colouring, or from products with random
 * signs, of which a few at the first point and one at each later one do (Hutchinson 1990; Yao et al.,
 * "AdaHessian", 2021). Elements are used in magnitude, and none below 1e-6 of the largest.
 */
import { random } from '@wengert/tensor'
import type { CurvedPoint, Objective } from './objective.ts'
import { identity, type Preconditioner } from './preconditioner.ts'
import { normInf, reviveVector, type Vector } from './vector.ts'

const least = 1e-6

/** v ↦ v / |d|; undefined where d is zero. */
function inverseOf(diagonal: Vector): ((v: Vector) => Vector) | undefined {
  const largest = normInf(diagonal)
  if (!(largest > 0 && Number.isFinite(largest))) return undefined
  const inverse = diagonal.map((value) => 1 / Math.max(Math.abs(value), least * largest))
  return (v) => v.map((value, i) => value * inverse[i])
}

/** The products of the colouring are not among the evaluations that are counted. */
export function exactDiagonal(objective: Objective): Preconditioner {
  return { ...identity, at: ({ x }) => inverseOf(objective.diagonal(x)) }
}

/** Products at the first point, and at each later one. */
const firstProbes = 8
/** The weight of the newest estimate. */
const freshness = 0.3

/**
 * |diag H| by Hutchinson's estimator, E[z ⊙ Hz] for random signs z, averaged over the steps.
 */
export function hutchinson(objective: Objective, saved: unknown): Preconditioner {
  const { size } = objective
  const state = saved as { estimate: unknown; draws: number } | undefined
  let estimate: Vector | null =
    state === undefined || state.estimate === null ? null : reviveVector(state.estimate, size)
  let draws = state?.draws ?? 0
  const probe = (point: CurvedPoint): Vector => {
    const z = Float64Array.from(random.rademacher(random.key(draws++), [size]).data as Float64Array)
    const hz = point.hvp(z)
    return hz.map((value, i) => value * z[i])
  }
  const first = (point: CurvedPoint): Vector => {
    const sum = new Float64Array(size)
    for (let k = 0; k < firstProbes; k++) probe(point).forEach((value, i) => (sum[i] += value))
    return sum.map((value) => value / firstProbes)
  }
  return {
    ...identity,
    at(point) {
      const fresh = estimate === null ? first(point) : probe(point)
      const old = estimate ?? fresh
      estimate = fresh.map((value, i) => freshness * value + (1 - freshness) * old[i])
      return inverseOf(estimate)
    },
    reset() {
      if (estimate === null) return false
      estimate = null
      return true
    },
    save: () => ({ estimate, draws }),
  }
}
