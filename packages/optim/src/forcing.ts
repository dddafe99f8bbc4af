/**
 * How exactly an inner system is solved: the forcing term of Eisenstat & Walker ("Choosing the
 * forcing terms in an inexact Newton method", SIAM J. Sci. Comput. 17, 1996, choice 2 with γ = 0.9 and
 * α = (1 + √5)/2), safeguarded against falling too fast and capped at their 0.9. It depends on ratios of gradient
 * norms only, so scaling f does not change it.
 */
import { power } from './elementary.ts'

const gamma = 0.9
const alpha = (1 + Math.sqrt(5)) / 2
const largest = 0.9

/** The relative residual to reach, from this gradient norm, the previous one and its term. */
export function forcingTerm(size: number, previous: number | null, term: number): number {
  if (previous === null || previous === 0) return largest
  const choice = gamma * power(size / previous, alpha)
  const safeguard = gamma * power(term, alpha)
  return Math.min(safeguard > 0.1 ? Math.max(choice, safeguard) : choice, largest)
}
