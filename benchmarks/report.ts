/** Rows of results as tables: for the terminal and for Markdown. */
import Table from 'cli-table3'
import type { Row } from './harness.ts'

const heads = ['contestant', 'median µs', '± %', 'time / Wengert', '']

function cells({ name, microseconds, spread, ratio, note }: Row): string[] {
  const fixed = (value: number | null, digits: number): string => value?.toFixed(digits) ?? '–'
  return [name, fixed(microseconds, 2), fixed(spread, 0), fixed(ratio, 2), note]
}

export function textTable(rows: readonly Row[]): string {
  const table = new Table({
    head: heads,
    colAligns: ['left', 'right', 'right', 'right', 'left'],
    style: { head: [], border: [], compact: true },
  })
  table.push(...rows.map(cells))
  return table.toString()
}

export function markdownTable(rows: readonly Row[]): string {
  const line = (parts: readonly string[]): string => `| ${parts.join(' | ')} |`
  return [line(heads), line(heads.map(() => '---')), ...rows.map((row) => line(cells(row)))].join(
    '\n',
  )
}
