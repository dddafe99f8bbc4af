import { describe, expect, test } from 'vitest'
import { linalg, stack, tensor, zeros } from '@wengert/tensor'
import {
  asTensor,
  expectOrthonormal,
  expectRows,
  flipped,
  hilbert,
  matrix,
  noise,
  pascalTriangle,
  rowsOf,
  sizes,
  times,
  type Rows,
} from '../../support/matrices.ts'

const shapes = sizes.flatMap((n) => [
  [n, n],
  [n, Math.ceil(n / 3)],
  [Math.ceil(n / 3), n],
])

const singularValues = (a: Rows): number[] => [...linalg.svd(asTensor(a))[1].data]

function expectDecomposition(a: Rows, tolerance: number): void {
  const [u, s, vt] = linalg.svd(asTensor(a))
  expectOrthonormal(u, tolerance)
  expectOrthonormal(flipped(rowsOf(vt)), tolerance)
  const scaled = rowsOf(u).map((row) => row.map((x, j) => x * s.data[j]))
  expectRows(times(scaled, rowsOf(vt)), a, tolerance)
  Array.from(s.data).forEach((x, i) => expect(x >= 0 && (i === 0 || x <= s.data[i - 1])).toBe(true))
}

function expectRelative(
  actual: readonly number[],
  expected: readonly number[],
  tolerance: number,
): void {
  expect(actual.length).toBe(expected.length)
  actual.forEach((x, i) => expect(Math.abs(x / expected[i] - 1)).toBeLessThanOrEqual(tolerance))
}

describe('svd', () => {
  test.each(shapes)('of %d×%d multiplies to its matrix, with orthonormal vectors', (m, n) => {
    expectDecomposition(noise(m, n, 11), 1e-15 * (Math.max(m, n) + 4))
  })

  test.each([1, 2, 10, 200])(
    'has the singular values 1/(2 sin((2k − 1)π/(4n + 2))) of a triangle of ones, n = %d',
    (n) => {
      const expected = Array.from(
        { length: n },
        (_, k) => 0.5 / Math.sin(((2 * k + 1) * Math.PI) / (4 * n + 2)),
      )
      expectRelative(singularValues(matrix(n, n, (i, j) => (j <= i ? 1 : 0))), expected, 1e-13)
    },
  )

  test('keeps the digits of small singular values when rows or columns are scaled: reciprocals of the inverse’s', () => {
    const scale = (j: number): number => 2 ** (-40 * ((3 * j) % 5))
    const graded = pascalTriangle(5).map((row) => row.map((x, j) => x * scale(j)))
    const inverse = pascalTriangle(5).map((row, i) =>
      row.map((x, j) => ((i + j) % 2 === 0 ? x : -x) / scale(i)),
    )
    const reciprocals = singularValues(inverse)
      .map((x) => 1 / x)
      .reverse()
    const found = singularValues(graded)
    expect(found[0] / found[4]).toBeGreaterThan(1e40)
    expectRelative(found, reciprocals, 1e-14)
    expectRelative(singularValues(flipped(graded)), reciprocals, 1e-14)
  })

  test('takes matrices without full rank, and completes the vectors', () => {
    const rankOne = matrix(5, 4, (i, j) => (i + 1) * (j + 1))
    expectDecomposition(rankOne, 1e-15)
    const [first, ...rest] = singularValues(rankOne)
    expect(first).toBeCloseTo(Math.sqrt(55 * 30), 12)
    rest.forEach((x) => expect(x).toBeLessThan(1e-14))
    for (const a of [
      matrix(4, 3, () => 0),
      matrix(3, 5, () => 0),
      hilbert(30),
      matrix(40, 40, () => 1),
    ]) {
      expectDecomposition(a, 1e-14)
    }
    expectDecomposition(
      matrix(6, 6, (i, j) => (i === j && i % 2 === 0 ? i + 1 : 0)),
      0,
    )
  })

  test('takes huge and tiny entries', () => {
    for (const scale of [2 ** 1000, 2 ** -1000]) {
      const a = noise(4, 3, 12)
      const values = singularValues(a.map((row) => row.map((x) => x * scale)))
      expectRelative(values.map((x) => x / scale), singularValues(a), 1e-14) // prettier-ignore
    }
  })

  test('goes over stacks, empty ones too, in float32, and is NaN of NaN', () => {
    const a = asTensor(noise(3, 2, 6)).cast('float32')
    const all = linalg.svd(stack([a.mul(2), a]))
    linalg.svd(a).forEach((part, i) => expect(all[i].at(1).toArray()).toEqual(part.toArray()))
    expect(all.map(({ dtype }) => dtype)).toEqual(['float32', 'float32', 'float32'])
    expect(linalg.svd(zeros([2, 0, 3])).map(({ shape }) => shape)).toEqual([
      [2, 0, 0],
      [2, 0],
      [2, 0, 3],
    ])
    expect(linalg.svd(tensor([[NaN, 1]])).flatMap((x) => [...x.data])).toEqual([NaN, NaN, NaN, NaN])
  })
})
