/** What the tests of sparse matrices share: dense forms to compare with, and colour counts. */
import { expect } from 'vitest'
import type { SparseMatrix } from '@wengert/autodiff'
import type { Tensor } from '@wengert/tensor'

/** The matrix row by row, with zeros where there is no entry. */
export function dense({ shape: [m, n], rows, columns, values }: SparseMatrix): Float64Array {
  const result = new Float64Array(m * n)
  rows.forEach((row, k) => (result[row * n + columns[k]] = values.data[k]))
  return result
}

/** A sparse matrix is well formed and has the entries of a dense one, to a relative tolerance. */
export function expectMatrix(sparse: SparseMatrix, expected: Tensor, tolerance = 1e-12): void {
  const [m, n] = sparse.shape
  const { rows, columns, values } = sparse
  expect(m * n).toBe(expected.size)
  expect([rows.length, columns.length]).toEqual([values.size, values.size])
  for (let k = 0; k < rows.length; k++) {
    expect(rows[k] >= 0 && rows[k] < m && columns[k] >= 0 && columns[k] < n).toBe(true)
    const isAfter = k === 0 || rows[k] > rows[k - 1] || columns[k] > columns[k - 1]
    expect(isAfter && (k === 0 || rows[k] >= rows[k - 1])).toBe(true)
  }
  const actual = dense(sparse)
  const scale = Math.max(1, ...Array.from(expected.data, Math.abs).filter(Number.isFinite))
  for (let i = 0; i < actual.length; i++) {
    const [a, e] = [actual[i], expected.data[i]]
    const equal = Object.is(a, e) || a === e || Math.abs(a - e) <= tolerance * scale
    if (!equal) expect.fail(`[${Math.floor(i / n)}, ${i % n}]: ${a} where ${e} is expected`)
  }
}
