import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { all, any, tensor, zeros } from '@wengert/tensor'
import { dtypes } from '../support/generated.ts'
import { reduced, reductions } from '../support/reductions.ts'
import { applied, expectSame } from '../support/reference.ts'

describe.each([
  { op: any, fold: (list: number[]) => list.some((v) => v !== 0) },
  { op: all, fold: (list: number[]) => list.every((v) => v !== 0) },
])('$op.name', ({ op, fold }) => {
  test.each(dtypes)('of %s over any axes', (dtype) => {
    fc.assert(
      fc.property(reductions(dtype), (reduction) => {
        const { x, axes, keepDims } = reduction
        const expected = reduced(reduction, 'bool', (list) => Number(fold(list)))
        expectSame(
          applied((y) => op(y, axes, { keepDims }), x),
          expected,
        )
      }),
    )
  })

  test('names an axis that x does not have', () => {
    expect(() => op(zeros([2]), 1)).toThrow(`${op.name}: axis 1 is not an axis`)
  })
})

test('NaN is true, and of nothing any is false and all true', () => {
  expect(any(tensor([0, NaN])).item()).toBe(1)
  expect(tensor([1, NaN]).all().item()).toBe(1)
  expect(zeros([0]).any().item()).toBe(0)
  expect(all(zeros([0])).item()).toBe(1)
})
