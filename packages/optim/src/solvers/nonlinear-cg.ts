/**
 * Nonlinear conjugate gradients, d⁺ = −g⁺ + β d: three vectors of memory. β is Hager & Zhang's, whose
 * directions always descend (CG_DESCENT; SIAM J. Optim. 16, 2005, with the truncation of "The limited
 * memory conjugate gradient method", SIAM J. Optim. 23, 2013, which has no units), or Polak & Ribière's
 * with max(β, 0) (Nocedal & Wright, 5.45). The search is exact enough for conjugacy, c₂ = 0.1.
 */
import type { Point } from '../objective.ts'
import { addScaled, difference, dot, reviveOptional, scaled, type Vector } from '../vector.ts'
import { lineSearchSolver } from './descent.ts'
import { firstStepLength } from './first-step.ts'

interface CgMemory {
  readonly next: Vector | null
  readonly firstStep: number
}

/** The part of steepest descent that Hager & Zhang's β keeps at least (their η). */
const truncation = 0.4

export const nonlinearCgSolver = lineSearchSolver('nonlinear-cg', (objective, settings) => {
  const saved = settings.resume?.memory as CgMemory | undefined
  const update = settings.conjugation === 'polak-ribiere' ? polakRibiere : hagerZhang
  let next: Vector | null = reviveOptional(saved?.next, objective.size)
  let firstStep = saved?.firstStep ?? 0
  let current: Vector | null = null
  return {
    searchOptions: { c2: 0.1 },
    evaluate: (x) => objective.evaluate(x),
    direction(point) {
      current = next ?? scaled(-1, point.gradient)
      return {
        d: current,
        firstStep: next === null ? firstStepLength(objective, point) : firstStep,
      }
    },
    learn(from, to, step) {
      const d = current!
      const beta = update(from, to, d)
      const candidate = addScaled(scaled(beta, d), -1, to.gradient)
      const slope = dot(candidate, to.gradient)
      next = slope < 0 ? candidate : null
      // The decrease to first order is expected to be that of the last step (3.60).
      firstStep = (step * dot(from.gradient, d)) / slope
    },
    reset() {
      if (next === null) return false
      next = null
      return true
    },
    save: (): CgMemory => ({ next, firstStep }),
  }
})

function hagerZhang(from: Point, to: Point, d: Vector): number {
  const y = difference(to.gradient, from.gradient)
  const dy = dot(d, y)
  const beta = (dot(y, to.gradient) - (2 * dot(y, y) * dot(d, to.gradient)) / dy) / dy
  return Math.max(beta, (truncation * dot(d, from.gradient)) / dot(d, d))
}

function polakRibiere(from: Point, to: Point): number {
  const y = difference(to.gradient, from.gradient)
  return Math.max(0, dot(y, to.gradient) / dot(from.gradient, from.gradient))
}
