// The built packages in Chromium, in pages with and without cross-origin isolation and with policies
// that forbid eval: every page gives the expected bits, compiles to WebAssembly exactly where it
// may, asks for nothing but the scripts themselves, and reports no error. Pages that import no more than
// `grad` fetch the compiler when they have use for it, those that import a solver when they have loaded.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { chromium } from 'playwright'
import { findChromium, launchOptions } from '../../scripts/chromium.ts'
import { compare } from '../reproducibility/compare.mjs'
import { serve } from './server.mjs'

const expected = JSON.parse(
  readFileSync(new URL('../reproducibility/expected.json', import.meta.url), 'utf8'),
)

/** What each page may do; `eval` and compiling to WebAssembly are what its policy says. */
const allowed = {
  '/plain': { evaluates: true, compiles: true, isolated: false },
  '/wasm-but-no-eval': { evaluates: false, compiles: true, isolated: false },
  '/neither-wasm-nor-eval': { evaluates: false, compiles: false, isolated: false },
  '/isolated': { evaluates: true, compiles: true, isolated: true },
}

const executablePath = findChromium()
if (executablePath === null) {
  process.stderr.write('SKIPPED: there is no Chromium.\n')
} else {
  const server = await serve()
  const browser = await chromium.launch(launchOptions(executablePath))
  try {
    for (const [path, may] of Object.entries(allowed)) {
      const ways = await tryPage(path, may)
      process.stdout.write(
        `${Object.keys(expected).length} results have the expected bits in ${path}: ${ways.join(', ')}.\n`,
      )
    }
    for (const name of ['gradient', 'minimize']) {
      await tryTurns(`/${name}`)
      const { atFirst, later } = await tryTurns(`/${name}-bundled`)
      assert.deepEqual(atFirst.map(nameOf), [`${name}.js`])
      assert.deepEqual(later.map(nameOf).sort(), ['eager', 'install'])
    }
    const { report } = await visit('/solver-bundled')
    assert.deepEqual(report.scripts.map(nameOf).sort(), ['eager', 'install', 'solver.js'])
    assert.ok(report.compiled > 0, '/solver-bundled: nothing was compiled in the first run')
    assert.deepEqual(report.violations, [], '/solver-bundled: violations')
    process.stdout.write(`The built packages work in Chromium ${browser.version()}.\n`)
  } finally {
    await browser.close()
    server.close()
  }

  /** A script's name, without what names its version. */
  function nameOf(url) {
    return url.slice(url.lastIndexOf('/') + 1).replace(/-.*/, '')
  }

  /** What a page reports, when nothing went wrong. */
  async function visit(path) {
    const page = await browser.newPage()
    const errors = []
    const requests = []
    page.on('pageerror', (error) => errors.push(String(error)))
    page.on('request', (request) => requests.push(request))
    await page.goto(`${server.origin}${path}`)
    const report = await page.evaluate(() => globalThis.report)
    assert.deepEqual(errors, [], `${path}: errors`)
    assert.notEqual(report, undefined, `${path}: the page did not run`)
    for (const request of requests) {
      const kind = request.resourceType()
      assert.ok(
        ['document', 'script'].includes(kind) && request.url().startsWith(`${server.origin}/`),
        `${path}: asked for ${request.url()} (${kind})`,
      )
    }
    await page.close()
    return { report, urls: requests.map((request) => request.url()) }
  }

  async function tryPage(path, { evaluates, compiles, isolated }) {
    const { report } = await visit(path)
    for (const [mode, hashes] of Object.entries(report.hashes)) {
      const faults = compare(hashes, expected, `${mode} in ${path} on ${browser.version()}`)
      assert.equal(faults, null, faults ?? '')
    }
    assert.deepEqual(report.gradient, [3, 12], path)
    assert.equal(report.status, 'converged', path)
    assert.equal(report.evaluates, evaluates, `${path}: eval`)
    assert.equal(report.crossOriginIsolated, isolated, `${path}: isolation`)
    assert.equal(report.modules > 0, compiles, `${path}: ${report.modules} modules compiled`)
    // To be refused a module is how the packages learn that they may not compile.
    const violations = report.violations.filter((text) => compiles || !text.endsWith('wasm-eval'))
    assert.deepEqual(violations, [], `${path}: violations`)
    const ways = Object.keys(report.hashes)
    const threads = isolated ? ['compiled for 2 threads'] : []
    assert.deepEqual(ways, ['interpreted', 'compiled', ...threads], path)
    return ways
  }

  /** Which scripts the page has loaded before it ran and since. */
  async function tryTurns(path) {
    const { report, urls } = await visit(path)
    const { scripts, turns, modules, violations } = report
    assert.equal(turns[0].compiled, 0, path)
    assert.ok(turns.at(-1).compiled > 0, `${path}: nothing was compiled in ${turns.length} turns`)
    assert.equal(modules > 0, true, path)
    for (const { result } of turns) assert.deepEqual(result, turns[0].result, path)
    assert.deepEqual(violations, [], `${path}: violations`)
    process.stdout.write(`${path} runs compiled from turn ${turns.length} on.\n`)
    const later = urls.slice(1).filter((url) => !scripts.includes(url))
    return { atFirst: scripts, later }
  }
}
