/** The report of a run: one HTML page with tables and plots that needs nothing else. */
import type { Machine } from './machine.ts'
import { barPlot, linePlot } from './plot.ts'
import { escaped, htmlTable, markdownTable, type SuiteResult } from './report.ts'

export interface Run {
  readonly date: string
  readonly machine: Machine
  readonly results: readonly SuiteResult[]
}

const about =
  'Medians of samples, with half the distance between the quartiles in per cent. A ratio is a time over that of the first row named Wengert, or over the row that comes after the slash. Recorded peers are least times from another machine, scaled by the loops by hand in the same run; their ratio is over our least time. Every answer was checked before it was timed; a twin is the first contestant once more, at the end.'

const style = `
body { font: 15px/1.5 sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; margin: 0.5rem 0 }
th, td { padding: 0.1rem 0.6rem; border-bottom: 1px solid #ddd; text-align: left }
.right { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
`

export function htmlPage(run: Run): string {
  const title = 'Wengert: benchmarks'
  return [
    '<!doctype html>',
    `<html lang="en"><head><meta charset="utf-8"><title>${title}</title><style>${style}</style></head><body>`,
    `<h1>${title}</h1>`,
    `<p>${escaped(describe(run))}</p>`,
    `<p>${about}</p>`,
    ...linesOf(run.results).map(
      (suites) => `<h2>${escaped(suites[0].point!.line)}</h2>\n${linePlot(suites)}`,
    ),
    ...run.results.map((result) =>
      [
        `<h2>${escaped(result.suite)}</h2>`,
        htmlTable(result),
        result.rows.some(({ microseconds }) => microseconds !== null) ? barPlot(result) : '',
      ].join('\n'),
    ),
    '</body></html>',
    '',
  ].join('\n')
}

export function markdownPage(run: Run): string {
  const tables = run.results.map((result) => `## ${result.suite}\n\n${markdownTable(result)}\n`)
  return [`# Benchmarks\n\n${describe(run)}\n\n${about}\n`, ...tables].join('\n')
}

export function describe({ date, machine }: Pick<Run, 'date' | 'machine'>): string {
  const { node, cores, cpu, memoryGiB, platform, load } = machine
  return `${date.slice(0, 10)}, Node ${node}, ${cores} × ${cpu}, ${memoryGiB} GiB, ${platform}, load ${load}`
}

/** The suites of each line, where there are several. */
function linesOf(results: readonly SuiteResult[]): SuiteResult[][] {
  const names = new Set(results.map(({ point }) => point?.line))
  return [...names].flatMap((name) => {
    const suites = results.filter(({ point }) => point !== null && point.line === name)
    return suites.length > 1 ? [suites] : []
  })
}
