import fc from 'fast-check'
import { expect, test } from 'vitest'
import { modifiedCholesky } from '../src/modified-cholesky.ts'

const sizes = fc.integer({ min: 1, max: 7 })
const square = (n: number): fc.Arbitrary<number[]> =>
  fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: n * n, maxLength: n * n })

test('solves with positive definite matrices, which it leaves as they are', () => {
  const cases = sizes.chain((n) => fc.tuple(fc.constant(n), square(n)))
  fc.assert(
    fc.property(cases, ([n, entries]) => {
      // B Bᵀ + I
      const a = new Float64Array(n * n)
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++) {
          a[i * n + j] = i === j ? 1 : 0
          for (let k = 0; k < n; k++) a[i * n + j] += entries[i * n + k] * entries[j * n + k]
        }
      const x = Float64Array.from({ length: n }, (_, i) => i - 2.5)
      const b = x.map((_, i) => x.reduce((sum, value, j) => sum + a[i * n + j] * value, 0))
      const { solve, isExact } = modifiedCholesky(a, n)
      expect(isExact).toBe(true)
      solve(b).forEach((value, i) => expect(value).toBeCloseTo(x[i], 9))
    }),
  )
})

test('makes symmetric matrices positive definite: b · (A + E)⁻¹ b > 0', () => {
  const cases = sizes.chain((n) => fc.tuple(fc.constant(n), square(n)))
  fc.assert(
    fc.property(cases, ([n, entries]) => {
      const a = Float64Array.from(entries, (_, k) => {
        const [i, j] = [Math.floor(k / n), k % n]
        return entries[i * n + j] + entries[j * n + i]
      })
      fc.pre(a.some((value) => Math.abs(value) > 1e-3))
      const b = Float64Array.from({ length: n }, (_, i) => 1 + i)
      const x = modifiedCholesky(a, n).solve(b)
      const form = x.reduce((sum, value, i) => sum + value * b[i], 0)
      expect(form).toBeGreaterThan(0)
      expect(form).toBeLessThan(Infinity)
    }),
  )
})

test('keeps the positive part of a diagonal and turns the negative part round', () => {
  const { solve, isExact } = modifiedCholesky(Float64Array.of(4, 0, 0, -2), 2)
  expect(isExact).toBe(false)
  expect(Array.from(solve(Float64Array.of(4, 2)))).toEqual([1, 1])
})
