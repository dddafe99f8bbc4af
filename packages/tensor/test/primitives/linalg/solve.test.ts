import { describe, expect, test } from 'vitest'
import { linalg, MatrixError, stack, tensor, zeros } from '@wengert/tensor'
import {
  asTensor,
  binomial,
  expectRows,
  hilbert,
  hilbertInverse,
  identity,
  matrix,
  noise,
  pascal,
  rowsOf,
  secondDifference,
  sizes,
  times,
  type Rows,
} from '../../support/matrices.ts'
import { exactly } from '../../support/high-precision.ts'
import { expectError } from '../../support/reference.ts'

/** B − A X without rounding but the last. */
function exactResidual(a: Rows, x: Rows, b: Rows): Rows {
  const [exactA, exactX, exactB] = [a, x, b].map((rows) => rows.map((row) => row.map(exactly)))
  const one = exactly(1)
  return exactB.map((row, i) =>
    row.map((bij, j) => {
      const rest = exactA[i].reduce((sum, aik, k) => sum - aik * exactX[k][j], bij * one)
      // Numbers have 2²⁰⁰ steps to a unit after this, and then become doubles.
      return Number((rest << 200n) / (one * one)) / 2 ** 200
    }),
  )
}

describe('solve', () => {
  test.each(sizes)('of order %d solves a system near the given one, entry by entry', (n) => {
    // Rows of sizes up to 2²⁰ apart, columns up to 2⁶⁰.
    const rowScale = (i: number): number => 2 ** ((7 * i) % 20)
    const columnScale = (j: number): number => 2 ** ((23 * j) % 60)
    const a = noise(n, n, 7).map((row, i) => row.map((x, j) => x * rowScale(i) * columnScale(j)))
    const b = noise(n, 2, 8).map((row, i) => row.map((x) => x * rowScale(i)))
    const x = rowsOf(linalg.solve(asTensor(a), asTensor(b)))
    const residual = exactResidual(a, x, b)
    const scale = times(
      a.map((row) => row.map(Math.abs)),
      x.map((row) => row.map(Math.abs)),
    )
    b.forEach((row, i) =>
      row.forEach((bij, j) => {
        const error = Math.abs(residual[i][j]) / (scale[i][j] + Math.abs(bij))
        expect(error).toBeLessThanOrEqual(2 ** -52 * (1 + Math.sqrt(n)))
      }),
    )
  })

  test('has the known solution with the second difference matrix: a parabola', () => {
    const n = 200
    const x = linalg.solve(asTensor(secondDifference(n)), tensor(new Float64Array(n).fill(1)))
    expect(x.shape).toEqual([n])
    const expected = Array.from({ length: n }, (_, i) => [((i + 1) * (n - i)) / 2])
    expectRows(x.reshape([n, 1]), expected, 1e-13)
  })

  test('takes vectors and matrices, broadcasts leading axes, keeps float32, counts integers as float64', () => {
    const a = tensor([
      [3, 1],
      [1, 2],
    ])
    expect(linalg.solve(a, tensor([9, 8])).toArray()).toEqual([2, 3])
    expect(linalg.solve(stack([a, a.mul(2)]), tensor([9, 8])).toArray()).toEqual([
      [2, 3],
      [1, 1.5],
    ])
    const many = linalg.solve(a, stack([zeros([2, 1]), tensor([[9], [8]])]))
    expect(many.at(1).toArray()).toEqual([[2], [3]])
    expect(linalg.solve(zeros([4, 1, 0, 0]), zeros([3, 0, 2])).shape).toEqual([4, 3, 0, 2])
    const single = linalg.solve(a.cast('float32'), tensor([9, 8], { dtype: 'float32' }))
    expect([single.dtype, single.toArray()]).toEqual(['float32', [2, 3]])
    expect(linalg.solve(a.cast('int32'), tensor([9, 8])).toArray()).toEqual([2, 3])
  })

  test('solves float32 systems to float32 accuracy also where elimination in float32 would not', () => {
    const a = asTensor(hilbert(6)).cast('float32')
    const x = linalg.solve(a, a.matmul(new Float32Array(6).fill(1)).cast('float64'))
    const exact = linalg.solve(
      a.cast('float64'),
      a.matmul(new Float32Array(6).fill(1)).cast('float64'),
    )
    expect(x.dtype).toBe('float64')
    expectRows(x.reshape([6, 1]), rowsOf(exact.reshape([6, 1])), 1e-12)
  })

  test('refuses a singular matrix, and names it in a stack', () => {
    const singular = tensor([
      [1, 2],
      [2, 4],
    ])
    expectError(
      () => linalg.solve(singular, tensor([1, 1])),
      MatrixError,
      'solve: the matrix of shape [2, 2] is singular: elimination meets the pivot 0 in column 1; use lstsq ' +
        'or pinv, or add a multiple of the identity.',
    )
    expect(() => linalg.inv(stack([asTensor(identity(2)), singular]))).toThrow(
      'inv: matrix [1] of shape [2, 2, 2] is singular',
    )
    expect(linalg.solve(singular.mul(NaN), tensor([1, 1])).toArray()).toEqual([NaN, NaN])
  })
})

