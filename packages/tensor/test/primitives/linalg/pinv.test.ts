import { describe, expect, test } from 'vitest'
import { ArgumentError, linalg, stack, tensor, zeros } from '@wengert/tensor'
import {
  asTensor,
  expectRows,
  flipped,
  hilbert,
  largest,
  matrix,
  noise,
  rowsOf,
  times,
  type Rows,
} from '../../support/matrices.ts'
import { expectError } from '../../support/reference.ts'
import { longley } from '../../support/longley.ts'

/** The four conditions that only the pseudoinverse fulfils (Penrose 1955). */
function expectPseudoinverse(p: Rows, a: Rows, tolerance: number): void {
  const [ap, pa] = [times(a, p), times(p, a)]
  expectRows(times(ap, a), a, tolerance)
  expectRows(times(pa, p), p, tolerance)
  expectRows(flipped(ap), ap, tolerance)
  expectRows(flipped(pa), pa, tolerance)
}

describe('pinv', () => {
  const shapes = [[1, 1], [3, 3], [7, 3], [3, 7], [60, 60], [200, 40], [40, 200]] // prettier-ignore
  test.each(shapes)('of %d×%d fulfils Penrose’s conditions, also with a lower rank', (m, n) => {
    const full = noise(m, n, 13)
    expectPseudoinverse(rowsOf(linalg.pinv(asTensor(full))), full, 1e-12)
    const rank = Math.ceil(Math.min(m, n) / 2)
    const low = times(noise(m, rank, 14), noise(rank, n, 15))
    expectPseudoinverse(rowsOf(linalg.pinv(asTensor(low))), low, 1e-10)
  })

  test('of zeros is zero; rcond says what counts as zero', () => {
    expect(linalg.pinv(zeros([2, 3])).toArray()).toEqual(matrix(3, 2, () => 0))
    const a = tensor([
      [1, 0],
      [0, 1e-5],
    ])
    expect(linalg.pinv(a).data[3]).toBeCloseTo(1e5, 9)
    expect(linalg.pinv(a, { rcond: 1e-4 }).toArray()).toEqual([
      [1, 0],
      [0, 0],
    ])
    expect(linalg.pinv(zeros([2, 0, 3])).shape).toEqual([2, 3, 0])
    expect(linalg.pinv(a.cast('float32')).dtype).toBe('float32')
    expectError(
      () => linalg.pinv(a, { rcond: -1 }),
      ArgumentError,
      'pinv: rcond = -1 is not a tolerance; give a number from 0 on.',
    )
  })
})

describe('lstsq', () => {
  test('finds the certified coefficients of Longley’s data', () => {
    const { design, response, certified } = longley
    const x = linalg.lstsq(asTensor(design), tensor(response))
    Array.from(x.data).forEach((value, i) => {
      expect(Math.abs(value / certified[i] - 1)).toBeLessThan(1e-9)
    })
  })

  test('is the shortest of many solutions, and of a regular system the only one', () => {
    expectRows(linalg.lstsq(tensor([[3, 4]]), tensor([[5]])), [[0.6], [0.8]], 1e-15)
    const square = noise(30, 30, 16)
    const x = noise(30, 2, 17)
    const found = linalg.lstsq(asTensor(square), asTensor(times(square, x)))
    expectRows(found, x, 1e-11)
    // Rank 1: x is along the row.
    const low = tensor([
      [1, 2],
      [2, 4],
    ])
    expectRows(linalg.lstsq(low, tensor([[5], [10]])), [[1], [2]], 1e-15)
  })

  test('leaves a small residual where the matrix is all but singular', () => {
    const a = hilbert(10)
    const b = times(
      a,
      matrix(10, 1, () => 1),
    )
    const x = rowsOf(linalg.lstsq(asTensor(a), asTensor(b)))
    const residual = times(a, x).map((row, i) => row.map((value, j) => value - b[i][j]))
    expect(largest(residual)).toBeLessThan(1e-14)
  })

  test('takes vectors and stacks', () => {
    const a = asTensor(noise(4, 2, 18))
    const b = noise(4, 3, 19)
    const all = linalg.lstsq(stack([a, a.mul(2)]), asTensor(b))
    expect(all.shape).toEqual([2, 2, 3])
    const alone = linalg.lstsq(a.mul(2), tensor(b.map((row) => row[1])))
    expect(alone.shape).toEqual([2])
    Array.from(alone.data).forEach((value, i) =>
      expect(value).toBeCloseTo(all.at(1).at(i).data[1], 14),
    )
    expect(() => linalg.lstsq(a, zeros([3]))).toThrow('lstsq: shapes [4, 2] and [3] do not fit')
    expect(linalg.lstsq(zeros([0, 3]), zeros([0])).toArray()).toEqual([0, 0, 0])
  })
})
