/**
 * Colourings of a matrix by which all its entries can be read off few products. Columns in which no
 * row has two entries share a colour: one product with the sum of their unit vectors shows each of
 * their entries alone. The same holds of rows and products with the transposed matrix.
 *
 * A. Curtis, M. Powell and J. Reid, "On the estimation of sparse Jacobian matrices" (1974);
 * A. Gebremedhin, F. Manne and A. Pothen, "What color is your Jacobian? Graph coloring for computing
 * derivatives" (2005), partial distance-2 colouring.
 */
import { longestRow, type Pattern } from './pattern.ts'

export interface Colouring {
  /** For each line its colour; −1 for an empty one, which needs none. */
  readonly colours: Int32Array
  readonly count: number
}

/**
 * A greedy colouring of the rows of a pattern, in which rows with an entry in the same column differ;
 * null as soon as it needs more than `most` colours. The time is that of visiting, for each entry, all
 * entries of its column.
 */
export function colourRows(rows: Pattern, columns: Pattern, most = Infinity): Colouring | null {
  // Any order gives a colouring. The natural one is best for bands, long rows first for others.
  const natural = greedy(rows, columns, null, most)
  if (natural !== null && natural.count === longestRow(columns)) return natural
  const limit = natural === null ? most : natural.count - 1
  return greedy(rows, columns, longestFirst(rows), limit) ?? natural
}

function greedy(
  rows: Pattern,
  columns: Pattern,
  order: Int32Array | null,
  most: number,
): Colouring | null {
  const [size] = rows.shape
  const colours = new Int32Array(size).fill(-1)
  /** The last row for which a colour was forbidden. */
  const forbidden: number[] = []
  for (let n = 0; n < size; n++) {
    const row = order === null ? n : order[n]
    if (rows.starts[row] === rows.starts[row + 1]) continue
    for (let p = rows.starts[row]; p < rows.starts[row + 1]; p++) {
      const column = rows.columns[p]
      for (let q = columns.starts[column]; q < columns.starts[column + 1]; q++) {
        const colour = colours[columns.columns[q]]
        if (colour >= 0) forbidden[colour] = row
      }
    }
    let colour = 0
    while (colour < forbidden.length && forbidden[colour] === row) colour++
    if (colour >= most) return null
    if (colour === forbidden.length) forbidden.push(-1)
    colours[row] = colour
  }
  return { colours, count: forbidden.length }
}

/** The rows by falling number of entries, equal ones in their order. */
export function longestFirst({ shape: [size], starts }: Pattern): Int32Array {
  const length = (row: number): number => starts[row + 1] - starts[row]
  return Int32Array.from({ length: size }, (_, i) => i).sort(
    (i, j) => length(j) - length(i) || i - j,
  )
}