describe('inv', () => {
  test.each([1, 2, 3, 6, 10])('of the Pascal matrix of order %d is the one of integers', (n) => {
    const expected = matrix(n, n, (i, j) => {
      let sum = 0
      for (let k = Math.max(i, j); k < n; k++) sum += binomial(k, i) * binomial(k, j)
      return (i + j) % 2 === 0 ? sum : -sum
    })
    expectRows(linalg.inv(asTensor(pascal(n))), expected, 1e-16 * 24 ** (0.8 * n))
  })

  test('of the Hilbert matrix, made of integers by a common denominator, is the known one', () => {
    // lcm(1, …, 13) = 360360; the condition number is 4.8e8.
    const a = hilbert(7).map((row) => row.map((x) => Math.round(360360 * x)))
    const expected = hilbertInverse(7).map((row) => row.map((x) => x / 360360))
    expectRows(linalg.inv(asTensor(a)), expected, 4.8e8 * 2 ** -52)
  })
})

describe('det and slogdet', () => {
  // OEIS A005249, the reciprocals.
  const known = [1, 12, 2160, 6048000, 266716800000, 186313420339200000]
  test.each(known.map((x, i) => [i + 1, x]))(
    'of the Hilbert matrix of order %d',
    (n, reciprocal) => {
      const value = linalg.det(asTensor(hilbert(n))).item() * reciprocal
      expect(Math.abs(value - 1)).toBeLessThan(1e-16 * 35 ** n)
      const [sign, log] = linalg.slogdet(asTensor(hilbert(n)))
      expect(sign.item()).toBe(1)
      expect(Math.abs(log.item() + Math.log(reciprocal))).toBeLessThan(1e-16 * 35 ** n)
    },
  )

  test('are 1 for the Pascal matrix, n + 1 for the second difference matrix, 1 for an empty one', () => {
    expect(Math.abs(linalg.det(asTensor(pascal(8))).item() - 1)).toBeLessThan(1e-8)
    expect(Math.abs(linalg.det(asTensor(secondDifference(200))).item() / 201 - 1)).toBeLessThan(
      1e-13,
    )
    expect(linalg.det(zeros([2, 0, 0])).toArray()).toEqual([1, 1])
    expect(linalg.slogdet(zeros([0, 0])).map((x) => x.item())).toEqual([1, 0])
  })

  test('have the sign of a permutation, and 0 and −∞ where it is singular', () => {
    const cyclic = tensor([
      [0, 0, 2],
      [3, 0, 0],
      [0, -4, 0],
    ])
    expect(linalg.det(cyclic).item()).toBe(-24)
    const [sign, log] = linalg.slogdet(cyclic)
    expect(sign.item()).toBe(-1)
    expect(log.item()).toBeCloseTo(Math.log(24), 14)
    for (const singular of [
      zeros([3, 3]),
      tensor([
        [1, 2],
        [2, 4],
      ]),
    ]) {
      // prettier-ignore
      expect(linalg.det(singular).item()).toBe(0)
      expect(linalg.slogdet(singular).map((x) => x.item())).toEqual([0, -Infinity])
    }
  })

  test('slogdet neither overflows nor underflows', () => {
    const a = asTensor(identity(200)).mul(1e-30)
    expect(linalg.det(a).item()).toBe(0)
    expect(linalg.slogdet(a)[1].item()).toBeCloseTo(200 * Math.log(1e-30), 9)
  })
})
