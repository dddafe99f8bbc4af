import { describe, expect, test } from 'vitest'
import { linalg, MatrixError, ShapeError, stack, tensor, zeros } from '@wengert/tensor'
import {
  asTensor,
  expectRows,
  flipped,
  matrix,
  noise,
  pascal,
  pascalTriangle,
  rowsOf,
  sizes,
  times,
} from '../../support/matrices.ts'
import { expectError } from '../../support/reference.ts'

describe('cholesky', () => {
  test.each([1, 2, 5, 12])('of the Pascal matrix of order %d is the Pascal triangle', (n) => {
    expect(rowsOf(linalg.cholesky(asTensor(pascal(n))))).toEqual(pascalTriangle(n))
  })

  test('of min(i, j) is a triangle of ones, at order 200', () => {
    const a = matrix(200, 200, (i, j) => Math.min(i, j) + 1)
    expect(rowsOf(linalg.cholesky(asTensor(a)))).toEqual(
      matrix(200, 200, (i, j) => (j <= i ? 1 : 0)),
    )
  })

  test.each(sizes)('of order %d multiplies to its matrix, with a positive diagonal', (n) => {
    const b = noise(n, n, 1)
    const a = times(b, flipped(b)).map((row, i) => row.with(i, row[i] + 0.1))
    const l = rowsOf(linalg.cholesky(asTensor(a)))
    expectRows(times(l, flipped(l)), a, 1e-15 * (n + 1))
    l.forEach((row, i) => {
      expect(row[i]).toBeGreaterThan(0)
      expect(row.slice(i + 1).every((x) => x === 0)).toBe(true)
    })
  })

  test('keeps the digits of a graded matrix: scaled by 2⁻⁴⁰ⁱ on both sides the factor scales', () => {
    const scale = (i: number): number => 2 ** (-40 * i)
    const a = pascal(5).map((row, i) => row.map((x, j) => x * scale(i) * scale(j)))
    const expected = pascalTriangle(5).map((row, i) => row.map((x) => x * scale(i)))
    expect(rowsOf(linalg.cholesky(asTensor(a)))).toEqual(expected)
  })

  test('is of the symmetric part, of each matrix of a stack, in float32 and for integers', () => {
    const a = tensor([
      [4, 1],
      [3, 5],
    ])
    expect(linalg.cholesky(a).toArray()).toEqual([
      [2, 0],
      [1, 2],
    ])
    const all = linalg.cholesky(stack([a, a.mul(4)]).cast('float32'))
    expect(all.dtype).toBe('float32')
    expect(all.at(1).toArray()).toEqual([
      [4, 0],
      [2, 4],
    ])
    expect(linalg.cholesky(a.cast('int32')).dtype).toBe('float64')
    expect(linalg.cholesky(zeros([2, 0, 0])).shape).toEqual([2, 0, 0])
    expect(linalg.cholesky(zeros([0, 3, 3])).shape).toEqual([0, 3, 3])
  })

  test('names the matrix and the leading minor that is not positive', () => {
    const bad = tensor([
      [1, 2],
      [2, 4],
    ])
    expectError(
      () => linalg.cholesky(bad),
      MatrixError,
      'cholesky: the matrix of shape [2, 2] is not positive definite: its leading minor of order 2 is not ' +
        'positive; add a multiple of the identity, or use eigh.',
    )
    const good = bad.add(linalg.cholesky(tensor([[9]])))
    expect(() => linalg.cholesky(stack([stack([good]), stack([bad.neg()])]))).toThrow(
      'cholesky: matrix [1, 0] of shape [2, 1, 2, 2] is not positive definite: its leading minor of order 1',
    )
  })

  test('lets NaN through, and refuses what is not square', () => {
    const l = linalg.cholesky(
      tensor([
        [1, NaN],
        [NaN, 1],
      ]),
    )
    expect(l.toArray()).toEqual([
      [NaN, 0],
      [NaN, NaN],
    ])
    expectError(
      () => linalg.cholesky(zeros([2, 3])),
      ShapeError,
      'cholesky: shape [2, 3] has 2 rows and 3 columns; give square matrices (lstsq and pinv take others).',
    )
    expectError(
      () => linalg.cholesky(zeros([3])),
      ShapeError,
      'cholesky: shape [3] is not a matrix; give at least two axes, of which the last two are rows and ' +
        'columns.',
    )
  })
})
