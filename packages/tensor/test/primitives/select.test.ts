import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ShapeError, tensor, where } from '@wengert/tensor'
import { broadcastable, dtypes, operands, tensorOf } from '../support/generated.ts'
import {
  applied,
  broadcast,
  elementAt,
  expectError,
  expectSame,
  fromFunction,
} from '../support/reference.ts'

describe('where', () => {
  test.each(dtypes)('chooses between %s, all three broadcast', (dtype) => {
    const cases = broadcastable(3).chain(([c, x, y]) =>
      fc.tuple(tensorOf(c, 'bool'), tensorOf(x, dtype), tensorOf(y, dtype)),
    )
    fc.assert(
      fc.property(cases, ([c, x, y]) => {
        const expected = fromFunction(broadcast(c.shape, x.shape, y.shape), dtype, (at) =>
          elementAt(elementAt(c, at) === 1 ? x : y, at),
        )
        expectSame(applied(where, c, x, y), expected)
      }),
    )
  })

  test.each(dtypes)('takes a condition of %s: all but 0 is true', (dtype) => {
    fc.assert(
      fc.property(operands(1, dtype), ([c]) => {
        const expected = fromFunction(c.shape, 'float64', (at) => (elementAt(c, at) === 0 ? 2 : 1))
        expectSame(
          applied((condition) => where(condition, 1, 2), c),
          expected,
        )
      }),
    )
  })

  test('promotes its branches, and passes NaN of the chosen one only', () => {
    expect(where(true, tensor([1], { dtype: 'int32' }), 0.5).dtype).toBe('float64')
    expect(where(true, tensor([1], { dtype: 'float32' }), 0.5).dtype).toBe('float32')
    expectSame(where(tensor([true, false]), tensor([1, 2]), NaN), tensor([1, NaN]))
  })

  test('names itself when shapes differ', () => {
    expectError(
      () => where(tensor([true, false]), tensor([1, 2, 3]), 0),
      ShapeError,
      'where: shapes [2] and [3] do not broadcast; ' +
        'reshape one so that each pair of axes, counted from the last, is equal or has a 1.',
    )
    expect(() => where(true, tensor([1, 2, 3]), tensor([1, 2]))).toThrow('shapes [3] and [2]')
  })
})
