/** Costs that can be counted are what budget.json says; `npm run budget -- --update` writes new ones. */
import { describe, expect, test } from 'vitest'
import { countPrograms, isWithin, readBudget } from './budget.ts'
import { bundleSizes } from './bundle.ts'

const budget = readBudget()

describe('programs cost what is budgeted', () => {
  const counts = countPrograms()
  test('and are those that are budgeted', () => {
    expect(Object.keys(counts)).toEqual(Object.keys(budget.programs))
  })
  test.each(Object.keys(counts))('%s', (name) => {
    expect(counts[name]).toEqual(budget.programs[name])
  })
})

test('bundles are as large as is budgeted, but for one per cent', async () => {
  const sizes = await bundleSizes()
  expect(Object.keys(sizes)).toEqual(Object.keys(budget.bundles))
  const off = Object.entries(sizes).filter(([name, size]) => !isWithin(size, budget.bundles[name]))
  expect(Object.fromEntries(off)).toEqual({})
})
