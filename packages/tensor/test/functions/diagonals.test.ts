import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ArgumentError, diag, ShapeError, tensor, tril, triu, zeros } from '@wengert/tensor'
import { dtype, shape, tensorOf } from '../support/generated.ts'
import { applied, elementAt, expectError, expectSame, fromFunction } from '../support/reference.ts'

const length = fc.integer({ min: 0, max: 4 })
const offset = fc.integer({ min: -6, max: 6 })

describe.each([
  { op: tril, keeps: (i: number, j: number, k: number) => j - i <= k },
  { op: triu, keeps: (i: number, j: number, k: number) => j - i >= k },
])('$op.name', ({ op, keeps }) => {
  test('keeps a triangle of each matrix of a batch', () => {
    const cases = fc
      .record({ lead: shape, rows: length, columns: length, k: offset, of: dtype })
      .chain(({ lead, rows, columns, k, of }) =>
        tensorOf([...lead, rows, columns], of).map((x) => ({ x, k })),
      )
    fc.assert(
      fc.property(cases, ({ x, k }) => {
        const expected = fromFunction(x.shape, x.dtype, (at) =>
          keeps(at[at.length - 2], at[at.length - 1], k) ? elementAt(x, at) : 0,
        )
        expectSame(
          applied((y) => op(y, k), x),
          expected,
        )
      }),
    )
  })

  test('refuses what has no matrix, and diagonals between the elements', () => {
    expectError(
      () => op(tensor([1, 2])),
      ShapeError,
      `${op.name}: shape [2] is not a matrix; give at least two axes.`,
    )
    expectError(
      () => op(zeros([2, 2]), 0.5),
      ArgumentError,
      `${op.name}: k = 0.5 is not a diagonal; give an integer, 0 for the main one.`,
    )
  })
})

describe('diag', () => {
  test('puts a vector on a diagonal', () => {
    const cases = fc
      .record({ n: length, k: offset, of: dtype })
      .chain(({ n, k, of }) => tensorOf([n], of).map((x) => ({ x, k })))
    fc.assert(
      fc.property(cases, ({ x, k }) => {
        const m = x.size + Math.abs(k)
        const expected = fromFunction([m, m], x.dtype, ([i, j]) =>
          j - i === k ? x.data[Math.min(i, j)] : 0,
        )
        expectSame(
          applied((y) => diag(y, k), x),
          expected,
        )
      }),
    )
  })

  test('takes a diagonal of a matrix', () => {
    const cases = fc
      .record({ rows: length, columns: length, k: offset, of: dtype })
      .chain(({ rows, columns, k, of }) => tensorOf([rows, columns], of).map((x) => ({ x, k })))
    fc.assert(
      fc.property(cases, ({ x, k }) => {
        const [rows, columns] = x.shape
        const elements: number[] = []
        for (let i = 0; i < rows; i++) {
          for (let j = 0; j < columns; j++) if (j - i === k) elements.push(elementAt(x, [i, j]))
        }
        const expected = fromFunction([elements.length], x.dtype, ([n]) => elements[n])
        expectSame(
          applied((y) => diag(y, k), x),
          expected,
        )
      }),
      { numRuns: 300 },
    )
  })

  test('takes back what it put there', () => {
    const x = tensor([1, 2, 3])
    for (const k of [-2, -1, 0, 1, 2]) expectSame(diag(diag(x, k), k), x)
  })

  test('refuses other ranks, and diagonals between the elements', () => {
    expectError(
      () => diag(zeros([2, 2, 2])),
      ShapeError,
      'diag: shape [2, 2, 2] is neither a vector nor a matrix; reshape it.',
    )
    expect(() => diag(1)).toThrow('diag: shape [] is neither')
    expectError(
      () => diag(zeros([2]), NaN),
      ArgumentError,
      'diag: k = NaN is not a diagonal; give an integer, 0 for the main one.',
    )
  })
})
