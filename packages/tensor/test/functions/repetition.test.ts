import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arange, ArgumentError, repeat, ShapeError, tensor, tile, zeros } from '@wengert/tensor'
import { anyTensor } from '../support/generated.ts'
import { applied, elementAt, expectError, expectSame, fromFunction } from '../support/reference.ts'

describe('tile', () => {
  test('lays copies side by side: the index is taken modulo the length', () => {
    const cases = fc.tuple(anyTensor, fc.array(fc.nat({ max: 3 }), { maxLength: 4 }))
    fc.assert(
      fc.property(cases, ([x, counts]) => {
        const rank = Math.max(x.ndim, counts.length)
        const shape = [...new Array<number>(rank - x.ndim).fill(1), ...x.shape]
        const times = [...new Array<number>(rank - counts.length).fill(1), ...counts]
        const expected = fromFunction(
          shape.map((n, axis) => n * times[axis]),
          x.dtype,
          (at) =>
            elementAt(
              x,
              at.map((i, axis) => i % shape[axis]),
            ),
        )
        expectSame(
          applied((y) => tile(y, counts), x),
          expected,
        )
      }),
    )
  })

  test('takes one count for the last axis', () => {
    expect(tile(tensor([[1, 2]]), 2).toArray()).toEqual([[1, 2, 1, 2]])
    expect(tile(3, 2).toArray()).toEqual([3, 3])
  })

  test('refuses what is no count', () => {
    expectError(
      () => tile(zeros([2]), -1),
      ArgumentError,
      'tile: -1 is not a number of times; give non-negative integers.',
    )
  })
})

describe('repeat', () => {
  test('repeats each element along an axis', () => {
    const x = arange(4).reshape([2, 2])
    expect(repeat(x, 2).toArray()).toEqual([0, 0, 1, 1, 2, 2, 3, 3])
    expect(repeat(x, 2, 1).toArray()).toEqual([
      [0, 0, 1, 1],
      [2, 2, 3, 3],
    ])
    expect(repeat(x, [2, 0], 0).toArray()).toEqual([
      [0, 1],
      [0, 1],
    ])
    expect(repeat(x, [0, 1, 2, 0]).toArray()).toEqual([1, 2, 2])
    expect(repeat(x, 0, 1).shape).toEqual([2, 0])
    expect(repeat(7, 3).toArray()).toEqual([7, 7, 7])
    // One count in a list stands for all, as in NumPy.
    expect(repeat(x, [2], 1).shape).toEqual([2, 4])
  })

  test('refuses counts that do not fit', () => {
    expectError(
      () => repeat(zeros([2, 3]), [1, 2], 1),
      ShapeError,
      'repeat: 2 counts for axis 1 of shape [2, 3]; give one for each element along the axis, or one ' +
        'number for all.',
    )
    expectError(
      () => repeat(zeros([2]), [1, 0.5]),
      ArgumentError,
      'repeat: 0.5 is not a number of times; give non-negative integers.',
    )
  })
})
