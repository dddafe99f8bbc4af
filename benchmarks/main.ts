/**
 * `npm run bench [-- filter] [--no-memory]`: runs the suites whose group or name contains the filter,
 * and the solvers on published problems (`optim`).
 * Every contestant's result is checked before anything is timed. Prints medians, spread and ratios, and
 * writes them with the machine's description to results/, as JSON, Markdown, and a page with plots.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runSuite, type Suite } from './harness.ts'
import { describeMachine } from './machine.ts'
import { weigh } from './memory.ts'
import { describe, htmlPage, markdownPage, type Run } from './page.ts'
import { runPublished, summaryOf, writePublished } from './optim/published.ts'
import { optionsOf, type Options } from './options.ts'
import { textTable, type SuiteResult } from './report.ts'
import { groups } from './suites/index.ts'

const { filter, weighing } = asked()
const folder = fileURLToPath(new URL('./results/', import.meta.url))

const run = { date: new Date().toISOString(), machine: describeMachine() }
console.log(`${describe(run)}\n`)

const results: SuiteResult[] = []
let found = 0
for (const [group, make] of Object.entries(groups)) {
  for (const suite of make().filter(({ name }) => `${group}: ${name}`.includes(filter))) {
    found++
    console.log(suite.name)
    try {
      const result = await resultOf(group, suite)
      console.log(`${textTable(result)}\n`)
      results.push(result)
    } catch (error) {
      console.error(`${(error as Error).message}\n`)
      process.exitCode = 1
    }
  }
}
if (results.length > 0) write({ ...run, results })
if ('optim: published problems'.includes(filter)) {
  const published = runPublished()
  console.log(summaryOf(published))
  writePublished(published, folder, run)
  console.log(`Written to ${folder}`)
} else if (found === 0) {
  console.error(
    `bench: no suite has '${filter}' in its group or name; the groups are ${Object.keys(groups).join(', ')}, optim.`,
  )
  process.exitCode = 1
}
// Peers may leave workers behind.
process.exit()

function asked(): Options {
  try {
    return optionsOf(process.argv.slice(2))
  } catch (error) {
    console.error((error as Error).message)
    process.exit(1)
  }
}

async function resultOf(group: string, suite: Suite): Promise<SuiteResult> {
  const { name, rate, point, contestants } = suite
  const rows = await runSuite(suite)
  const weighed = suite.weighed && weighing ? contestants.map((contestant) => contestant.name) : []
  const withMemory = []
  for (const row of rows) {
    withMemory.push(
      weighed.includes(row.name) && row.microseconds !== null
        ? { ...row, memory: await weigh(group, name, row.name) }
        : row,
    )
  }
  return { group, suite: name, unit: rate?.unit ?? null, point: point ?? null, rows: withMemory }
}

function write(all: Run): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(`${folder}results.json`, `${JSON.stringify(all, null, 2)}\n`)
  writeFileSync(`${folder}results.md`, markdownPage(all))
  writeFileSync(`${folder}results.html`, htmlPage(all))
  console.log(`Written to ${folder}`)
}
