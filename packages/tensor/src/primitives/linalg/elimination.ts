/**
 * Gaussian elimination in place, on row-major matrices. With partial pivoting each pivot is the largest
 * of its column, with complete pivoting the largest of all that is left; of equal ones the first
 * (Golub and Van Loan, Matrix Computations, 4th ed., sections 3.4.4 and 3.4.8).
 */

/**
 * a becomes L below the diagonal (which is 1) and U above and on it, with row i of L U being row
 * `order[i]` of the matrix given.
 */
export function eliminate(a: Float64Array, m: number, n: number): Int32Array {
  const order = Int32Array.from({ length: m }, (_, i) => i)
  for (let k = 0; k < Math.min(m, n); k++) {
    let pivot = k
    for (let i = k + 1; i < m; i++) {
      if (Math.abs(a[i * n + k]) > Math.abs(a[pivot * n + k])) pivot = i
    }
    swapRows(a, n, order, k, pivot)
    reduceBelow(a, m, n, k)
  }
  return order
}

export interface Eliminated {
  readonly rows: Int32Array
  readonly columns: Int32Array
  /** The sign of both permutations together. */
  readonly sign: number
}

/** As `eliminate`, for n×n and with columns exchanged too. */
export function eliminateCompletely(a: Float64Array, n: number): Eliminated {
  const rows = Int32Array.from({ length: n }, (_, i) => i)
  const columns = rows.slice()
  let sign = 1
  for (let k = 0; k < n; k++) {
    let [row, column] = [k, k]
    for (let i = k; i < n; i++) {
      for (let j = k; j < n; j++) {
        if (Math.abs(a[i * n + j]) > Math.abs(a[row * n + column])) [row, column] = [i, j]
      }
    }
    if (row !== k) sign = -sign
    if (column !== k) sign = -sign
    swapRows(a, n, rows, k, row)
    swapColumns(a, n, columns, k, column)
    reduceBelow(a, n, n, k)
  }
  return { rows, columns, sign }
}

/** Subtracts multiples of row k from the rows below; a zero pivot has only zeros below it. */
function reduceBelow(a: Float64Array, m: number, n: number, k: number): void {
  const pivot = a[k * n + k]
  if (pivot === 0) return
  for (let i = k + 1; i < m; i++) {
    const factor = a[i * n + k] / pivot
    a[i * n + k] = factor
    for (let j = k + 1; j < n; j++) a[i * n + j] -= factor * a[k * n + j]
  }
}

function swapRows(a: Float64Array, n: number, order: Int32Array, i: number, j: number): void {
  if (i === j) return
  for (let k = 0; k < n; k++) swap(a, i * n + k, j * n + k)
  swap(order, i, j)
}

function swapColumns(a: Float64Array, n: number, order: Int32Array, i: number, j: number): void {
  if (i === j) return
  for (let k = 0; k < n; k++) swap(a, k * n + i, k * n + j)
  swap(order, i, j)
}

function swap(list: Float64Array | Int32Array, i: number, j: number): void {
  const kept = list[i]
  list[i] = list[j]
  list[j] = kept
}
