/**
 * `npm run bench [-- filter]`: runs the suites whose names contain the filter. Every contestant's
 * result is checked against the hand-written loops before anything is timed. Prints medians, spread
 * and the ratio to Wengert, and writes them with the machine's description to results/.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import { runSuite, type Row, type Suite } from './harness.ts'
import { logisticGradient, logisticHvp } from './suites/logistic.ts'
import { scalarGradient } from './suites/scalar.ts'
import { threadSuites } from './suites/threads.ts'
import { trainingOnDigits } from './suites/training.ts'
import { markdownTable, textTable } from './report.ts'

const makers: (() => Suite)[] = [
  scalarGradient,
  logisticGradient,
  logisticHvp,
  trainingOnDigits,
  ...threadSuites,
]
const filter = process.argv[2] ?? ''
const folder = fileURLToPath(new URL('./results/', import.meta.url))

const machine = {
  node: process.versions.node,
  v8: process.versions.v8,
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
}
console.log(`Node ${machine.node}, ${machine.cores} × ${machine.cpu}\n`)

const results: { suite: string; rows: Row[] }[] = []
for (const suite of makers.map((make) => make()).filter(({ name }) => name.includes(filter))) {
  console.log(suite.name)
  const rows = await runSuite(suite)
  console.log(`${textTable(rows)}\n`)
  results.push({ suite: suite.name, rows })
}
if (results.length === 0) {
  console.error(`No suite's name contains '${filter}'.`)
  process.exitCode = 1
} else {
  mkdirSync(folder, { recursive: true })
  const date = new Date().toISOString()
  writeFileSync(`${folder}results.json`, `${JSON.stringify({ date, machine, results }, null, 2)}\n`)
  const tables = results.map(({ suite, rows }) => `## ${suite}\n\n${markdownTable(rows)}\n`)
  writeFileSync(
    `${folder}results.md`,
    [`# Node ${machine.node}, ${machine.cpu}\n`, ...tables].join('\n'),
  )
  console.log(`Written to ${folder}`)
}
