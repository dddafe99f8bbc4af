import { describe, expect, test } from 'vitest'
import { linalg, stack, tensor, zeros } from '@wengert/tensor'
import {
  asTensor,
  expectRows,
  largest,
  matrix,
  noise,
  rowsOf,
  sizes,
  times,
} from '../../support/matrices.ts'

const shapes = sizes.flatMap((n) => [
  [n, n],
  [n, Math.ceil(n / 2)],
  [Math.ceil(n / 2), n],
])

describe('lu', () => {
  test.each(shapes)('of %d×%d multiplies to its matrix, L no larger than 1', (m, n) => {
    const a = noise(m, n, 4)
    const [p, l, u] = linalg.lu(asTensor(a)).map(rowsOf)
    expectRows(times(p, times(l, u)), a, 1e-15 * (m + 4))
    expect(largest(l)).toBe(1)
    l.forEach((row, i) =>
      row.forEach((x, j) => expect(j < i || x === (i === j ? 1 : 0)).toBe(true)),
    )
    u.forEach((row, i) => expect(row.slice(0, i).every((x) => x === 0)).toBe(true))
    expect(p.map((row) => row.reduce((s, x) => s + x, 0))).toEqual(p.map(() => 1))
  })

  test('has the growth of Wilkinson’s matrix, 2ⁿ⁻¹', () => {
    const n = 40
    const a = matrix(n, n, (i, j) => (j === n - 1 || i === j ? 1 : i > j ? -1 : 0))
    expect(linalg.lu(asTensor(a))[2].at(-1).at(-1).item()).toBe(2 ** (n - 1))
  })

  test('gives row indices as SciPy’s p_indices: A = (L U)[p]', () => {
    const a = noise(7, 5, 5)
    const [p, l, u] = linalg.lu(asTensor(a), { pIndices: true })
    expect(p.dtype).toBe('int32')
    const product = times(rowsOf(l), rowsOf(u))
    expectRows(
      [...p.data].map((i) => product[i]),
      a,
      1e-15,
    )
  })

  test('of a singular matrix has a zero on the diagonal of U', () => {
    const [p, l, u] = linalg.lu(
      tensor([
        [0, 1],
        [0, 2],
      ]),
    )
    expect([p, l, u].map((x) => x.toArray())).toEqual([
      [
        [1, 0],
        [0, 1],
      ],
      [
        [1, 0],
        [0, 1],
      ],
      [
        [0, 1],
        [0, 2],
      ],
    ])
  })

  test('goes over stacks, empty ones too, and keeps float32', () => {
    const a = asTensor(noise(3, 4, 6)).cast('float32')
    const all = linalg.lu(stack([a.mul(2), a]))
    linalg.lu(a).forEach((part, i) => expect(all[i].at(1).toArray()).toEqual(part.toArray()))
    expect(all.map(({ dtype }) => dtype)).toEqual(['float32', 'float32', 'float32'])
    expect(linalg.lu(zeros([2, 0, 3])).map(({ shape }) => shape)).toEqual([
      [2, 0, 0],
      [2, 0, 0],
      [2, 0, 3],
    ])
    expect(linalg.lu(zeros([3, 0])).map(({ shape }) => shape)).toEqual([
      [3, 3],
      [3, 0],
      [0, 0],
    ])
  })
})
