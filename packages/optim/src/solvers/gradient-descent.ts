/**
 * Steepest descent with a line search, for comparison and teaching. The first trial step is that of
 * Barzilai & Borwein (1988), sᵀs / sᵀy, where the last step shows positive curvature.
 */
import { lineSearchSolver } from './descent.ts'
import { firstStepLength } from './first-step.ts'
import { difference, dot, scaled } from '../vector.ts'

export const gradientDescentSolver = lineSearchSolver(
  'gradient-descent',
  (objective, { resume }) => {
    let trial = (resume?.memory as { trial: number | null } | undefined)?.trial ?? null
    return {
      evaluate: (x) => objective.evaluate(x),
      direction: (point) => ({
        d: scaled(-1, point.gradient),
        firstStep: trial ?? firstStepLength(objective, point),
      }),
      learn(from, to, step) {
        const s = difference(to.x, from.x)
        const curvature = dot(s, difference(to.gradient, from.gradient))
        trial = curvature > 0 ? dot(s, s) / curvature : step
      },
      reset() {
        if (trial === null) return false
        trial = null
        return true
      },
      save: () => ({ trial }),
    }
  },
)
