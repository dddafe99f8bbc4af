/** Contestants agree, on small problems; timing is left to `npm run bench`. */
import { afterAll, describe, expect, test } from 'vitest'
import { setThreads } from '@wengert/autodiff'
import { checkAgreement, type Suite } from './harness.ts'
import { groups } from './suites/index.ts'

afterAll(() => setThreads(1))

describe.each(Object.keys(groups))('contestants of %s agree', (group) => {
  test.each(groups[group](true))('$name', async (suite) => {
    const { contestants } = await checkAgreement(suite)
    expect(contestants.length).toBeGreaterThan(1)
  })
})

const ones = (value: number, fallible: boolean): Suite => ({
  name: 'ones',
  contestants: [
    { name: 'right', make: () => () => [1], tolerance: 0 },
    { name: 'wrong', make: () => () => [value], tolerance: 1e-6, fallible },
  ],
})

test('a contestant with a wrong answer is refused', async () => {
  await expect(checkAgreement(ones(1.1, false))).rejects.toThrow(
    'ones: wrong is wrong: relative error 1.0e-1; nothing is timed.',
  )
})

test('a contestant that may fail is left out, with what is wrong', async () => {
  const { contestants, absent } = await checkAgreement(ones(NaN, true))
  expect(contestants.map(({ name }) => name)).toEqual(['right'])
  expect(absent).toMatchObject([{ name: 'wrong', note: 'wrong: relative error NaN' }])
})
