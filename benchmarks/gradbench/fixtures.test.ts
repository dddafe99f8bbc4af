/**
 * All functions give the fixtures' answers, closer than GradBench itself asks: to 1e-9. And the compiled
 * programs give the bits that the interpreter gives, which runs where there is no WebAssembly.
 */
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { evaluations } from './evaluations/index.ts'
import { fixturesOf, largestError, type Fixture } from './fixtures.ts'
import type { Json } from './job.ts'

const tolerance = 1e-9

function answer(table: typeof evaluations, { module, function: name, input }: Fixture): Json {
  const { run, answer } = table[module][name](input)
  return answer(run() as never)
}

let interpreted: typeof evaluations

beforeAll(async () => {
  vi.resetModules()
  vi.stubGlobal('WebAssembly', undefined)
  // The engine is looked for once, and then not again.
  const { wasmEngine } = await import('@wengert/tensor/internal/wasm')
  expect(wasmEngine()).toBeNull()
  ;({ evaluations: interpreted } = await import('./evaluations/index.ts'))
  vi.unstubAllGlobals()
  // Files that run after this one in the same process are to find it.
  vi.resetModules()
})

describe.each(Object.keys(evaluations))('%s', (name) => {
  it.each(fixturesOf(name))('$function of $description', (fixture) => {
    const actual = answer(evaluations, fixture)
    expect(largestError(actual, fixture.output)).toBeLessThan(tolerance)
    expect(actual).toEqual(answer(interpreted, fixture))
  })
})
