import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { prod, tensor, zeros } from '@wengert/tensor'
import { dtypes, smallElements } from '../support/generated.ts'
import { reduced, reductions } from '../support/reductions.ts'
import { applied, expectSame } from '../support/reference.ts'

describe('prod', () => {
  test.each(dtypes)('of %s over any axes', (dtype) => {
    fc.assert(
      fc.property(reductions(dtype, { element: smallElements(dtype) }), (reduction) => {
        const { x, axes, keepDims } = reduction
        const expected = reduced(reduction, dtype === 'bool' ? 'int32' : dtype, (list) =>
          list.reduce((a, b) => a * b, 1),
        )
        expectSame(
          applied((y) => prod(y, axes, { keepDims }), x),
          expected,
          dtype === 'float32' ? 1e-6 : 1e-14,
        )
      }),
    )
  })

  test('wraps int32, keeps the sign of zero, and of nothing is 1', () => {
    expect(prod(tensor([65536, 65537], { dtype: 'int32' })).item()).toBe(65536)
    expect(prod(tensor([-1, 0])).item()).toBe(-0)
    expect(prod(zeros([0])).item()).toBe(1)
    expect(zeros([2, 0]).prod(1).toArray()).toEqual([1, 1])
    expect(prod(tensor([0, Infinity])).item()).toBeNaN()
    expect(prod(tensor([1e-300, 1, 1e200, 1e200])).item()).toBeCloseTo(1e100, -86)
  })

  test('names an axis that x does not have', () => {
    expect(() => prod(zeros([2]), 1)).toThrow('prod: axis 1 is not an axis')
  })
})
