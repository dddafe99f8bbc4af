/** What is measured against must be right itself. */
import { describe, expect, it } from 'vitest'
import { fixturesOf, largestError } from '../fixtures.ts'
import { byHand } from './index.ts'

describe.each(Object.keys(byHand))('%s by hand', (name) => {
  it.each(fixturesOf(name))('$function of $description', (fixture) => {
    const { run, answer } = byHand[name][fixture.function](fixture.input)
    expect(largestError(answer(run() as never), fixture.output)).toBeLessThan(1e-9)
  })
})
