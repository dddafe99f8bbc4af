/**
 * Newton's method with truncated conjugate gradients and a line search (Nocedal & Wright, algorithm
 * 7.1, with the forcing term of Eisenstat & Walker). Each outer step linearises the gradient once;
 * every inner step is one Hessian–vector product there. A direction of negative curvature is taken
 * with its sign reversed and followed by the line search as far as it goes down.
 */
import { forcingTerm } from '../forcing.ts'
import type { CurvedPoint, Objective, Point } from '../objective.ts'
import { truncatedCg } from '../steihaug.ts'
import { norm, scaled } from '../vector.ts'
import { lineSearchSolver, type Descent } from './descent.ts'
import { firstStepLength } from './first-step.ts'

interface NewtonMemory {
  readonly previousNorm: number | null
  readonly term: number
}

export const newtonCgSolver = lineSearchSolver('newton-cg', (objective, settings): Descent => {
  const saved = settings.resume?.memory as NewtonMemory | undefined
  let previousNorm = saved?.previousNorm ?? null
  let term = saved?.term ?? 0.5
  let steepest = false
  return {
    evaluate: (x) => objective.evaluateCurved(x),
    direction(point) {
      if (steepest) return { d: scaled(-1, point.gradient), firstStep: firstStepLength(point) }
      const size = norm(point.gradient)
      const relativeResidual = forcingTerm(size, previousNorm, term)
      const { p } = truncatedCg(curved(objective, point).hvp, point.gradient, {
        relativeResidual,
        maxIterations: settings.maxInnerIterations,
      })
      term = relativeResidual
      return { d: p, firstStep: 1 }
    },
    learn(from) {
      previousNorm = norm(from.gradient)
      steepest = false
    },
    reset() {
      if (steepest) return false
      steepest = true
      return true
    },
    save: (): NewtonMemory => ({ previousNorm, term }),
  }
})

/** The point with its Hessian: linearised again only where a later trial of the search was taken. */
function curved(objective: Objective, point: Point): CurvedPoint {
  return 'hvp' in point ? (point as CurvedPoint) : objective.evaluateCurved(point.x)
}
