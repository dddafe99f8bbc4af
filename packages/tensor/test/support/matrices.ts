/**
 * Matrices with known factors, and comparisons of products by plain loops. No code is shared with the
 * sources.
 */
import { expect } from 'vitest'
import { tensor, type Tensor } from '@wengert/tensor'

export type Rows = number[][]

export function matrix(m: number, n: number, f: (i: number, j: number) => number): Rows {
  return Array.from({ length: m }, (_, i) => Array.from({ length: n }, (_unused, j) => f(i, j)))
}

/** Entries between −1 and 1 without a pattern: the digits of sines from the fifth on. */
export function noise(m: number, n: number, seed: number): Rows {
  return matrix(m, n, (i, j) => {
    const digits = 43758.5453 * Math.sin(12.9898 * i + 78.233 * j + seed)
    return 2 * (digits - Math.floor(digits)) - 1
  })
}

export function binomial(n: number, k: number): number {
  if (k > n) return 0
  let result = 1
  for (let i = 1; i <= k; i++) result = (result * (n - k + i)) / i
  return result
}

export const identity = (n: number): Rows => matrix(n, n, (i, j) => (i === j ? 1 : 0))
/** Positive definite; its Cholesky factor is the lower Pascal triangle, its determinant 1. */
export const pascal = (n: number): Rows => matrix(n, n, (i, j) => binomial(i + j, i))
export const pascalTriangle = (n: number): Rows => matrix(n, n, (i, j) => binomial(i, j))
export const hilbert = (n: number): Rows => matrix(n, n, (i, j) => 1 / (i + j + 1))
/** The inverse of the Hilbert matrix, integers (Choi 1983). */
export const hilbertInverse = (n: number): Rows =>
  matrix(n, n, (i, j) => {
    const sign = (i + j) % 2 === 0 ? 1 : -1
    const [a, b] = [binomial(n + i, n - j - 1), binomial(n + j, n - i - 1)]
    return sign * (i + j + 1) * a * b * binomial(i + j, i) ** 2
  })
/** 2 on the diagonal, −1 beside it: eigenvalues 2 − 2 cos(kπ/(n + 1)), determinant n + 1. */
export const secondDifference = (n: number): Rows =>
  matrix(n, n, (i, j) => (i === j ? 2 : Math.abs(i - j) === 1 ? -1 : 0))

export function rowsOf(x: Tensor): Rows {
  const [m, n] = x.shape
  return matrix(m, n, (i, j) => x.data[i * n + j])
}

export function flipped(a: Rows): Rows {
  return matrix(a[0]?.length ?? 0, a.length, (i, j) => a[j][i])
}

export function times(a: Rows, b: Rows): Rows {
  const columns = flipped(b)
  return a.map((row) => columns.map((column) => row.reduce((sum, x, k) => sum + x * column[k], 0)))
}

export function largest(a: Rows): number {
  return a.reduce((most, row) => Math.max(most, ...row.map(Math.abs)), 0)
}

/** Every entry within a tolerance of the largest expected one. */
export function expectRows(actual: Tensor | Rows, expected: Rows, tolerance: number): void {
  const a = Array.isArray(actual) ? actual : rowsOf(actual)
  expect(a.length).toBe(expected.length)
  const difference = matrix(a.length, expected[0]?.length ?? 0, (i, j) => a[i][j] - expected[i][j])
  expect(largest(difference)).toBeLessThanOrEqual(tolerance * largest(expected))
}

/** The columns of a matrix are orthonormal. */
export function expectOrthonormal(q: Tensor | Rows, tolerance: number): void {
  const a = Array.isArray(q) ? q : rowsOf(q)
  expectRows(times(flipped(a), a), identity(a[0]?.length ?? 0), tolerance)
}

export const sizes = [1, 2, 3, 4, 7, 16, 33, 100, 200]

export const asTensor = (a: Rows): Tensor =>
  tensor(Float64Array.from(a.flat()), { shape: [a.length, a[0]?.length ?? 0] })
