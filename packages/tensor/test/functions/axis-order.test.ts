import { describe, expect, test } from 'vitest'
import { arange, ArgumentError, moveAxis, swapAxes, zeros } from '@wengert/tensor'
import { elementAt, expectError, expectSame, fromFunction } from '../support/reference.ts'

const x = arange(24).reshape([2, 3, 4])

describe('moveAxis', () => {
  test('puts an axis where it is told, the others in their order', () => {
    expectSame(
      moveAxis(x, 0, -1),
      fromFunction([3, 4, 2], 'float64', ([i, j, k]) => elementAt(x, [k, i, j])),
    )
    expectSame(
      moveAxis(x, [2, 0], [0, 1]),
      fromFunction([4, 2, 3], 'float64', ([i, j, k]) => elementAt(x, [j, k, i])),
    )
    expect(moveAxis(x, 1, 1)).toBe(x)
  })

  test('has the shapes that NumPy documents', () => {
    const y = zeros([3, 4, 5])
    expect(moveAxis(y, 0, -1).shape).toEqual([4, 5, 3])
    expect(moveAxis(y, -1, 0).shape).toEqual([5, 3, 4])
    expect(moveAxis(y, [0, 1], [-1, -2]).shape).toEqual([5, 4, 3])
    expect(moveAxis(y, [0, 1, 2], [-1, -2, -3]).shape).toEqual([5, 4, 3])
  })

  test('refuses lists that do not pair', () => {
    expectError(
      () => moveAxis(x, [0, 1], 0),
      ArgumentError,
      'moveAxis: 2 axes cannot move to 1 places; give as many destinations as sources.',
    )
    expectError(
      () => moveAxis(x, [0, -3], [0, 1]),
      ArgumentError,
      'moveAxis: source [0, -3] names an axis twice; name each once.',
    )
    expect(() => moveAxis(x, 3, 0)).toThrow('moveAxis: axis 3 is not an axis of a tensor of rank 3')
  })
})

describe('swapAxes', () => {
  test('exchanges two axes', () => {
    expectSame(
      swapAxes(x, 0, -1),
      fromFunction([4, 3, 2], 'float64', ([i, j, k]) => elementAt(x, [k, j, i])),
    )
    expect(x.swapAxes(1, 1)).toBe(x)
  })

  test('names an axis that x does not have', () => {
    expect(() => swapAxes(x, 0, 3)).toThrow('swapAxes: axis 3 is not an axis of a tensor of rank 3')
  })
})
