/**
 * `det`: the determinant by expansion along minors, all ℓ! products of them. The last rows' minors are
 * expanded by the recursive scalar program; it is mapped over all ordered choices of columns for the rows
 * before them.
 */
import { grad, vmap } from '@wengert/autodiff'
import { gather, tensor, type Tensor } from '@wengert/tensor'
import { compiledFor } from '../compiled.ts'
import { job, type Evaluation } from '../job.ts'
import { numbers } from '../json.ts'

interface Input {
  readonly A: readonly number[]
  readonly ell: number
}

const read = ({ A, ell }: Input): [Tensor, number] => [tensor(A), ell]

/** Up to so many rows the expansion is one scalar program. */
const scalarRows = 5

/** The determinant of the rows from `row` on and of the given columns. */
function minor(
  entry: (row: number, column: number) => Tensor,
  row: number,
  columns: number[],
): Tensor {
  if (columns.length === 1) return entry(row, columns[0])
  return columns
    .map((column, j) => {
      const rest = columns.filter((other) => other !== column)
      const term = entry(row, column).mul(minor(entry, row + 1, rest))
      return j % 2 === 0 ? term : term.neg()
    })
    .reduce((sum, term) => sum.add(term))
}

/** Columns chosen for the first rows, in order; those that are left; and the sign of the choice. */
interface Choice {
  readonly chosen: readonly number[]
  readonly left: readonly number[]
  readonly sign: number
}

function choices(ell: number, rows: number): Choice[] {
  let list: Choice[] = [{ chosen: [], left: Array.from({ length: ell }, (_, i) => i), sign: 1 }]
  for (let row = 0; row < rows; row++) {
    list = list.flatMap(({ chosen, left, sign }) =>
      left.map((column, j) => ({
        chosen: [...chosen, column],
        left: left.toSpliced(j, 1),
        sign: j % 2 === 0 ? sign : -sign,
      })),
    )
  }
  return list
}

export function determinant(a: Tensor, ell: number): Tensor {
  const size = Math.min(ell, scalarRows)
  const first = ell - size
  const columns = Array.from({ length: size }, (_, i) => i)
  if (first === 0) return minor((i, j) => a.at(ell * i + j), 0, columns)
  const list = choices(ell, first)
  // One row for each factor before the minor, and for each of the minor's entries.
  const indices = Array.from({ length: first + size * size }, () => new Int32Array(list.length))
  list.forEach(({ chosen, left }, i) => {
    chosen.forEach((column, row) => (indices[row][i] = ell * row + column))
    left.forEach((column, j) => {
      for (let row = 0; row < size; row++) {
        indices[first + size * row + j][i] = ell * (first + row) + column
      }
    })
  })
  const term = (sign: Tensor, ...factors: Tensor[]): Tensor => {
    const entry = (row: number, column: number): Tensor => factors[first + size * row + column]
    return factors
      .slice(0, first)
      .reduce((product, factor) => product.mul(factor), sign.mul(minor(entry, 0, columns)))
  }
  const signs = tensor(list.map(({ sign }) => sign))
  return vmap(term)(signs, ...indices.map((list) => gather(a, list))).sum()
}

const primal = compiledFor((ell: number) => (a: Tensor) => determinant(a, ell))
const gradient = compiledFor((ell: number) => grad((a: Tensor) => determinant(a, ell)))

export const det: Evaluation = {
  primal: job(read, (a, ell) => primal(ell)(a), numbers),
  gradient: job(read, (a, ell) => gradient(ell)(a), numbers),
}
