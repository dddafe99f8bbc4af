import { describe, expect, test } from 'vitest'
import { ArgumentError, linalg, stack, tensor, zeros } from '@wengert/tensor'
import {
  asTensor,
  expectOrthonormal,
  expectRows,
  hilbert,
  identity,
  matrix,
  noise,
  rowsOf,
  sizes,
  times,
} from '../../support/matrices.ts'
import { expectError } from '../../support/reference.ts'

const shapes = sizes.flatMap((n) => [
  [n, n],
  [n, Math.ceil(n / 3)],
  [Math.ceil(n / 3), n],
])

describe('qr', () => {
  test.each(shapes)('of %d×%d multiplies to its matrix, thin and complete', (m, n) => {
    const a = noise(m, n, 9)
    for (const mode of ['reduced', 'complete'] as const) {
      const [q, r] = linalg.qr(asTensor(a), { mode }).map(rowsOf)
      const k = mode === 'complete' ? m : Math.min(m, n)
      expect([q[0].length, r.length]).toEqual([k, k])
      expectOrthonormal(q, 2e-16 * (m + 5))
      expectRows(times(q, r), a, 2e-16 * (m + 5))
      r.forEach((row, i) => expect(row.slice(0, i).every((x) => x === 0)).toBe(true))
    }
  })

  test('has the factors of the textbook example, with LAPACK’s signs', () => {
    const a = [
      [12, -51, 4],
      [6, 167, -68],
      [-4, 24, -41],
    ]
    const [q, r] = linalg.qr(asTensor(a))
    const known = [
      [-6 / 7, 69 / 175, 58 / 175],
      [-3 / 7, -158 / 175, -6 / 175],
      [2 / 7, -6 / 35, 33 / 35],
    ]
    expectRows(q, known, 1e-15)
    const triangle = [
      [-14, -21, 14],
      [0, -175, 70],
      [0, 0, -35],
    ]
    expectRows(r, triangle, 1e-15)
  })

  test('stays orthonormal where the columns are all but dependent, and where some are', () => {
    for (const a of [
      hilbert(30),
      matrix(5, 4, (i, j) => (i + 1) * (j + 1)),
      matrix(4, 3, () => 0),
    ]) {
      const [q, r] = linalg.qr(asTensor(a)).map(rowsOf)
      expectOrthonormal(q, 1e-15)
      expectRows(times(q, r), a, 1e-15)
    }
  })

  test('takes huge and tiny entries without overflow', () => {
    for (const scale of [2 ** 1000, 2 ** -1000]) {
      const [q, r] = linalg.qr(asTensor(noise(4, 3, 1)))
      const [scaledQ, scaledR] = linalg.qr(asTensor(noise(4, 3, 1)).mul(scale))
      expectRows(scaledQ, rowsOf(q), 1e-13)
      expectRows(scaledR.div(scale), rowsOf(r), 1e-13)
    }
  })

  test('has orthonormal columns where those of the matrix are at either end of the range', () => {
    const scales = [2 ** 1022, 1, 2 ** -1066]
    for (const column of [scales, scales.toReversed(), scales.map(() => 2 ** -1066)]) {
      const a = noise(5, 3, 4).map((row) => row.map((x, j) => x * column[j]))
      for (const mode of ['reduced', 'complete'] as const) {
        const [q, r] = linalg.qr(asTensor(a), { mode }).map(rowsOf)
        expectOrthonormal(q, 1e-15)
        const product = times(
          q,
          r.map((row) => row.map((x, j) => x / column[j])),
        )
        column.forEach((scale, j) => {
          const of = (rows: number[][], unit: number) => rows.map((row) => [row[j] / unit])
          // Of the entries of R, subnormal numbers keep eight bits.
          expectRows(of(product, 1), of(a, scale), scale < 2 ** -1000 ? 2 ** -7 : 1e-15)
        })
      }
    }
  })

  test('leaves the identity alone, goes over stacks, empty ones too, and keeps float32', () => {
    linalg.qr(asTensor(identity(3))).forEach((x) => expect(rowsOf(x)).toEqual(identity(3)))
    const a = asTensor(noise(3, 2, 6)).cast('float32')
    const all = linalg.qr(stack([a.mul(2), a]))
    linalg.qr(a).forEach((part, i) => expect(all[i].at(1).toArray()).toEqual(part.toArray()))
    expect(all.map(({ dtype }) => dtype)).toEqual(['float32', 'float32'])
    expect(linalg.qr(zeros([2, 3, 0])).map(({ shape }) => shape)).toEqual([
      [2, 3, 0],
      [2, 0, 0],
    ])
    expect(linalg.qr(zeros([3, 0]), { mode: 'complete' }).map(({ shape }) => shape)).toEqual([
      [3, 3],
      [3, 0],
    ])
    expect(linalg.qr(tensor([[NaN, 1], [2, 3]]))[1].data[0]).toBeNaN() // prettier-ignore
  })

  test('refuses a mode that is not there', () => {
    expectError(
      () => linalg.qr(zeros([2, 2]), { mode: 'full' as never }),
      ArgumentError,
      "qr: mode is the string 'full'; give 'reduced' or 'complete'.",
    )
  })
})
