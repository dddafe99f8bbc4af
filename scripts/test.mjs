// Runs vitest and closes with its totals on a line of their own.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const report = `${root}node_modules/.cache/wengert/vitest.json`
mkdirSync(`${root}node_modules/.cache/wengert`, { recursive: true })
rmSync(report, { force: true })

const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
const { status } = spawnSync('vitest', ['run', ...reporters, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
})
const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8'))
process.stdout.write(`\n${numPassedTests} passed, ${numFailedTests} failed\n`)
process.exit(status ?? 1)
