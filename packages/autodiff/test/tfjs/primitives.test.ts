/**
 * The law of every primitive on TensorFlow.js: what the host gives, to float32. Those without a
 * counterpart run on the host and must say so; which these are on each backend is listed below.
 */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import fc from 'fast-check'
import { allPrimitives } from '@wengert/tensor/internal'
import { applyPrimitive, cases, type LawCase } from '../support/cases.ts'
import { expectAllClose } from '../support/law.ts'
import { chooseEngine, engines, single, withTfjs } from '../support/tfjs.ts'

/** The primitives for which a backend has no kernel, beside those that TensorFlow.js has nothing for. */
const missing: { readonly [engine: string]: readonly string[] } = { cpu: [], wasm: [] }

describe.each(engines)('on TensorFlow.js, %s', (engine) => {
  const warnings: string[] = []
  beforeAll(async () => {
    await chooseEngine(engine)
    vi.spyOn(console, 'warn').mockImplementation((text) => void warnings.push(text))
  })
  afterAll(() => {
    vi.restoreAllMocks()
    const kernels = warnings.filter((text) => text.includes('has no kernel for it'))
    expect(kernels.map((text) => text.split(' ')[1]).sort()).toEqual(missing[engine])
  })

  test.each(allPrimitives())('$name agrees with the host in float32', (primitive) => {
    fc.assert(
      fc.property(cases[primitive.name], (lawCase) => {
        const { operands, params } = inSingle(lawCase)
        const expected = applyPrimitive(primitive, operands, params)
        const actual = withTfjs(() => applyPrimitive(primitive, operands, params))
        expect(actual.map(({ dtype }) => dtype)).toEqual(expected.map(({ dtype }) => dtype))
        expectAllClose(actual, expected, 1e-5)
      }),
      { numRuns: 30 },
    )
  })
})

/** The case with float32 for float64, in the params as well. */
function inSingle({ operands, params }: LawCase): LawCase {
  const { dtype } = params as { dtype?: string }
  return {
    operands: operands.map(single),
    params: dtype === 'float64' ? { ...(params as object), dtype: 'float32' } : params,
  }
}
