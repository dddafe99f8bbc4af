/**
 * Newton's method with the Hessian as a dense matrix, from n products, and a line search; for few
 * parameters. Where the Hessian is not positive definite, a modified Cholesky factorisation makes it so.
 */
import type { CurvedPoint } from '../objective.ts'
import { modifiedCholesky } from '../modified-cholesky.ts'
import { scaled } from '../vector.ts'
import { checkDense } from './bfgs.ts'
import { lineSearchSolver, type Descent } from './descent.ts'
import { firstStepLength } from './first-step.ts'

export const newtonSolver = lineSearchSolver('newton', (objective): Descent<CurvedPoint> => {
  const n = checkDense('newton', objective.size)
  let steepest = false
  return {
    evaluate: (x) => objective.evaluateCurved(x),
    direction(point) {
      if (steepest)
        return { d: scaled(-1, point.gradient), firstStep: firstStepLength(objective, point) }
      const hessian = new Float64Array(n * n)
      const unit = new Float64Array(n)
      for (let i = 0; i < n; i++) {
        unit[i] = 1
        hessian.set(point.hvp(unit), i * n)
        unit[i] = 0
      }
      return { d: scaled(-1, modifiedCholesky(hessian, n).solve(point.gradient)), firstStep: 1 }
    },
    learn() {
      steepest = false
    },
    reset() {
      if (steepest) return false
      steepest = true
      return true
    },
    save: () => null,
  }
})
