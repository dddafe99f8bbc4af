import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ArgumentError, flip, tensor, zeros } from '@wengert/tensor'
import { anyTensor, axesOf } from '../support/generated.ts'
import { applied, elementAt, expectError, expectSame, fromFunction } from '../support/reference.ts'

describe('flip', () => {
  test('reverses the named axes, and twice is nothing', () => {
    const cases = anyTensor.chain((x) => axesOf(x.shape).map((axes) => ({ x, axes })))
    fc.assert(
      fc.property(cases, ({ x, axes }) => {
        const flipped = axes.map((axis) => (axis < 0 ? axis + x.ndim : axis))
        const expected = fromFunction(x.shape, x.dtype, (at) =>
          elementAt(
            x,
            at.map((i, axis) => (flipped.includes(axis) ? x.shape[axis] - 1 - i : i)),
          ),
        )
        const actual = applied((y) => flip(y, axes), x)
        expectSame(actual, expected)
        expectSame(flip(actual, axes), x)
      }),
      { numRuns: 200 },
    )
  })

  test('without axes reverses all of them', () => {
    expect(
      flip(
        tensor([
          [1, 2],
          [3, 4],
        ]),
      ).toArray(),
    ).toEqual([
      [4, 3],
      [2, 1],
    ])
    expect(flip(3).item()).toBe(3)
  })

  test('names an axis that x does not have', () => {
    expectError(
      () => flip(zeros([2]), 1),
      ArgumentError,
      'flip: axis 1 is not an axis of a tensor of rank 1; use -1 to 0.',
    )
  })
})
