import { describe, expect, test } from 'vitest'
import { linalg, MatrixError, ShapeError, tensor, zeros } from '@wengert/tensor'
import {
  asTensor,
  binomial,
  expectRows,
  flipped,
  identity,
  matrix,
  noise,
  pascalTriangle,
  rowsOf,
  sizes,
  times,
  type Rows,
} from '../../support/matrices.ts'
import { expectError } from '../../support/reference.ts'

/** The triangle of a matrix that the options name. */
function triangle(t: Rows, lower: boolean, unitDiagonal: boolean): Rows {
  return t.map((row, i) =>
    row.map((x, j) => (i === j ? (unitDiagonal ? 1 : x) : i > j === lower ? x : 0)),
  )
}

describe('triangularSolve', () => {
  test('of the Pascal triangle with the identity is the triangle of alternating signs', () => {
    const n = 20
    const x = linalg.triangularSolve(asTensor(pascalTriangle(n)), asTensor(identity(n)), {
      lower: true,
    })
    expectRows(
      x,
      matrix(n, n, (i, j) => ((i + j) % 2 === 0 ? 1 : -1) * binomial(i, j)),
      0,
    )
  })

  const options = [false, true].flatMap((lower) =>
    [false, true].flatMap((transpose) =>
      [false, true].map((unitDiagonal) => ({ lower, transpose, unitDiagonal })),
    ),
  )
  test.each(options)('solves op(T) X = B and reads nothing else of T: %o', (choice) => {
    for (const n of sizes) {
      const t = noise(n, n, 2).map((row, i) => row.map((x, j) => (i === j ? x + 3 : x / n)))
      const b = noise(n, 3, 3)
      const used = triangle(t, choice.lower, choice.unitDiagonal)
      const x = rowsOf(linalg.triangularSolve(asTensor(t), asTensor(b), choice))
      expectRows(times(choice.transpose ? flipped(used) : used, x), b, 1e-14)
      const spoilt = t.map((row, i) => row.map((e, j) => (used[i][j] === e ? e : NaN)))
      expect(rowsOf(linalg.triangularSolve(asTensor(spoilt), asTensor(b), choice))).toEqual(x)
    }
  })

  test('is upper unless told otherwise, takes vectors, and broadcasts leading axes', () => {
    const t = tensor([
      [2, 1],
      [0, 4],
    ])
    expect(linalg.triangularSolve(t, tensor([4, 8])).toArray()).toEqual([1, 2])
    const two = tensor([[[2, 1], [0, 4]], [[1, 0], [0, 2]]]) // prettier-ignore
    const b = tensor([
      [4, 2],
      [8, 4],
    ])
    expect(linalg.triangularSolve(two, b).toArray()).toEqual([
      [
        [1, 0.5],
        [2, 1],
      ],
      [
        [4, 2],
        [4, 2],
      ],
    ])
    expect(linalg.triangularSolve(t, zeros([5, 2, 3])).shape).toEqual([5, 2, 3])
    expect(linalg.triangularSolve(two, zeros([5, 1, 2, 3])).shape).toEqual([5, 2, 2, 3])
    expect(linalg.triangularSolve(two, tensor([1, 1])).shape).toEqual([2, 2])
    expect(linalg.triangularSolve(zeros([0, 0]), zeros([0, 3])).shape).toEqual([0, 3])
    expect(linalg.triangularSolve(t.cast('float32'), b.cast('float32')).dtype).toBe('float32')
  })

  test('refuses a zero on the diagonal and shapes that do not fit', () => {
    const singular = tensor([
      [1, 2],
      [3, 0],
    ])
    expectError(
      () => linalg.triangularSolve(singular, tensor([1, 1])),
      MatrixError,
      'triangularSolve: the matrix of shape [2, 2] is singular: element 1 of its diagonal is 0; use lstsq.',
    )
    const unit = { unitDiagonal: true }
    expect(linalg.triangularSolve(singular, tensor([1, 1]), unit).toArray()).toEqual([-1, 1])
    expectError(
      () => linalg.triangularSolve(singular, zeros([3])),
      ShapeError,
      'triangularSolve: shapes [2, 2] and [3] do not fit: the right side needs 2 rows; give a vector of ' +
        'that length, or matrices with that many rows.',
    )
    expect(() => linalg.triangularSolve(zeros([2, 1, 1]), zeros([3, 1, 1]))).toThrow(
      'their axes before the last two do not broadcast',
    )
    expect(() => linalg.triangularSolve(singular, 1)).toThrow('do not fit')
  })
})
