import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  arange,
  argsort,
  ArgumentError,
  sort,
  takeAlongAxis,
  tensor,
  topK,
  zeros,
} from '@wengert/tensor'
import { anyTensor } from '../support/generated.ts'
import { applied, elementAt, expectError, expectSame, fromFunction } from '../support/reference.ts'

/** The order of the positions of a line, by selection: NaN last, first come first served. */
function order(line: number[], descending: boolean): number[] {
  const rank = (v: number) => (Number.isNaN(v) ? Infinity : v)
  const left = line.map((_, i) => i)
  const beats = (i: number, j: number): boolean => {
    const [a, b] = [line[i], line[j]]
    if (Number.isNaN(a) !== Number.isNaN(b)) return Number.isNaN(a) === descending
    return descending ? rank(a) > rank(b) : rank(a) < rank(b)
  }
  return line.map(() => {
    let best = left[0]
    for (const i of left) if (beats(i, best)) best = i
    left.splice(left.indexOf(best), 1)
    return best
  })
}

const cases = anyTensor
  .filter((x) => x.ndim > 0)
  .chain((x) =>
    fc.record({
      x: fc.constant(x),
      axis: fc.integer({ min: 0, max: x.ndim - 1 }),
      descending: fc.boolean(),
    }),
  )

describe('argsort and sort', () => {
  test('put a line in order, equal elements in theirs, NaN as the largest', () => {
    fc.assert(
      fc.property(cases, ({ x, axis, descending }) => {
        const expected = fromFunction(x.shape, 'int32', (at) => {
          const line = Array.from({ length: x.shape[axis] }, (_, i) =>
            elementAt(x, at.with(axis, i)),
          )
          return order(line, descending)[at[axis]]
        })
        const actual = applied((y) => argsort(y, axis, { descending }), x)
        expectSame(actual, expected)
        expectSame(sort(x, axis, { descending }), takeAlongAxis(x, actual, axis))
      }),
      { numRuns: 300 },
    )
  })

  test('put long lines in order too: numbers of every size, ties, zeros, infinities and NaN', () => {
    const special = [0, -0, NaN, Infinity, -Infinity, 5e-324, -5e-324, 1, -1, 1 + 2 ** -52]
    const element = fc.oneof(fc.constantFrom(...special), fc.double(), fc.integer())
    const lines = fc.array(element, { minLength: 300, maxLength: 700, size: 'max' })
    fc.assert(
      fc.property(lines, fc.boolean(), (line, descending) => {
        const expected = order(line, descending)
        expect([...argsort(tensor(line), 0, { descending }).data]).toEqual(expected)
      }),
      // Lines as long take minutes to shrink.
      { numRuns: 50, endOnFailure: true },
    )
  })

  test('keep equal integers of long columns in their order', () => {
    const x = arange(6000).reshape([2000, 3]).rem(7).cast('int32')
    const indices = argsort(x, 0)
    const positions = indices.toArray() as number[][]
    const values = takeAlongAxis(x, indices, 0).toArray() as number[][]
    for (let i = 1; i < 2000; i++) {
      for (const j of [0, 1, 2]) {
        const [before, after] = [values[i - 1][j], values[i][j]]
        expect(before < after || positions[i - 1][j] < positions[i][j]).toBe(true)
        expect(before).toBeLessThanOrEqual(after)
      }
    }
  })

  test('go along the last axis unless told otherwise', () => {
    const x = tensor([
      [3, 1, 2],
      [0, NaN, -1],
    ])
    expect(x.sort().toArray()).toEqual([
      [1, 2, 3],
      [-1, 0, NaN],
    ])
    expect(x.argsort(-1, { descending: true }).toArray()).toEqual([
      [0, 2, 1],
      [1, 0, 2],
    ])
    expect(() => sort(1)).toThrow('sort: axis -1 given for a scalar')
    expect(() => argsort(x, 2)).toThrow('argsort: axis 2 is not an axis')
  })
})

describe('topK', () => {
  test('is the beginning of the descending order', () => {
    const x = tensor([
      [3, 1, 2],
      [5, 5, 4],
    ])
    const [values, indices] = topK(x, 2)
    expect(values.toArray()).toEqual([
      [3, 2],
      [5, 5],
    ])
    expect(indices.toArray()).toEqual([
      [0, 2],
      [0, 1],
    ])
    expect(indices.dtype).toBe('int32')
    expect(topK(x, 1, 0)[0].toArray()).toEqual([[5, 5, 4]])
    expect(topK(x, 0)[0].shape).toEqual([2, 0])
    expect(topK(tensor([1, NaN, 2]), 1)[0].toArray()).toEqual([NaN])
  })

  test('refuses more than there are', () => {
    expectError(
      () => topK(zeros([2, 3]), 4),
      ArgumentError,
      'topK: k = 4 for axis 1 of shape [2, 3]; give an integer from 0 to 3.',
    )
    expect(() => topK(zeros([3]), 0.5)).toThrow('topK: k = 0.5')
  })
})
