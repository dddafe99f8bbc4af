import { describe, expect, test } from 'vitest'
import { arange, ArgumentError, outer, ShapeError, tensor, tensordot, zeros } from '@wengert/tensor'
import { elementAt, expectError, expectSame, fromFunction } from '../support/reference.ts'

describe('outer', () => {
  test('multiplies all pairs of elements', () => {
    const [x, y] = [
      tensor([
        [1, 2],
        [3, 4],
      ]),
      tensor([5, 6, 7]),
    ]
    expectSame(
      outer(x, y),
      fromFunction([4, 3], 'float64', ([i, j]) => x.data[i] * y.data[j]),
    )
    expect(outer(2, 3).toArray()).toEqual([[6]])
    expect(outer(zeros([0]), y).shape).toEqual([0, 3])
  })
})

describe('tensordot', () => {
  const x = arange(24).reshape([2, 3, 4])
  const y = arange(24).reshape([3, 4, 2]).add(1)

  test('sums over the last axes of x and the first of y', () => {
    expectSame(
      tensordot(x, y),
      fromFunction([2, 2], 'float64', ([i, j]) => {
        let sum = 0
        for (let k = 0; k < 3; k++) {
          for (let l = 0; l < 4; l++) sum += elementAt(x, [i, k, l]) * elementAt(y, [k, l, j])
        }
        return sum
      }),
    )
    expect(tensordot(x, y, 0).shape).toEqual([2, 3, 4, 3, 4, 2])
    expect(tensordot(3, 4, 0).item()).toBe(12)
  })

  test('sums over pairs of axes', () => {
    expectSame(
      tensordot(x, y, [
        [-1, 0],
        [1, 2],
      ]),
      fromFunction([3, 3], 'float64', ([i, j]) => {
        let sum = 0
        for (let k = 0; k < 4; k++) {
          for (let l = 0; l < 2; l++) sum += elementAt(x, [l, i, k]) * elementAt(y, [j, k, l])
        }
        return sum
      }),
    )
  })

  test('refuses axes that do not pair', () => {
    expectError(
      () => tensordot(x, y, 1),
      ShapeError,
      'tensordot: axis 2 of shape [2, 3, 4] and axis 0 of shape [3, 4, 2] differ in length; transpose ' +
        'or reshape one, or pair other axes.',
    )
    expectError(
      () => tensordot(x, y, [[0], [0, 1]]),
      ArgumentError,
      'tensordot: axes [0] and [0, 1] do not pair; give two lists of one length that name each axis at ' +
        'most once.',
    )
    expectError(
      () => tensordot(x, zeros([4]), 2),
      ArgumentError,
      'tensordot: cannot sum over 2 axes of shapes [2, 3, 4] and [4]; give 0 to 1, or two lists of axes.',
    )
  })
})
