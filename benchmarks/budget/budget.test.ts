/** Costs that can be counted are what budget.json says; `npm run budget -- --update` writes new ones. */
import { readFileSync } from 'node:fs'
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

test('the guide says of what a page loads what the budget does', () => {
  const guide = readFileSync(new URL('../../docs/guides/performance.md', import.meta.url), 'utf8')
  const rows = guide.matchAll(/^\| .+ \| (\d+) \| (?:(\d+)(?: \(the module\))? )?\|$/gm)
  const kilobytes = (name: string): string =>
    name in budget.bundles ? String(Math.round(budget.bundles[name] / 1024)) : ''
  const imports = Object.keys(budget.bundles).filter((name) => !name.endsWith('fetched later'))
  const said = [...rows].map(([, first, later]) => [first, later ?? ''])
  const budgeted = imports.map((name) => [kilobytes(name), kilobytes(`${name}, fetched later`)])
  // The module of TensorFlow.js is no part of a bundle.
  const module = imports.indexOf('TensorFlow.js, core, wasm')
  budgeted[module][1] = said[module]?.[1]
  expect(said).toEqual(budgeted)
})
