import { beforeAll, describe, expect, test, vi } from 'vitest'
import fc from 'fast-check'
import { allPrimitives } from '@wengert/tensor/internal'
import { applyPrimitive, cases, type LawCase } from '../support/cases.ts'
import { expectAllClose } from '../support/law.ts'
import { chooseEngine, engines, single, withTfjs } from '../support/tfjs.ts'

describe.each(engines)('on TensorFlow.js, %s', (engine) => {
  beforeAll(() => chooseEngine(engine))

  test.each(allPrimitives())('$name agrees with the host in float32', (primitive) => {
    vi.spyOn(console, 'warn').mockImplementation(() => {})
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
