import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { std, tensor, variance, zeros } from '@wengert/tensor'
import { dtypes, fullShape, smallElements } from '../support/generated.ts'
import { reduced, reductions } from '../support/reductions.ts'
import { applied } from '../support/reference.ts'

/** Σ (x − x̄)² / (n − ddof), as exact as doubles are. */
function moment(list: number[], ddof: number): number {
  const mean = list.reduce((a, b) => a + b, 0) / list.length
  return list.reduce((a, b) => a + (b - mean) ** 2, 0) / Math.max(list.length - ddof, 0)
}

describe.each([
  { op: variance, of: (v: number) => v },
  { op: std, of: Math.sqrt },
])('$op.name', ({ op, of }) => {
  test.each(dtypes)('of %s over any axes', (dtype) => {
    const cases = fc.tuple(
      reductions(dtype, { element: smallElements(dtype), dims: fullShape }),
      fc.constantFrom(0, 1),
    )
    fc.assert(
      fc.property(cases, ([reduction, ddof]) => {
        const { x, axes, keepDims } = reduction
        const single = dtype === 'float32'
        const expected = reduced(reduction, single ? 'float32' : 'float64', (list) =>
          of(moment(list, ddof)),
        )
        const actual = applied((y) => op(y, axes, { keepDims, ddof }), x)
        expect(actual.shape).toEqual(expected.shape)
        expect(actual.dtype).toBe(expected.dtype)
        actual.data.slice().forEach((value, i) => {
          const e = expected.data[i]
          if (Number.isNaN(e)) expect(value).toBeNaN()
          else expect(Math.abs(value - e)).toBeLessThanOrEqual((single ? 1e-5 : 1e-13) * (1 + e))
        })
      }),
    )
  })

  test('does not cancel, and is NaN of nothing', () => {
    expect(op(tensor([1e9, 1e9 + 1, 1e9 + 2, 1e9 + 3])).item()).toBeCloseTo(of(1.25), 15)
    expect(op(zeros([0])).item()).toBeNaN()
    expect(op(tensor([2]), 0, { ddof: 1 }).item()).toBeNaN()
    expect(tensor([1, NaN]).std().item()).toBeNaN()
  })

  test('names an axis that x does not have', () => {
    expect(() => op(zeros([2]), 1)).toThrow(`${op.name}: axis 1 is not an axis`)
  })
})
