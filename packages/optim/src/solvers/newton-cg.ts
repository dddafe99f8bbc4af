/**
 * Newton's method with truncated conjugate gradients and a line search (Nocedal & Wright, algorithm
 * 7.1, with the forcing term of Eisenstat & Walker). Each outer step linearises the gradient once;
 * every inner step is one Hessian–vector product there, and their pairs precondition later steps. A
 * direction of negative curvature is taken with its sign reversed and followed by the line search as
 * far as it goes down.
 */
import { forcingTerm } from '../forcing.ts'
import type { CurvedPoint } from '../objective.ts'
import type { CurvaturePair } from '../pair-sample.ts'
import { createPreconditioner } from '../preconditioners.ts'
import { truncatedCg } from '../steihaug.ts'
import { norm, scaled } from '../vector.ts'
import { lineSearchSolver, type Descent } from './descent.ts'
import { firstStepLength } from './first-step.ts'

interface NewtonMemory {
  readonly previousNorm: number | null
  readonly term: number
  readonly preconditioner: unknown
}

export const newtonCgSolver = lineSearchSolver(
  'newton-cg',
  (objective, settings): Descent<CurvedPoint> => {
    const saved = settings.resume?.memory as NewtonMemory | undefined
    const preconditioner = createPreconditioner(objective, settings)
    let previousNorm = saved?.previousNorm ?? null
    let term = saved?.term ?? 0.5
    let pairs: readonly CurvaturePair[] = []
    let steepest = false
    return {
      evaluate: (x) => objective.evaluateCurved(x),
      direction(point) {
        if (steepest)
          return { d: scaled(-1, point.gradient), firstStep: firstStepLength(objective, point) }
        term = forcingTerm(norm(point.gradient), previousNorm, term)
        const inner = truncatedCg(point.hvp, point.gradient, {
          relativeResidual: term,
          maxIterations: settings.maxInnerIterations,
          precondition: preconditioner.at(point),
          sample: preconditioner.sample,
        })
        pairs = inner.pairs
        return { d: inner.p, firstStep: 1 }
      },
      learn(from, to) {
        previousNorm = norm(from.gradient)
        preconditioner.learn(from, to, 1, steepest ? [] : pairs)
        steepest = false
      },
      reset() {
        if (preconditioner.reset()) return true
        if (steepest) return false
        steepest = true
        return true
      },
      save: (): NewtonMemory => ({ previousNorm, term, preconditioner: preconditioner.save() }),
    }
  },
)
