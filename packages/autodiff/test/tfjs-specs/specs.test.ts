/**
 * tfjs-core's own specs as the judge of our kernels. They run in a process of their own, since jasmine takes
 * the names that the tests here use.
 */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { exclusions } from './exclusions.ts'

interface Report {
  readonly page: string
  readonly total: number
  readonly failed: readonly string[]
}

describe('the specs of tfjs-core', () => {
  let report: Report
  beforeAll(() => {
    const main = fileURLToPath(new URL('main.ts', import.meta.url))
    const { stdout, stderr } = spawnSync(process.execPath, [main, '--json'], {
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    })
    const json = stdout.slice(stdout.indexOf('{"page"'))
    if (json === '') expect.fail(stderr)
    report = JSON.parse(json)
  }, 120_000)

  test('for the kernels that we have pass but for those that are explained one by one', () => {
    expect([...report.failed].sort()).toEqual(Object.keys(exclusions).sort())
  })

  test('pass to at least 95 %', () => {
    expect(report.total).toBeGreaterThan(2300)
    expect(report.failed.length / report.total).toBeLessThan(0.05)
  })

  test('are what docs/tfjs-kernels.md says; `npm run tfjs-specs` rewrites it', async () => {
    await expect(report.page).toMatchFileSnapshot('../../../../docs/tfjs-kernels.md')
  })
})
