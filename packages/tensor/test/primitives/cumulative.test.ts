import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cumprod, cumsum, tensor, zeros, type DType } from '@wengert/tensor'
import { anyTensor } from '../support/generated.ts'
import { applied, elementAt, expectSame, fromFunction } from '../support/reference.ts'

const counted = (dtype: DType): DType => (dtype === 'bool' ? 'int32' : dtype)

describe.each([
  { op: cumsum, fold: (a: number, b: number) => a + b },
  { op: cumprod, fold: (a: number, b: number) => a * b },
])('$op.name', ({ op, fold }) => {
  const cases = anyTensor
    .filter((x) => x.ndim > 0)
    .chain((x) =>
      fc.record({
        x: fc.constant(x.logicalNot().cast(x.dtype)),
        axis: fc.integer({ min: -x.ndim, max: x.ndim - 1 }),
        reverse: fc.boolean(),
      }),
    )
  test('folds what comes before along the axis', () => {
    fc.assert(
      fc.property(cases, ({ x, axis, reverse }) => {
        const at = axis < 0 ? axis + x.ndim : axis
        const last = x.shape[at] - 1
        const expected = fromFunction(x.shape, counted(x.dtype), (index) => {
          let value = elementAt(x, index.with(at, reverse ? last : 0))
          const steps = reverse ? last - index[at] : index[at]
          for (let k = 1; k <= steps; k++) {
            value = fold(value, elementAt(x, index.with(at, reverse ? last - k : k)))
          }
          return value
        })
        expectSame(
          applied((y) => op(y, axis, { reverse }), x),
          expected,
        )
      }),
    )
  })

  test('without an axis goes through the elements in row-major order', () => {
    expect(
      op(
        tensor([
          [1, 2],
          [3, 4],
        ]),
      ).toArray(),
    ).toEqual([1, 2, 3, 4].map((_, i) => [1, 2, 3, 4].slice(0, i + 1).reduce(fold)))
    expect(op(tensor(5)).toArray()).toEqual([5])
  })

  test('names an axis that x does not have', () => {
    expect(() => op(zeros([2]), 1)).toThrow(`${op.name}: axis 1 is not an axis`)
  })
})

test('int32 wraps around in running sums and products', () => {
  const x = tensor([2 ** 31 - 1, 1, 1], { dtype: 'int32' })
  expect(cumsum(x).toArray()).toEqual([2 ** 31 - 1, -(2 ** 31), -(2 ** 31) + 1])
  expect(cumprod(tensor([65536, 65537], { dtype: 'int32' })).toArray()).toEqual([65536, 65536])
})
