import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { max, min, ShapeError, tensor, zeros } from '@wengert/tensor'
import { dtypes, fullShape } from '../support/generated.ts'
import { reduced, reductions } from '../support/reductions.ts'
import { applied, expectError, expectSame } from '../support/reference.ts'

describe.each([
  { op: max, best: Math.max },
  { op: min, best: Math.min },
])('$op.name', ({ op, best }) => {
  test.each(dtypes)('of %s over any axes', (dtype) => {
    fc.assert(
      fc.property(reductions(dtype, { dims: fullShape }), (reduction) => {
        const { x, axes, keepDims } = reduction
        expectSame(
          applied((y) => op(y, axes, { keepDims }), x),
          reduced(reduction, dtype, (elements) => best(...elements)),
        )
      }),
      { numRuns: 200 },
    )
  })

  test('is NaN wherever a NaN is, first or last', () => {
    expect(op(tensor([NaN, 1, 2])).item()).toBeNaN()
    expect(op(tensor([1, 2, NaN])).item()).toBeNaN()
    expectSame(
      op(
        tensor([
          [1, NaN],
          [2, 3],
        ]),
        0,
      ),
      tensor([best(1, 2), NaN]),
    )
  })

  test('takes −0 as below 0, wherever it is', () => {
    expect(op(tensor([0, -0])).item()).toBe(best(0, -0))
    expect(op(tensor([-0, 0])).item()).toBe(best(0, -0))
  })

  test('of infinities only is infinite', () => {
    expect(op(tensor([-Infinity, -Infinity])).item()).toBe(-Infinity)
    expect(op(tensor([Infinity])).item()).toBe(Infinity)
  })

  test('of a scalar, or over no axes, is the tensor itself', () => {
    const x = tensor([1, 2])
    expect(op(x, [])).toBe(x)
    expect(op(3).item()).toBe(3)
  })

  test('needs an element to choose, but not a result', () => {
    expect(op(zeros([0, 3]), 1).shape).toEqual([0])
    expectError(
      () => op(zeros([2, 0])),
      ShapeError,
      `${op.name}: axis 1 of shape [2, 0] is empty and has no ${op.name}imum; ` +
        'reduce another axis, or check the size before.',
    )
    expect(() => op(zeros([0, 3]), 0)).toThrow(`${op.name}: axis 0 of shape [0, 3] is empty`)
  })

  test('names an axis that x does not have', () => {
    expect(() => op(zeros([2]), 1)).toThrow(
      `${op.name}: axis 1 is not an axis of a tensor of rank 1`,
    )
  })
})
