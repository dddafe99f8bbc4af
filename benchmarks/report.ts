/** Rows of results as tables: for the terminal, for Markdown and for HTML. */
import Table from 'cli-table3'
import type { Point, Row } from './harness.ts'
import type { Memory } from './memory.ts'

/** A row with the memory of its contestant, where that was measured. */
export interface WeighedRow extends Row {
  readonly memory?: Memory | null
}

export interface SuiteResult {
  readonly group: string
  readonly suite: string
  readonly unit: string | null
  readonly point: Point | null
  readonly rows: readonly WeighedRow[]
}

/** Numbers line up on the right. */
type Column = readonly [head: string, align: 'left' | 'right', cell: (row: WeighedRow) => string]

/** The columns of a suite's table: what nothing has been measured of is left out. */
function columnsOf({ unit, rows }: SuiteResult): Column[] {
  const columns: Column[] = [
    ['contestant', 'left', ({ name }) => name],
    ['median', 'right', ({ microseconds }) => time(microseconds)],
    ['least', 'right', ({ least }) => time(least)],
    ['± %', 'right', ({ spread }) => fixed(spread, 0)],
    ['ratio', 'right', ({ ratio }) => fixed(ratio, 2)],
  ]
  if (unit !== null) columns.push([unit, 'right', ({ rate }) => significant(rate)])
  if (rows.some(({ memory }) => memory)) {
    columns.push(
      ['heap MiB', 'right', ({ memory }) => fixed(memory?.heapMiB, 1)],
      ['WASM MiB', 'right', ({ memory }) => fixed(memory?.wasmMiB, 1)],
    )
  }
  if (rows.some(({ note }) => note !== '')) columns.push(['', 'left', ({ note }) => note])
  return columns
}

function fixed(value: number | null | undefined, digits: number): string {
  return value?.toFixed(digits) ?? '–'
}

function significant(value: number | null): string {
  return value === null ? '–' : String(Number(value.toPrecision(3)))
}

export function time(microseconds: number | null): string {
  if (microseconds === null) return '–'
  if (microseconds < 1e3) return `${microseconds.toPrecision(3)} µs`
  if (microseconds < 1e6) return `${(microseconds / 1e3).toPrecision(3)} ms`
  return `${(microseconds / 1e6).toPrecision(3)} s`
}

export function textTable(result: SuiteResult): string {
  const columns = columnsOf(result)
  const table = new Table({
    head: columns.map(([head]) => head),
    colAligns: columns.map(([, align]) => align),
    style: { head: [], border: [], compact: true },
  })
  table.push(...result.rows.map((row) => columns.map(([, , cell]) => cell(row))))
  return table.toString()
}

export function markdownTable(result: SuiteResult): string {
  const columns = columnsOf(result)
  const line = (parts: readonly string[]): string => `| ${parts.join(' | ')} |`
  return [
    line(columns.map(([head]) => head)),
    line(columns.map(([, align]) => (align === 'right' ? '---:' : '---'))),
    ...result.rows.map((row) => line(columns.map(([, , cell]) => cell(row)))),
  ].join('\n')
}

export function htmlTable(result: SuiteResult): string {
  const columns = columnsOf(result)
  const cells = (tag: string, of: (column: Column) => string): string =>
    columns.map((column) => `<${tag} class="${column[1]}">${escaped(of(column))}</${tag}>`).join('')
  return [
    '<table>',
    `<tr>${cells('th', ([head]) => head)}</tr>`,
    ...result.rows.map((row) => `<tr>${cells('td', ([, , cell]) => cell(row))}</tr>`),
    '</table>',
  ].join('\n')
}

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
