/**
 * Published test problems (Moré, Garbow & Hillstrom 1981; CUTE and CUTEst; Hock & Schittkowski) as
 * functions of tensors. Starts are formulas too; values at the start and at a second point, known
 * minima and the lowest value known stand in data/problems.json, against which the formulas are tested.
 */
import { readFileSync } from 'node:fs'
import type { Tensor } from '@wengert/tensor'
import { bounded } from './problems/bounded.ts'
import { curveFits } from './problems/curve-fits.ts'
import type { Definitions } from './problems/definition.ts'
import { fewVariables } from './problems/few-variables.ts'
import { leastSquares } from './problems/least-squares.ts'
import { manyVariables } from './problems/many-variables.ts'

export { rosenbrock } from './problems/many-variables.ts'

export interface Problem {
  readonly name: string
  readonly n: number
  readonly f: (x: Tensor) => Tensor
  readonly x0: Float64Array
  readonly lower: Float64Array | null
  readonly upper: Float64Array | null
  readonly fStart: number
  /** f at x₀ + 0.1 sin(1 + i), i from 0. */
  readonly fSecond: number
  /** The global minimum, where it is published. */
  readonly fStar: number | null
  /** The least value that the literature or any run has reached. */
  readonly fBest: number | null
  /** Values of other local minima. */
  readonly local: readonly number[]
}

type Row = Omit<Problem, 'f' | 'x0' | 'lower' | 'upper'>

const rows = JSON.parse(
  readFileSync(new URL('../data/problems.json', import.meta.url), 'utf8'),
) as Row[]

const definitions: Definitions = {
  ...fewVariables,
  ...curveFits,
  ...leastSquares,
  ...manyVariables,
  ...bounded,
}

const all: readonly Problem[] = rows.map((row) => {
  const { f, start, bounds } = definitions[row.name]
  const bound = (side: 0 | 1): Float64Array | null =>
    bounds === undefined
      ? null
      : Float64Array.from({ length: row.n }, (_, i) => bounds(i + 1, row.n)[side])
  return { ...row, f, x0: start(row.n), lower: bound(0), upper: bound(1) }
})

/** The 130 instances without bounds. */
export const problems: readonly Problem[] = all.filter(({ lower }) => lower === null)
/** The 20 instances with bounds. */
export const boundedProblems: readonly Problem[] = all.filter(({ lower }) => lower !== null)
