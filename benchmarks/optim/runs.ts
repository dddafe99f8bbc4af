/**
 * One run is one method on one published instance, from the standard start, with default options. It
 * is held against the test that SciPy's figures were taken with, G6: ‖g‖∞ ≤ 1e-6 max(1, |f|).
 */
import { basinHopping, minimize, type Method } from '@wengert/optim'
import type { Problem } from '../../packages/optim/test/support/problems.ts'

export interface Run {
  readonly method: string
  readonly name: string
  readonly n: number
  readonly status: string
  /** Whether the method says that it converged. */
  readonly success: boolean
  /** Whether the point that is returned satisfies G6. */
  readonly solved: boolean
  /** Whether it is also within 1e-5 max(1, |f|) of the least value known. */
  readonly best: boolean
  readonly value: number | null
  readonly points: number
  readonly products: number
  /** Points evaluated + 2 × Hessian–vector products, until the end of the run. */
  readonly work: number
  readonly milliseconds: number
}

export type BenchmarkMethod = Method | 'basin-hopping'

const limit = 120_000
/** Points that a run of basin hopping may evaluate; its hundred hops would take hours on the largest. */
export const basinHoppingLimit = 10_000

export function runProblem(method: BenchmarkMethod, problem: Problem): Run {
  const { name, n, f, x0, lower, upper, fBest, fStar } = problem
  const started = performance.now()
  const bounds = lower === null || upper === null ? undefined : { lower, upper }
  const result =
    method === 'basin-hopping'
      ? basinHopping(f, x0, { maxEvaluations: basinHoppingLimit })
      : minimize(f, x0, { method, maxMilliseconds: limit, bounds })
  const { value, gradientNorm, status, success, evaluations } = result
  const isSmall = gradientNorm <= 1e-6 * Math.max(1, Math.abs(value))
  // Of an unbounded function no point is a solution, though |f| outgrows its gradient.
  const solved = isSmall && status !== 'unbounded'
  // Of MCCORMCK, CVXBQP1 and TORSION5 no minimum is published.
  const known = fBest ?? fStar ?? Infinity
  return {
    method,
    name,
    n,
    status,
    success,
    solved,
    best: solved && !(value - known > 1e-5 * Math.max(1, Math.abs(known))),
    value,
    points: evaluations.value,
    products: evaluations.hvp,
    work: evaluations.value + 2 * evaluations.hvp,
    milliseconds: performance.now() - started,
  }
}

/** A method that says it converged where G6 does not hold. */
export function isFalseSuccess({ success, solved }: Run): boolean {
  return success && !solved
}
