/**
 * Which products to take for a Jacobian: with columns coloured, J v in forward mode; with rows, Jᵀ u
 * in reverse mode; or, where a few rows are full and the others short, those rows in reverse and the
 * rest forward, as T. Coleman and A. Verma, "The efficient computation of sparse Jacobian matrices
 * using automatic differentiation" (1998). An arrow needs n products one way, and three both ways.
 */
import { colourRows, type Colouring } from './colouring.ts'
import { longestRow, transposed, type Pattern } from './pattern.ts'

/** Some rows of a matrix, and the products from which their entries are read. */
export interface Part {
  /** The whole matrix's pattern with its other rows empty. */
  readonly rows: Pattern
  /** `forward`: the colouring is of columns; `reverse`: of rows. */
  readonly direction: 'forward' | 'reverse'
  readonly colouring: Colouring
}

/** The parts that together need the fewest products, as far as the greedy colourings tell. */
export function planJacobian(pattern: Pattern): Part[] {
  const columns = transposed(pattern)
  // A row needs as many column colours as it has entries, and a column as many row colours.
  const [forwardLeast, reverseLeast] = [longestRow(pattern), longestRow(columns)]
  const { length, products } = bestThreshold(pattern)
  if (products < Math.min(forwardLeast, reverseLeast)) {
    const short = rowsWhere(pattern, (size) => size <= length)
    const long = rowsWhere(pattern, (size) => size > length)
    return [forward(short), reverse(long)]
  }
  // Forward products cost less, so reverse ones must be fewer.
  if (forwardLeast <= reverseLeast) {
    const first = forward(pattern)
    const { count } = first.colouring
    const other = reverseLeast < count ? colourRows(pattern, columns, count - 1) : null
    return [other === null ? first : { rows: pattern, direction: 'reverse', colouring: other }]
  }
  const first = reverse(pattern)
  const { count } = first.colouring
  const other = forwardLeast <= count ? colourRows(columns, pattern, count) : null
  return [other === null ? first : { rows: pattern, direction: 'forward', colouring: other }]
}

export function forward(rows: Pattern): Part {
  return { rows, direction: 'forward', colouring: colourRows(transposed(rows), rows)! }
}

function reverse(rows: Pattern): Part {
  return { rows, direction: 'reverse', colouring: colourRows(rows, transposed(rows))! }
}

/** The row length up to which to go forward, and about how many products that leaves to take. */
function bestThreshold(pattern: Pattern): { length: number; products: number } {
  const { starts } = pattern
  const counts = new Int32Array(longestRow(pattern) + 1)
  for (let i = 0; i + 1 < starts.length; i++) counts[starts[i + 1] - starts[i]]++
  let best = { length: counts.length - 1, products: counts.length - 1 }
  for (let length = counts.length - 1, longer = 0; length >= 0; longer += counts[length--]) {
    if (length + longer < best.products) best = { length, products: length + longer }
  }
  return best
}

/** The pattern without the rows whose number of entries is not right. */
function rowsWhere(pattern: Pattern, isRight: (size: number) => boolean): Pattern {
  const { shape, starts, columns } = pattern
  const kept = new Int32Array(starts.length)
  const own = new Int32Array(columns.length)
  for (let i = 0; i < shape[0]; i++) {
    const size = starts[i + 1] - starts[i]
    kept[i + 1] = kept[i]
    if (!isRight(size)) continue
    own.set(columns.subarray(starts[i], starts[i + 1]), kept[i])
    kept[i + 1] += size
  }
  return { shape, starts: kept, columns: own.slice(0, kept[shape[0]]) }
}
