// The commands from nothing: `node scripts/run.mjs <task>` needs only Node and npm. It installs the
// pinned tools when the manifests have changed since the last install, puts them first in the
// path, and runs the task's steps, saying what it does. No dependencies.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const pnpm = 'pnpm@12.21.0'
const leastNode = [20, 19]
const root = fileURLToPath(new URL('..', import.meta.url))
const modules = join(root, 'node_modules')
const cache = join(modules, '.cache', 'wengert')
/** The machine's own Node: npm, which puts the pinned one first in the path, says which runs it. */
const userNode = process.env.npm_node_execpath ?? process.execPath
const bits = 'test/reproducibility/check.mjs'
const fromSource = '--conditions=@wengert/source'

/** Each task: the steps after installing, as [what it says, command, arguments]. */
const tasks = {
  test: [
    ['Building', 'tsc', ['-b']],
    ['Extracting code blocks from the documentation', 'node', ['scripts/extract-code-blocks.mjs']],
    ['Type-checking', 'tsc', ['-p', 'tsconfig.check.json']],
    ['Type-checking the playground', 'tsc', ['-p', 'playground']],
    ['Linting', 'oxlint', ['--deny-warnings']],
    ['Checking the direction of imports', 'node', ['scripts/check-imports.mjs']],
    ['Checking that arithmetic is our own', 'node', ['scripts/check-arithmetic.mjs']],
    ['Checking the format', 'prettier', ['--check', '--log-level', 'warn', '.']],
    ['Checking the packages as published', 'node', ['scripts/check-packages.mjs']],
    ['Trying the built packages on this Node', userNode, ['scripts/smoke.mjs']],
    ['Comparing bits on this Node', userNode, [bits]],
    ['Comparing bits on the pinned Node', 'node', [bits]],
    ['Looking for Chromium', 'node', ['scripts/chromium.ts']],
    ['Building the site', 'node', ['scripts/site/main.mjs']],
    ['Trying the packages as users get them', 'node', ['scripts/try-packages/main.mjs']],
    ['Trying the built packages in Chromium', 'node', ['test/browser/main.mjs']],
    ['Testing', 'node', ['scripts/test.mjs']],
  ],
  bits: [
    ['Building', 'tsc', ['-b']],
    ['Comparing bits on the pinned Node', 'node', [bits]],
  ],
  browser: [
    ['Building', 'tsc', ['-b']],
    ['Looking for Chromium', 'node', ['scripts/chromium.ts']],
    ['Trying the built packages in Chromium', 'node', ['test/browser/main.mjs']],
  ],
  'try-packages': [
    ['Building', 'tsc', ['-b']],
    ['Looking for Chromium', 'node', ['scripts/chromium.ts']],
    ['Trying the packages as users get them', 'node', ['scripts/try-packages/main.mjs']],
  ],
  start: [
    ['Building', 'tsc', ['-b']],
    ['Fitting the breast-cancer data', 'node', [fromSource, 'examples/breast-cancer/main.ts']],
  ],
  example: [['Running the example', 'node', [fromSource, 'examples/run.ts']]],
  bench: [
    ['Building', 'tsc', ['-b']],
    ['Benchmarking', 'node', ['benchmarks/main.ts']],
  ],
  budget: [['Counting', 'node', [fromSource, 'benchmarks/budget/main.ts']]],
  gradbench: [['Answering GradBench', 'node', [fromSource, 'benchmarks/gradbench/main.ts']]],
  pictures: [['Drawing the pictures', 'node', [fromSource, 'docs/pictures/src/main.ts']]],
  playground: [
    ['Building the playground', 'node', ['playground/build.ts']],
    ['Serving the playground', 'node', ['playground/serve.ts']],
  ],
  docs: [['Building the site', 'node', ['scripts/site/main.mjs']]],
  'tfjs-specs': [
    ['Running the specs of TensorFlow.js', 'node', ['packages/autodiff/test/tfjs-specs/main.ts']],
  ],
  derivatives: [
    [
      'Writing docs/derivatives.md from what the laws measure',
      'vitest',
      ['run', '--update', '--project', 'autodiff', 'derivatives-page'],
    ],
  ],
}

main(process.argv[2], process.argv.slice(3))

function main(name, rest) {
  const steps = tasks[name]
  if (steps === undefined)
    fail(`unknown task ${name}; use one of ${Object.keys(tasks).join(', ')}.`)
  checkNode()
  install()
  steps.forEach(([title, command, args], i) => {
    step(title, command, i === steps.length - 1 ? [...args, ...rest] : args)
  })
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major < leastNode[0] || (major === leastNode[0] && minor < leastNode[1])) {
    fail(`Node ${process.versions.node} is too old; install Node ${leastNode.join('.')} or newer.`)
  }
}

/** Installs when lockfile or manifests differ from what the last install saw. */
function install() {
  const stampFile = join(cache, 'installed')
  const stamp = manifestHash()
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return
  say(`Installing with ${pnpm}`)
  const npx = process.platform === 'win32' ? 'npx.cmd' : 'npx'
  const result = spawnSync(
    npx,
    ['--yes', pnpm, 'install', '--frozen-lockfile', '--reporter=append-only'],
    {
      cwd: root,
      encoding: 'utf8',
      shell: process.platform === 'win32',
      env: { ...process.env, CI: 'true' },
    },
  )
  if (result.error?.code === 'ENOENT') fail('npx was not found; install npm beside Node.')
  if (result.status !== 0) {
    process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}`)
    fail(`${pnpm} could not install the dependencies (see above); check the network and try again.`)
  }
  mkdirSync(cache, { recursive: true })
  writeFileSync(stampFile, stamp)
}

function manifestHash() {
  const hash = createHash('sha256')
  const folders = ['.', 'benchmarks', 'docs', 'examples', 'playground']
  for (const name of readdirSync(join(root, 'packages'))) folders.push(join('packages', name))
  const files = folders.map((folder) => join(folder, 'package.json'))
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...files]) {
    const path = join(root, file)
    hash.update(file).update(existsSync(path) ? readFileSync(path) : '')
  }
  return hash.update(pnpm).update(process.version).digest('hex')
}

function step(title, command, args) {
  say(title)
  const bin = join(modules, '.bin')
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32' && command !== userNode,
    env: {
      ...process.env,
      PATH: command === userNode ? process.env.PATH : `${bin}${delimiter}${process.env.PATH}`,
    },
  })
  if (result.error?.code === 'ENOENT') {
    fail(`${command} was not found; delete node_modules and run again.`)
  }
  if (result.status !== 0) fail(`${title.toLowerCase()} failed (${command} ${args.join(' ')}).`)
}

/** Progress goes to standard error, since a task's output may be for another program. */
function say(text) {
  process.stderr.write(`\n▸ ${text}\n`)
}

function fail(message) {
  process.stderr.write(`wengert: ${message}\n`)
  process.exit(1)
}
