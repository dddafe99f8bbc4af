import { describe, expect, test } from 'vitest'
import { linalg, stack, tensor, zeros } from '@wengert/tensor'
import {
  asTensor,
  expectOrthonormal,
  expectRows,
  flipped,
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

const eigenvalues = (a: Rows): number[] => [...linalg.eigh(asTensor(a))[0].data]

function expectRelative(
  actual: readonly number[],
  expected: readonly number[],
  tolerance: number,
): void {
  expect(actual.length).toBe(expected.length)
  actual.forEach((x, i) => expect(Math.abs(x / expected[i] - 1)).toBeLessThanOrEqual(tolerance))
}

describe('eigh', () => {
  test.each(sizes)('of order %d diagonalizes an indefinite matrix by orthonormal vectors', (n) => {
    const b = noise(n, n, 10)
    const a = matrix(n, n, (i, j) => b[i][j] + b[j][i])
    const [w, v] = linalg.eigh(asTensor(a))
    const vectors = rowsOf(v)
    expectOrthonormal(vectors, 1e-15 * (n + 1))
    const scaled = vectors.map((row) => row.map((x, j) => x * w.data[j]))
    expectRows(times(scaled, flipped(vectors)), a, 1e-15 * (n + 1))
    Array.from(w.data).forEach((x, i) => expect(i === 0 || x >= w.data[i - 1]).toBe(true))
  })

  test.each([1, 2, 10, 50, 200])(
    'has the eigenvalues 4 sin²(kπ/(2n + 2)) of the second difference matrix, n = %d',
    (n) => {
      const expected = Array.from(
        { length: n },
        (_, k) => 4 * Math.sin(((k + 1) * Math.PI) / (2 * n + 2)) ** 2,
      )
      expectRelative(eigenvalues(secondDifference(n)), expected, 1e-13 * (1 + n / 10))
    },
  )

  test('tells the two largest eigenvalues of Wilkinson’s W₂₁⁺ apart', () => {
    const w = matrix(21, 21, (i, j) => (i === j ? Math.abs(10 - i) : Math.abs(i - j) === 1 ? 1 : 0))
    const largest = eigenvalues(w).slice(-2)
    // J. H. Wilkinson, The Algebraic Eigenvalue Problem, 1965, chapter 5, section 45.
    expectRelative(largest, [10.746194182903322, 10.746194182903393], 1e-15)
  })

  test('keeps the digits of small eigenvalues of graded matrices: reciprocals of the inverse’s', () => {
    const scale = (i: number): number => 2 ** (-25 * i)
    const graded = pascal(5).map((row, i) => row.map((x, j) => x * scale(i) * scale(j)))
    const inverse = rowsOf(linalg.inv(asTensor(pascal(5)))).map((row, i) =>
      row.map((x, j) => Math.round(x) / scale(i) / scale(j)),
    )
    const reciprocals = eigenvalues(inverse)
      .map((x) => 1 / x)
      .reverse()
    const found = eigenvalues(graded)
    expectRelative(found, reciprocals, 1e-13)
    expect(found[4] / found[0]).toBeGreaterThan(1e60)
    expectRelative(eigenvalues([[1, 2 ** -40], [2 ** -40, 2 ** -78]]), [3 * 2 ** -80, 1], 1e-15) // prettier-ignore
  })

  test('takes repeated eigenvalues, zeros and matrices without rank', () => {
    expect(eigenvalues(identity(5))).toEqual([1, 1, 1, 1, 1])
    expect(eigenvalues(matrix(4, 4, () => 0))).toEqual([0, 0, 0, 0])
    const ones = eigenvalues(matrix(50, 50, () => 1))
    ones.slice(0, -1).forEach((x) => expect(Math.abs(x)).toBeLessThan(1e-13))
    expect(ones[49]).toBeCloseTo(50, 12)
    expect(eigenvalues([[0, 1], [1, 0]])).toEqual([-1, 1]) // prettier-ignore
  })

  test('takes huge and tiny entries', () => {
    for (const scale of [2 ** 1000, 2 ** -1000]) {
      const values = eigenvalues(secondDifference(3).map((row) => row.map((x) => x * scale)))
      expectRelative(values.map((x) => x / scale), [2 - Math.SQRT2, 2, 2 + Math.SQRT2], 1e-15) // prettier-ignore
    }
  })

  test('is of the symmetric part, of stacks, empty ones too, in float32, and NaN of NaN', () => {
    const a = tensor([
      [2, 2],
      [0, 2],
    ])
    expectRelative([...linalg.eigh(a)[0].data], [1, 3], 1e-15)
    const [w, v] = linalg.eigh(stack([a, a.mul(2)]).cast('float32'))
    expect([w.dtype, v.dtype, v.shape]).toEqual(['float32', 'float32', [2, 2, 2]])
    expectRelative([...w.at(1).data], [2, 6], 1e-7)
    expect(linalg.eigh(zeros([3, 0, 0])).map(({ shape }) => shape)).toEqual([
      [3, 0],
      [3, 0, 0],
    ])
    expect(linalg.eigh(a.mul(NaN))[0].toArray()).toEqual([NaN, NaN])
    expect(() => linalg.eigh(zeros([2, 3]))).toThrow('eigh: shape [2, 3] has 2 rows and 3 columns')
  })
})
