/**
 * `sparseJacobian`: the pattern from the linear program of the derivative, a colouring of it, and one
 * product for each colour. Nothing of size m × n is ever formed. The values are read off the products
 * by ordinary operations, so that a sparse Jacobian can itself be differentiated.
 */
import {
  ArgumentError,
  concatenate,
  DerivativeError,
  gather,
  tensor,
  type Tensor,
} from '@wengert/tensor'
import { zerosOf } from '@wengert/tensor/internal'
import { checkDifferentiable, checkFunction, prepare, type Prepared } from '../api/arguments.ts'
import { LinearMap } from '../api/linear-map.ts'
import { traceAt } from '../api/traced.ts'
import type { AnyFunction, Arguments, DefaultArguments } from '../api/types.ts'
import { pushforward } from '../jvp.ts'
import type { Program } from '../program.ts'
import { outputAvals } from '../structured.ts'
import { record } from '../tape.ts'
import { matrixType, readProducts, transposedProgram } from './compressed.ts'
import { patternOf, rowIndices, type Pattern } from './pattern.ts'
import { forward, planJacobian, type Part } from './plan.ts'

/** A sparse matrix by its entries, row by row with ascending columns (coordinate format). */
export interface SparseMatrix {
  /** The numbers of rows and columns. */
  readonly shape: readonly [number, number]
  readonly rows: Int32Array
  readonly columns: Int32Array
  readonly values: Tensor
}

/**
 * The Jacobian `∂fᵢ/∂xⱼ` of f with respect to its first argument, as a sparse matrix. The m elements
 * of f's result and the n of x, tensors or trees, are numbered leaf by leaf in the tree's order, each
 * leaf row-major. Further arguments are constants.
 *
 * The pattern is found by propagating index sets, and holds every entry that can be nonzero at any
 * values of the floats in f; entries in it may be zero. It follows the integers (indices) and branches
 * taken at x. Known factors count as nonzero, so a product with a constant matrix is full: write
 * sparse linear maps with slices, gathers and sums.
 *
 * Cost: the pattern takes time and memory in proportion to the entries that it and intermediate values
 * have; the values take a JVP for each colour of the columns or a VJP for each colour of the rows,
 * whichever are fewer (with a few full rows, these by VJPs and the rest by JVPs), in batches that fit in
 * memory: 3 for a tridiagonal Jacobian, whatever its size.
 *
 * @returns Entries sorted by row, then column. The values have the dtype of f's result, float32 only
 *   if all of its leaves do.
 * @throws DTypeError when a leaf of x is an integer or bool.
 * @throws ArgumentError when x is missing, or the pattern has more than 2²⁸ entries.
 * @throws FunctionError when f is asynchronous or returns nothing.
 * @example
 * ```ts
 * import { sparseJacobian } from '@wengert/autodiff'
 * import { tensor, type Tensor } from '@wengert/tensor'
 * const f = (x: Tensor) => x.slice([1]).mul(x.slice([0, -1])) // xᵢ₊₁ xᵢ
 * const J = sparseJacobian(f)(tensor([1, 2, 3, 4]))
 * J.shape // → 3,4
 * Array.from(J.rows) // → 0,0,1,1,2,2
 * Array.from(J.columns) // → 0,1,1,2,2,3
 * J.values.toArray() // → 2,1,3,2,4,3
 * ```
 */
export function sparseJacobian<A extends readonly unknown[] = DefaultArguments>(
  f: (...args: A) => unknown,
): (...args: Arguments<A>) => SparseMatrix {
  checkFunction('sparseJacobian', f)
  return (...args) => {
    const prepared = prepareFirst('sparseJacobian', f, args)
    const { program } = traceAt('sparseJacobian', prepared, { differentiated: true })
    const { linear, isForwardOnly } = derivativeAt(program, prepared.leaves)
    const pattern = patternOf('sparseJacobian', linear)
    const parts = isForwardOnly ? [forward(pattern)] : planJacobian(pattern)
    return {
      shape: pattern.shape,
      rows: rowIndices(pattern),
      columns: pattern.columns,
      values: valuesOf(pattern, parts, linear),
    }
  }
}

/** A call whose first argument is differentiated. */
export function prepareFirst(
  operation: string,
  f: AnyFunction,
  args: readonly unknown[],
): Prepared {
  if (args.length === 0) {
    throw new ArgumentError(`${operation}: no point given; pass it, as in ${operation}(f)(x).`)
  }
  const prepared = prepare(operation, f, args, [0])
  checkDifferentiable(operation, prepared.leaves)
  return prepared
}

interface Derivative {
  readonly linear: Program
  /** True where the program cannot be transposed. */
  readonly isForwardOnly: boolean
}

function derivativeAt(program: Program, primals: readonly Tensor[]): Derivative {
  try {
    return { linear: LinearMap.at(program, primals).linear, isForwardOnly: false }
  } catch (error) {
    // A loop of unknown length has no linear part of its own, but tangents pass through it.
    if (!(error instanceof DerivativeError)) throw error
  }
  const tangents = primals.map(({ aval }) => ({ aval, value: null, differentiated: true }))
  const linear = record('sparseJacobian', tangents, (dxs) => {
    const pushed = pushforward(program, primals, dxs)
    return pushed.tangents.map((t, i) => t ?? zerosOf(pushed.primals[i].aval))
  })
  return { linear, isForwardOnly: true }
}

function valuesOf(pattern: Pattern, parts: readonly Part[], linear: Program): Tensor {
  const dtype = matrixType(outputAvals(linear))
  const values = parts.map(({ rows, direction, colouring }) => {
    const own = rowIndices(rows)
    const [lines, positions] = direction === 'forward' ? [rows.columns, own] : [own, rows.columns]
    const colours = lines.map((line) => colouring.colours[line])
    const products = direction === 'forward' ? linear : transposedProgram('sparseJacobian', linear)
    return readProducts(products, colouring, { colours, positions }, dtype)
  })
  if (parts.length === 1) return values[0]
  return gather(concatenate(values), tensor(mergeOrder(pattern, parts)))
}

/** Where each entry stands among the parts' entries, one part after the other. */
function mergeOrder(
  { shape: [rows], starts, columns }: Pattern,
  parts: readonly Part[],
): Int32Array {
  const order = new Int32Array(columns.length)
  let first = 0
  for (const { rows: part } of parts) {
    for (let i = 0; i < rows; i++) {
      for (let k = part.starts[i]; k < part.starts[i + 1]; k++) {
        order[starts[i] + k - part.starts[i]] = first + k
      }
    }
    first += part.columns.length
  }
  return order
}
