/** Contestants agree, on small problems; timing is left to `npm run bench`. */
import { afterAll, describe, expect, test } from 'vitest'
import { setThreads } from '@wengert/autodiff'
import { checkAgreement, rowsOf, type Suite } from './harness.ts'
import { optionsOf } from './options.ts'
import { groups } from './suites/index.ts'
import { summarize } from './timing.ts'

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

test('an answer may come in several arrays', async () => {
  const inParts = (last: number): Suite => ({
    name: 'parts',
    contestants: [
      { name: 'whole', make: () => () => [1, 2, 3], tolerance: 0 },
      { name: 'parts', make: () => () => [Float64Array.of(1, 2), [last]], tolerance: 0 },
    ],
  })
  await expect(checkAgreement(inParts(3))).resolves.toMatchObject({ absent: [] })
  await expect(checkAgreement(inParts(4))).rejects.toThrow('parts: parts is wrong')
})

test('a contestant that may fail is left out, with what is wrong', async () => {
  const { contestants, absent } = await checkAgreement(ones(NaN, true))
  expect(contestants.map(({ name }) => name)).toEqual(['right'])
  expect(absent).toMatchObject([{ name: 'wrong', note: 'wrong: relative error NaN' }])
})

test('times have the quartiles that NumPy has, and half their distance in per cent', () => {
  // numpy.percentile([1, 2, 4, 8, 16, 32], [25, 50, 75]) is [2.5, 6, 14].
  const { median, least, spread } = summarize([32, 1, 16, 2, 8, 4].map((x) => x * 1e-6))
  expect(median).toBeCloseTo(6, 12)
  expect(least).toBeCloseTo(1, 12)
  expect(spread).toBeCloseTo((50 * (14 - 2.5)) / 6, 10)
})

const contestants = ['loops', 'Wengert a', 'Wengert b', 'peer', 'loops (twin)']
const timed = (...medians: number[]) =>
  medians.map((median, i) => ({
    name: contestants[i],
    over: i === 3 ? 'Wengert b' : undefined,
    median,
    least: median / 2,
    spread: 1,
  }))

test('a ratio is over the first Wengert, or over what the contestant names', () => {
  const rows = rowsOf(timed(6, 2, 8, 4, 5), {})
  expect(rows.map(({ ratio }) => ratio)).toEqual([3, 1, 4, 0.5, 2.5])
})

test('recorded times are scaled by the least that the loops take, twin or not', () => {
  const recorded = [{ name: 'elsewhere', microseconds: 30, byHand: 5 }]
  const row = rowsOf(timed(20, 8, 8, 4, 10), { recorded }).at(-1)!
  expect(row).toMatchObject({ name: 'elsewhere', least: 30, ratio: 30 / 4, microseconds: null })
})

test('what is asked for is a filter of any words, and a flag that there is', () => {
  expect(optionsOf([])).toEqual({ filter: '', weighing: true })
  expect(optionsOf(['adding,', 'n', '=', '10', '--no-memory'])).toEqual({
    filter: 'adding, n = 10',
    weighing: false,
  })
  expect(() => optionsOf(['matmul', '--no-memroy'])).toThrow(/^bench: there is no --no-memroy; use/)
  expect(() => optionsOf(['--help'])).toThrow(/npm run bench \[-- filter\] \[--no-memory\]/)
})
