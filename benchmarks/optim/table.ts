/** The runs as Markdown tables: a summary by method, and the work on each instance. */
import { shiftedMean } from './figures.ts'
import { isFalseSuccess, type Run } from './runs.ts'

export function markdown(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = heads.map((head, i) =>
    Math.max(...[head, ...rows.map((row) => row[i])].map((s) => s.length)),
  )
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join(' | ')} |`
  const rule = `|${widths.map((w, i) => (i === 0 ? '-'.repeat(w + 2) : `${'-'.repeat(w + 1)}:`)).join('|')}|`
  return [line(heads), rule, ...rows.map(line)].join('\n')
}

export function summary(runs: readonly Run[]): string {
  const methods = [...new Set(runs.map(({ method }) => method))]
  const heads = ['method', 'instances', 'G6', 'false success', 'best known', 'W', 'seconds']
  const rows = methods.map((method) => {
    const own = runs.filter((run) => run.method === method)
    const solved = own.filter((run) => run.solved)
    const seconds = own.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1000
    return [
      method,
      String(own.length),
      String(solved.length),
      method.startsWith('SciPy') ? '' : String(own.filter(isFalseSuccess).length),
      String(own.filter(({ best }) => best).length),
      shiftedMean(solved.map(({ work }) => work)).toFixed(1),
      Number.isNaN(seconds) ? '' : seconds.toFixed(1),
    ]
  })
  return markdown(heads, rows)
}

/** How many instances at least one of the runs brings to the best value known. */
export function bestOfAll(runs: readonly Run[]): number {
  return new Set(runs.filter(({ best }) => best).map(({ name, n }) => `${name} ${n}`)).size
}

/** Each cell: W; `~` where a lower value is known, `!` where G6 is not met, with the status. */
export function byInstance(runs: readonly Run[]): string {
  const methods = [...new Set(runs.map(({ method }) => method))]
  const instances = [...new Set(runs.map(({ name, n }) => `${name} ${n}`))]
  const cells = new Map(runs.map((run) => [`${run.name} ${run.n} ${run.method}`, cell(run)]))
  const rows = instances.map((instance) => [
    instance,
    ...methods.map((method) => cells.get(`${instance} ${method}`) ?? ''),
  ])
  return markdown(['instance', ...methods], rows)
}

function cell({ work, solved, best, status, method }: Run): string {
  if (!solved) return method.startsWith('SciPy') ? '!' : `${work}! ${status}`
  return `${work}${best ? '' : '~'}`
}
