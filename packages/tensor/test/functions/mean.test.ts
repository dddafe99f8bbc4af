import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ArgumentError, mean, tensor, zeros } from '@wengert/tensor'
import { dtypes, fullShape, smallElements } from '../support/generated.ts'
import { reduced, reductions } from '../support/reductions.ts'
import { applied, expectError, expectSame } from '../support/reference.ts'

describe('mean', () => {
  test.each(dtypes)('of %s over any axes', (dtype) => {
    const cases = reductions(dtype, { element: smallElements(dtype), dims: fullShape })
    fc.assert(
      fc.property(cases, (reduction) => {
        const { x, axes, keepDims } = reduction
        const expected = reduced(
          reduction,
          dtype === 'float32' ? dtype : 'float64',
          (elements) => elements.reduce((a, b) => a + b, 0) / elements.length,
        )
        expectSame(
          applied((y) => mean(y, axes, { keepDims }), x),
          expected,
        )
      }),
    )
  })

  test('of nothing is NaN', () => {
    expect(mean(zeros([0])).item()).toBeNaN()
    expect(mean(zeros([2, 0]), 1).toArray()).toEqual([NaN, NaN])
    expect(mean(zeros([0, 2]), 1).shape).toEqual([0])
  })

  test('of a NaN is NaN, of a number the number', () => {
    expect(mean(tensor([1, NaN])).item()).toBeNaN()
    expect(mean(3).item()).toBe(3)
  })

  test('names an axis that x does not have', () => {
    expectError(
      () => mean(zeros([2]), 1),
      ArgumentError,
      'mean: axis 1 is not an axis of a tensor of rank 1; use -1 to 0.',
    )
  })
})
