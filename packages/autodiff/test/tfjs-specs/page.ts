/**
 * docs/tfjs-kernels.md, made of what the specs say. A spec counts if it asks for kernels that we have and
 * for no others; one that needs no kernel, since it tests arguments or helpers, is not ours to pass.
 */
import { exclusions, operationsOnStrings } from './exclusions.ts'
import type { Outcome } from './harness.ts'

export interface Judged {
  /** Those that count. */
  readonly counted: readonly Outcome[]
  /** Those that ask for kernels that we do not have. */
  readonly others: readonly Outcome[]
}

export function judge(outcomes: readonly Outcome[]): Judged {
  const known = outcomes.map((outcome) => {
    const needed = operationsOnStrings[outcome.name.split(' ')[0]]
    const fails = !outcome.passed && outcome.missing.length === 0
    return fails && needed !== undefined ? { ...outcome, missing: [needed] } : outcome
  })
  const [ours, others] = [
    known.filter(({ missing }) => missing.length === 0),
    known.filter(({ missing }) => missing.length > 0),
  ]
  return { counted: ours.filter(({ used, passed }) => used.length > 0 || !passed), others }
}

/** `n of m specs …`. */
export function summary({ counted }: Judged): string {
  const passed = counted.filter((outcome) => outcome.passed).length
  const share = ((100 * passed) / counted.length).toFixed(1)
  return `${passed} of ${counted.length} specs pass (${share} %)`
}

export function page(judged: Judged, kernels: readonly string[], version: string): string {
  const { counted, others } = judged
  const rows = kernels.map((kernel) => {
    const own = counted.filter(({ used }) => used.includes(kernel))
    return [`\`${kernel}\``, String(own.length), String(own.filter(({ passed }) => passed).length)]
  })
  const failures = counted.flatMap(({ name, passed }) =>
    passed ? [] : [`- \`${name}\`: ${exclusions[name] ?? 'not explained'}`],
  )
  const missing = [...new Set(others.flatMap((outcome) => outcome.missing))].sort()
  return [
    introduction,
    `The specs of the operations of tfjs-core ${version}, as its package contains them, run on our kernels in float32. Of those for the ${kernels.length} kernels that we have, **${summary(judged)}**. A spec that asks for several kernels is in several rows; one that asks for a kernel that we do not have is in none.`,
    '## Kernels',
    table([['Kernel', 'Specs', 'Passed'], ...rows]),
    '## What does not pass, and why',
    failures.join('\n'),
    '## Kernels that the specs ask for and that we do not have',
    `${others.length} specs need one of these; a model that does so throws a \`KernelError\` which names it: ${missing.map((name) => `\`${name}\``).join(', ')}.`,
    '',
  ].join('\n\n')
}

const introduction = `---
title: Kernels of TensorFlow.js
---

# Kernels of TensorFlow.js

\`fromTfjsModel\` runs models of TensorFlow.js on kernels that are made of our operations. \`npm run tfjs-specs\` writes this page from what TensorFlow.js's own specs say of them, and the tests fail when it differs from what they say now.`

function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)))
  const lineOf = (row: readonly string[]): string =>
    `| ${row.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`
  return [lineOf(rows[0]), rule, ...rows.slice(1).map(lineOf)].join('\n')
}
