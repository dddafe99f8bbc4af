/**
 * BFGS with the inverse Hessian as a dense matrix, for few parameters (Nocedal & Wright, algorithm 6.1
 * and formula 6.17; scaled before the first update by 6.20). O(n²) memory and work an iteration.
 */
import { OptimizationError } from '../errors.ts'
import { timesDense } from '../inverse-hessian.ts'
import { difference, dot, norm, reviveOptional, scaled, type Vector } from '../vector.ts'
import { lineSearchSolver } from './descent.ts'
import { firstStepLength } from './first-step.ts'

/** Pairs without clear positive curvature are left out, as in L-BFGS. */
const leastCosine = 1e-10

export const bfgsSolver = lineSearchSolver('bfgs', (objective, { resume }) => {
  const n = checkDense('bfgs', objective.size)
  const saved = resume?.memory as { inverse: unknown } | undefined
  let inverse: Vector | null = reviveOptional(saved?.inverse, n * n)
  return {
    evaluate: (x) => objective.evaluate(x),
    direction: (point) =>
      inverse === null
        ? { d: scaled(-1, point.gradient), firstStep: firstStepLength(objective, point) }
        : { d: scaled(-1, timesDense(inverse, point.gradient)), firstStep: 1 },
    learn(from, to) {
      const s = difference(to.x, from.x)
      const y = difference(to.gradient, from.gradient)
      const sy = dot(s, y)
      if (!(sy > leastCosine * norm(s) * norm(y))) return
      inverse = updated(inverse ?? scaledIdentity(n, sy / dot(y, y)), s, y, sy)
    },
    reset() {
      if (inverse === null) return false
      inverse = null
      return true
    },
    save: () => ({ inverse }),
  }
})

/** The most parameters for which an n × n matrix is formed: 800 MB of it. */
const mostDense = 10_000

export function checkDense(method: string, n: number): number {
  if (n <= mostDense) return n
  throw new OptimizationError(
    'option',
    `minimize: ${method} keeps an n × n matrix, and n is ${n}; use l-bfgs, newton-cg or trust-ncg above ${mostDense}.`,
  )
}

function scaledIdentity(n: number, scale: number): Vector {
  const matrix = new Float64Array(n * n)
  for (let i = 0; i < n; i++) matrix[i * n + i] = scale
  return matrix
}

/** H − (s hᵀ + h sᵀ) / sᵀy + (1 + yᵀh / sᵀy) s sᵀ / sᵀy with h = H y, as a new matrix. */
function updated(matrix: Vector, s: Vector, y: Vector, sy: number): Vector {
  const n = s.length
  const h = timesDense(matrix, y)
  const weight = (1 + dot(y, h) / sy) / sy
  const result = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    const a = weight * s[i] - h[i] / sy
    const b = s[i] / sy
    for (let j = 0; j < n; j++) result[i * n + j] = matrix[i * n + j] + a * s[j] - b * h[j]
  }
  return result
}
