import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { add, ones, ShapeError, sub, tensor, zeros } from '@wengert/tensor'
import { sumTo } from '@wengert/tensor/internal'
import { broadcastRows } from '../../src/primitives/elementwise.ts'
import { broadcastable, operands, smallElements, tensorOf } from '../support/generated.ts'
import {
  applied,
  broadcast,
  elementAt,
  expectError,
  expectSame,
  fromFunction,
  indicesOf,
} from '../support/reference.ts'

describe('broadcasting', () => {
  test('stretches either operand, any axis and missing axes, empty ones too', () => {
    fc.assert(
      fc.property(operands(2, 'float64'), ([x, y]) => {
        const expected = fromFunction(
          broadcast(x.shape, y.shape),
          'float64',
          (at) => elementAt(x, at) - elementAt(y, at),
        )
        expectSame(applied(sub, x, y), expected)
      }),
      { numRuns: 300 },
    )
  })

  test('against a number leaves the shape alone', () => {
    expect(add(zeros([2, 0, 3]), 1).shape).toEqual([2, 0, 3])
    expect(add(1, zeros([])).shape).toEqual([])
    expect(add(ones([1, 1]), tensor(2)).shape).toEqual([1, 1])
  })

  test('stretches an axis of length 1 to nothing', () => {
    expect(add(ones([3, 1]), ones([0])).shape).toEqual([3, 0])
  })

  test('fails for lengths that differ, with both shapes in the message', () => {
    expectError(
      () => add(ones([3]), ones([4])),
      ShapeError,
      'add: shapes [3] and [4] do not broadcast; ' +
        'reshape one so that each pair of axes, counted from the last, is equal or has a 1.',
    )
    expect(() => add(ones([2, 3]), ones([2]))).toThrow('shapes [2, 3] and [2]')
    expect(() => add(ones([0]), ones([2]))).toThrow('shapes [0] and [2]')
  })
})

test('rows visit every element of the target once, with the offsets of the operands', () => {
  fc.assert(
    fc.property(broadcastable(2), (shapes) => {
      const target = broadcast(...shapes)
      const seen: number[][] = []
      broadcastRows(
        target,
        shapes,
      )((start, count, [i, j], [di, dj]) => {
        for (let k = 0; k < count; k++) seen[start + k] = [i + k * di, j + k * dj]
      })
      const positions = shapes.map((dims) => {
        let n = 0
        return fromFunction(dims, 'float64', () => n++)
      })
      const expected = indicesOf(target).map((at) => positions.map((x) => elementAt(x, at)))
      expect(seen).toEqual(expected)
    }),
  )
})

test('sumTo sums over the stretched axes', () => {
  const cases = broadcastable(2).chain(([a, b]) =>
    tensorOf(broadcast(a, b), 'float64', smallElements('float64')).map((ct) => ({ ct, shape: a })),
  )
  fc.assert(
    fc.property(cases, ({ ct, shape }) => {
      const totals = zeros(shape).data.slice()
      const positions = fromFunction(
        shape,
        'float64',
        (() => {
          let n = 0
          return () => n++
        })(),
      )
      for (const at of indicesOf(ct.shape)) totals[elementAt(positions, at)] += elementAt(ct, at)
      expectSame(
        applied((x) => sumTo(x, shape), ct),
        tensor(totals, { shape }),
      )
    }),
  )
})
