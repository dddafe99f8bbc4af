/** `det` by hand: each derivative is a cofactor, the determinant of a minor, expanded anew. */
import { job, type Evaluation } from '../job.ts'

interface Input {
  readonly A: readonly number[]
  readonly ell: number
}

const read = ({ A, ell }: Input): [Float64Array, number] => [Float64Array.from(A), ell]

/** Rows and columns that are left, as lists of successors that begin and end at ℓ. */
class Minor {
  private readonly a: Float64Array
  private readonly ell: number
  private readonly nextRow: Int32Array
  private readonly nextColumn: Int32Array

  constructor(a: Float64Array, ell: number) {
    this.a = a
    this.ell = ell
    this.nextRow = Int32Array.from({ length: ell + 1 }, (_, i) => (i === ell ? 0 : i + 1))
    this.nextColumn = this.nextRow.slice()
  }

  /** The expansion of the m rows and columns left, along the first row. */
  determinant(m: number): number {
    const { a, ell, nextRow, nextColumn } = this
    const row = nextRow[ell]
    if (m === 1) return a[ell * row + nextColumn[ell]]
    nextRow[ell] = nextRow[row]
    let sum = 0
    let sign = 1
    let before = ell
    for (let column = nextColumn[ell]; column < ell; column = nextColumn[column]) {
      nextColumn[before] = nextColumn[column]
      sum += sign * a[ell * row + column] * this.determinant(m - 1)
      nextColumn[before] = column
      before = column
      sign = -sign
    }
    nextRow[ell] = row
    return sum
  }

  cofactor(i: number, j: number): number {
    const { ell, nextRow, nextColumn } = this
    const [row, column] = [i === 0 ? ell : i - 1, j === 0 ? ell : j - 1]
    nextRow[row] = i + 1
    nextColumn[column] = j + 1
    const minor = this.determinant(ell - 1)
    nextRow[row] = i
    nextColumn[column] = j
    return (i + j) % 2 === 0 ? minor : -minor
  }
}

function gradient(a: Float64Array, ell: number): Float64Array {
  const minor = new Minor(a, ell)
  return Float64Array.from(a, (_, at) => minor.cofactor(Math.floor(at / ell), at % ell))
}

export const det: Evaluation = {
  primal: job(read, (a, ell) => new Minor(a, ell).determinant(ell), Number),
  gradient: job(read, gradient, (g) => [...g]),
}
