/** SciPy's recorded figures as runs; where they come from stands in scipy.json. */
import { readFileSync } from 'node:fs'
import type { Run } from './runs.ts'

interface Recorded {
  readonly source: string
  readonly meaning: string
  readonly methods: readonly string[]
  readonly rows: readonly (readonly [name: string, n: number, ...cells: string[]])[]
}

export const recorded = JSON.parse(
  readFileSync(new URL('./scipy.json', import.meta.url), 'utf8'),
) as Recorded

export const scipyRuns: readonly Run[] = recorded.rows.flatMap(([name, n, ...cells]) =>
  recorded.methods.flatMap((method, i) =>
    cells[i] === '' ? [] : [toRun(method, name, n, cells[i])],
  ),
)

function toRun(method: string, name: string, n: number, cell: string): Run {
  const work = Number.parseInt(cell, 10)
  const solved = !Number.isNaN(work)
  return {
    method: `SciPy ${method}`,
    name,
    n,
    status: solved ? 'converged' : 'failed',
    success: solved,
    solved,
    best: solved && !cell.endsWith('~'),
    value: null,
    points: NaN,
    products: NaN,
    work: solved ? work : Infinity,
    milliseconds: NaN,
  }
}
