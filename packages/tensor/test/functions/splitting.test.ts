import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arange, ArgumentError, concatenate, ShapeError, split, zeros } from '@wengert/tensor'
import { anyTensor } from '../support/generated.ts'
import { expectError, expectSame } from '../support/reference.ts'

describe('split', () => {
  test('cuts where it is told, and concatenate puts together', () => {
    const cases = anyTensor
      .filter((x) => x.ndim > 0)
      .chain((x) =>
        fc.record({
          x: fc.constant(x),
          axis: fc.integer({ min: -x.ndim, max: x.ndim - 1 }),
          cuts: fc
            .array(fc.nat({ max: 4 }), { maxLength: 3 })
            .map((list) => list.sort((a, b) => a - b)),
        }),
      )
    fc.assert(
      fc.property(cases, ({ x, axis, cuts }) => {
        const parts = split(x, cuts, axis)
        expect(parts.length).toBe(cuts.length + 1)
        expectSame(concatenate(parts, axis), x)
        const n = x.shape.at(axis)!
        cuts.forEach((cut, i) => {
          const size = parts[i].shape.at(axis)!
          expect(size).toBe(Math.min(cut, n) - Math.min(cuts[i - 1] ?? 0, n))
        })
      }),
    )
  })

  test('into equal parts', () => {
    const parts = split(arange(6).reshape([2, 3]), 3, 1)
    expect(parts.map((part) => part.toArray())).toEqual([
      [[0], [3]],
      [[1], [4]],
      [[2], [5]],
    ])
    expect(split(arange(4), [-1]).map((part) => part.size)).toEqual([3, 1])
    expect(split(zeros([0]), 2).map((part) => part.size)).toEqual([0, 0])
  })

  test('refuses parts that are not equal', () => {
    expectError(
      () => split(zeros([2, 5]), 2, 1),
      ShapeError,
      'split: axis 1 of shape [2, 5] does not divide into 2 equal parts; choose a divisor of its length, ' +
        'or give the positions of the cuts.',
    )
    expectError(
      () => split(zeros([4]), 0),
      ArgumentError,
      'split: 0 is not a number of parts; give a positive integer, or the positions of the cuts.',
    )
    expectError(
      () => split(zeros([4]), [1.5]),
      ArgumentError,
      'split: 1.5 is no position to cut at; give integers.',
    )
  })
})
