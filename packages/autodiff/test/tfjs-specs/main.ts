/** Runs tfjs-core's specs on our kernels, and writes docs/tfjs-kernels.md, or with `--json` what it read. */
import { writeFileSync } from 'node:fs'
import { runBundled } from './bundle.ts'
import { exclusions } from './exclusions.ts'
import { judge, page, summary } from './page.ts'

const { outcomes, kernels, version } = await runBundled()
const judged = judge(outcomes)
const text = page(judged, kernels, version)
const failed = judged.counted.filter(({ passed }) => !passed)
const report = {
  page: text,
  total: judged.counted.length,
  failed: failed.map(({ name }) => name),
}
if (process.argv.includes('--json')) {
  process.stdout.write(JSON.stringify(report))
} else {
  writeFileSync(new URL('../../../../docs/tfjs-kernels.md', import.meta.url), text)
  for (const { name, failure } of failed) {
    if (!(name in exclusions)) process.stdout.write(`not explained: ${name}: ${failure}\n`)
  }
  process.stdout.write(`${kernels.length} kernels: ${kernels.join(' ')}\n${summary(judged)}.\n`)
}
// Specs leave timers behind.
process.exit(0)
