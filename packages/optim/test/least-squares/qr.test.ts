import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pivotedQr, solveTriangle } from '../../src/least-squares/qr.ts'
import { combine, dot, norm, type Vector } from '../../src/vector.ts'

const at = (...values: number[]): Vector => Float64Array.from(values)

/** A matrix as columns, m × n with m ≥ n, and a right-hand side. */
const systems = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 4 }))
  .chain(([n, extra]) => {
    const m = n + extra
    const element = fc.integer({ min: -1000, max: 1000 }).map((k) => k / 100)
    const column = fc.array(element, { minLength: m, maxLength: m }).map((c) => at(...c))
    return fc.tuple(fc.array(column, { minLength: n, maxLength: n }), column)
  })

describe('the pivoted QR factorisation', () => {
  test('keeps inner products: RᵀR = AᵀA in the order of the pivots, Qᵀb as long as b at most', () => {
    fc.assert(
      fc.property(systems, ([A, b]) => {
        const { r, order, qtb } = pivotedQr(A, b)
        const scale = Math.max(1, ...A.map(norm)) ** 2
        r.forEach((left, i) =>
          r.forEach((right, j) => {
            const expected = dot(A[order[i]], A[order[j]])
            expect(Math.abs(dot(left, right) - expected)).toBeLessThan(1e-13 * scale)
          }),
        )
        expect(norm(qtb)).toBeLessThanOrEqual(norm(b) * (1 + 1e-14))
        const sizes = r.map((column, k) => Math.abs(column[k]))
        sizes
          .slice(1)
          .forEach((size, k) => expect(size).toBeLessThanOrEqual(sizes[k] * (1 + 1e-13)))
      }),
    )
  })

  test('solves least squares: the residual is orthogonal to the columns', () => {
    fc.assert(
      fc.property(systems, ([A, b]) => {
        const qr = pivotedQr(A, b)
        const y = solveTriangle(qr, qr.qtb)
        const rest = A.reduce((r, column, j) => combine(r, -y[j], column), b)
        const steep = norm(y) * Math.max(...A.map(norm)) + norm(b)
        for (const column of A) {
          expect(Math.abs(dot(column, rest))).toBeLessThanOrEqual(1e-12 * norm(column) * steep)
        }
      }),
    )
  })

  test('finds the rank, and a solution with zeros for the columns beyond it', () => {
    const A = [at(1, 0, 1), at(2, 0, 2), at(0, 3, 0)]
    const qr = pivotedQr(A, at(4, 6, 4))
    expect(qr.rank).toBe(2)
    expect(Array.from(solveTriangle(qr, qr.qtb), (v) => Math.round(1e12 * v) / 1e12)).toEqual([
      0, 2, 2,
    ])
    expect(pivotedQr([at(0, 0)], at(1, 2)).rank).toBe(0)
  })
})
