/**
 * The size of the rounding errors in f near a point, from a difference table of values on a short line
 * (Moré & Wild, "Estimating computational noise", SIAM J. Sci. Comput. 33, 2011, ECNoise): high
 * differences of a smooth function vanish, those of noise grow by known factors.
 */
import type { Objective, Point } from './objective.ts'
import { combine, norm, normInf } from './vector.ts'

/** Values in the table. */
const values = 8
/** The step between them, relative to the size of x. */
const spacing = 1e-8
/** How far levels that agree may be apart. */
const agreement = 4

/** The standard deviation of the noise in f; 0 where the table shows none. */
export function measureNoise(objective: Objective, { x }: Point): number {
  const signs = x.map((_, i) => (i % 2 === 0 ? 1 : -1) / Math.sqrt(x.length))
  const step = spacing * Math.max(norm(x), normInf(x) === 0 ? 1 : 0)
  let table = Array.from(
    { length: values },
    (_, k) => objective.evaluate(combine(x, (k - values / 2) * step, signs)).value,
  )
  if (!table.every(Number.isFinite)) return 0
  const levels: { readonly sigma: number; readonly alternates: boolean }[] = []
  // γₖ = (k!)² / (2k)!, by which the square of a k-th difference of unit noise exceeds 1
  let gamma = 1
  for (let k = 1; k < values - 1; k++) {
    table = table.slice(1).map((value, i) => value - table[i])
    gamma *= k / (2 * (2 * k - 1))
    const mean = table.reduce((sum, d) => sum + d * d, 0) / table.length
    const alternates = table.some((d) => d > 0) && table.some((d) => d < 0)
    levels.push({ sigma: Math.sqrt(gamma * mean), alternates })
  }
  for (let k = 0; k + 2 < levels.length; k++) {
    const near = levels.slice(k, k + 3).map(({ sigma }) => sigma)
    if (levels[k].alternates && Math.max(...near) <= agreement * Math.min(...near)) return near[0]
  }
  return 0
}
