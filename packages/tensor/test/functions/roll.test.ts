import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arange, ArgumentError, roll, zeros } from '@wengert/tensor'
import { anyTensor } from '../support/generated.ts'
import { applied, elementAt, expectError, expectSame, fromFunction } from '../support/reference.ts'

describe('roll', () => {
  test('moves elements round the ends of an axis', () => {
    const cases = anyTensor
      .filter((x) => x.ndim > 0)
      .chain((x) =>
        fc.record({
          x: fc.constant(x),
          axis: fc.integer({ min: 0, max: x.ndim - 1 }),
          shift: fc.integer({ min: -7, max: 7 }),
        }),
      )
    fc.assert(
      fc.property(cases, ({ x, axis, shift }) => {
        const n = x.shape[axis]
        const expected = fromFunction(x.shape, x.dtype, (at) =>
          elementAt(x, at.with(axis, (((at[axis] - shift) % n) + n) % n)),
        )
        expectSame(
          applied((y) => roll(y, shift, axis), x),
          expected,
        )
      }),
    )
  })

  test('without an axis moves the elements in row-major order, with several each', () => {
    const x = arange(6).reshape([2, 3])
    expect(roll(x, 1).toArray()).toEqual([
      [5, 0, 1],
      [2, 3, 4],
    ])
    expect(roll(x, [1, -1], [0, 1]).toArray()).toEqual([
      [4, 5, 3],
      [1, 2, 0],
    ])
    expect(roll(x, 1, [0, 1]).toArray()).toEqual([
      [5, 3, 4],
      [2, 0, 1],
    ])
    expect(roll(x, 3, 1)).toBe(x)
    expect(roll(zeros([0]), 2).shape).toEqual([0])
  })

  test('refuses shifts that do not fit', () => {
    expectError(
      () => roll(zeros([2, 2]), [1, 2], 0),
      ArgumentError,
      'roll: 2 shifts for 1 axes; give one for each, or one for all.',
    )
    expectError(
      () => roll(zeros([2]), 0.5),
      ArgumentError,
      'roll: 0.5 is not a shift; give an integer.',
    )
  })
})
