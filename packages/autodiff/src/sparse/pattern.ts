/**
 * Patterns: where a matrix may be nonzero, row by row with ascending columns (compressed sparse rows).
 * The pattern of a derivative is read off its linear program by propagating index sets.
 */
import type { Program } from '../program.ts'
import {
  identity,
  independent,
  maxEntries,
  overOneTable,
  tooManyEntries,
  type Dependence,
} from './index-sets.ts'
import { Propagator } from './propagate.ts'
import { Uniter } from './union.ts'
import { isKnown } from './value.ts'

export interface Pattern {
  /** Rows and columns. */
  readonly shape: readonly [number, number]
  /** The columns of row i are `columns[starts[i]]` up to, without, `columns[starts[i + 1]]`. */
  readonly starts: Int32Array
  readonly columns: Int32Array
}

/** Where the matrix of a linear program may be nonzero; a row for each output element. */
export function patternOf(operation: string, linear: Program): Pattern {
  let inputs = 0
  const leaves = linear.inputs.map((variable) => {
    const { size } = linear.avals[variable]
    return identity(size, (inputs += size) - size)
  })
  const uniter = new Uniter(operation, inputs)
  const values = new Propagator(uniter).run(linear, leaves)
  const outputs = values.map((value) => (isKnown(value) ? independent(value.size) : value))
  return rowsOf(operation, outputs, inputs)
}

function rowsOf(operation: string, outputs: readonly Dependence[], inputs: number): Pattern {
  const rows = outputs.reduce((total, { ids }) => total + ids.length, 0)
  const starts = new Int32Array(rows + 1)
  let row = 0
  let total = 0
  for (const { sets, ids } of outputs) {
    for (const id of ids) {
      total += sets.starts[id + 1] - sets.starts[id]
      if (total > maxEntries) throw tooManyEntries(operation)
      starts[++row] = total
    }
  }
  const columns = new Int32Array(total)
  if (outputs.length > 0) {
    const { sets, ids } = overOneTable(operation, outputs)
    let filled = 0
    for (const part of ids) {
      for (const id of part) {
        for (let k = sets.starts[id]; k < sets.starts[id + 1]; k++)
          columns[filled++] = sets.entries[k]
      }
    }
  }
  // Each transposition sorts: entries come out in the order of the rows they were in.
  return transposed(transposed({ shape: [rows, inputs], starts, columns }))
}

/** The pattern of the transposed matrix. */
export function transposed({ shape: [rows, width], starts, columns }: Pattern): Pattern {
  const counts = new Int32Array(width + 1)
  for (const column of columns) counts[column + 1]++
  for (let j = 0; j < width; j++) counts[j + 1] += counts[j]
  const next = counts.slice(0, -1)
  const turned = new Int32Array(columns.length)
  for (let i = 0; i < rows; i++) {
    for (let k = starts[i]; k < starts[i + 1]; k++) turned[next[columns[k]]++] = i
  }
  return { shape: [width, rows], starts: counts, columns: turned }
}

/** The pattern of what is nonzero in both A and Aᵀ, as everything in a symmetric A is. */
export function symmetric(pattern: Pattern): Pattern {
  const other = transposed(pattern)
  const [size] = pattern.shape
  const starts = new Int32Array(size + 1)
  const columns = new Int32Array(pattern.columns.length)
  let filled = 0
  for (let i = 0; i < size; i++) {
    let k = other.starts[i]
    for (let p = pattern.starts[i]; p < pattern.starts[i + 1]; p++) {
      const column = pattern.columns[p]
      while (k < other.starts[i + 1] && other.columns[k] < column) k++
      if (k < other.starts[i + 1] && other.columns[k] === column) columns[filled++] = column
    }
    starts[i + 1] = filled
  }
  return { shape: pattern.shape, starts, columns: columns.slice(0, filled) }
}

/** The row of each entry. */
export function rowIndices({ shape: [rows], starts, columns }: Pattern): Int32Array {
  const result = new Int32Array(columns.length)
  for (let i = 0; i < rows; i++) result.fill(i, starts[i], starts[i + 1])
  return result
}

/** The most entries that a row has. */
export function longestRow({ starts }: Pattern): number {
  let longest = 0
  for (let i = 0; i + 1 < starts.length; i++) longest = Math.max(longest, starts[i + 1] - starts[i])
  return longest
}
