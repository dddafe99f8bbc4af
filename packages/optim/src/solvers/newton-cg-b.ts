/**
 * Newton's method with truncated conjugate gradients and bounds: the Hessian restricted to the
 * parameters that are free to move, in the steps of `projected`.
 */
import { forcingTerm } from '../forcing.ts'
import { LbfgsMemory, revivePairs } from '../lbfgs-memory.ts'
import type { CurvedPoint } from '../objective.ts'
import type { CurvaturePair } from '../pair-sample.ts'
import { truncatedCg } from '../steihaug.ts'
import { difference, norm, scaled, type Vector } from '../vector.ts'
import { firstStepLength } from './first-step.ts'
import { projectedSolver, type Subspace } from './projected.ts'

interface Saved {
  readonly previousNorm: number | null
  readonly term: number
  readonly pairs: unknown
}

export const newtonCgBSolver = projectedSolver(
  'newton-cg',
  (objective, settings): Subspace<CurvedPoint> => {
    const saved = settings.resume?.memory as Saved | undefined
    const memory = new LbfgsMemory(settings.memory, revivePairs(saved?.pairs, objective.size))
    let previousNorm = saved?.previousNorm ?? null
    let term = saved?.term ?? 0.5
    let size = 0
    let pairs: readonly CurvaturePair[] = []
    let steepest = false
    return {
      get scale() {
        return memory.scale
      },
      evaluate: (x) => objective.evaluateCurved(x),
      direction(point, reduced, free) {
        if (steepest) {
          return {
            d: scaled(-1, reduced),
            firstStep: firstStepLength(objective, { ...point, gradient: reduced }),
          }
        }
        const mask = (v: Vector): Vector => v.map((value, i) => value * free[i])
        const restricted = memory.restrictedTo(free)
        size = norm(reduced)
        term = forcingTerm(size, previousNorm, term)
        const inner = truncatedCg((v) => mask(point.hvp(v)), reduced, {
          relativeResidual: term,
          maxIterations: settings.maxInnerIterations,
          precondition: restricted.isEmpty ? undefined : (v) => restricted.apply(v),
          sample: Math.floor(settings.memory / 3),
        })
        pairs = inner.pairs
        return { d: inner.p, firstStep: 1 }
      },
      learn(from, to) {
        previousNorm = size
        if (!steepest) for (const { s, y } of pairs) memory.add(s, y)
        memory.add(difference(to.x, from.x), difference(to.gradient, from.gradient))
        steepest = false
      },
      reset() {
        if (steepest) return false
        steepest = true
        memory.clear()
        return true
      },
      save: (): Saved => ({ previousNorm, term, pairs: memory.contents }),
    }
  },
)
