/**
 * `sparseHessian`: the pattern from the linear program of the gradient, a star colouring of it, and
 * one Hessian-vector product for each colour. Since H = Hᵀ, an entry may be read in either of its two
 * places, and both get the same value.
 */
import type { Tensor } from '@wengert/tensor'
import { checkFunction } from '../api/arguments.ts'
import { differentiate } from '../api/grad.ts'
import { LinearMap } from '../api/linear-map.ts'
import { traceAt } from '../api/traced.ts'
import type { Arguments, DefaultArguments } from '../api/types.ts'
import { outputAvals } from '../structured.ts'
import { matrixType, readProducts, type Places } from './compressed.ts'
import { prepareFirst, type SparseMatrix } from './jacobian.ts'
import { patternOf, rowIndices, symmetric, type Pattern } from './pattern.ts'
import { starColouring, type StarColouring } from './star.ts'

/**
 * The Hessian `∂²f/∂xᵢ∂xⱼ` of a scalar function with respect to its first argument, as a sparse matrix
 * with both triangles. The n elements of x, a tensor or a tree, are numbered leaf by leaf in the tree's
 * order, each leaf row-major. Further arguments are constants.
 *
 * The pattern is that of the Jacobian of the gradient, in which terms that are linear in x leave
 * nothing; it holds every entry that can be nonzero at any values of the floats in f, and may hold
 * more. It follows the integers (indices) and branches taken at x. Symmetry is taken for granted: where
 * a custom rule is not the derivative of its function, `sparseJacobian(grad(f))` keeps both triangles.
 *
 * Cost: the pattern takes time and memory in proportion to the entries that it and intermediate values
 * have; the values take a Hessian–vector product for each colour, in batches that fit in memory: 3 for
 * a tridiagonal Hessian and 2 for an arrow, whatever their size.
 *
 * @returns Entries sorted by row, then column; exactly symmetric. The values are float64 unless all
 *   leaves of x are float32.
 * @throws ShapeError when f does not return a scalar.
 * @throws DTypeError when a leaf of x, or the result, is an integer or bool.
 * @throws ArgumentError when x is missing, or the pattern has more than 2²⁸ entries.
 * @throws DerivativeError when f has no second derivative in reverse mode, as with whileLoop.
 * @example
 * ```ts
 * import { sparseHessian } from '@wengert/autodiff'
 * import { tensor, type Tensor } from '@wengert/tensor'
 * const f = (x: Tensor) => x.slice([1]).sub(x.slice([0, -1]).square()).square().sum()
 * const H = sparseHessian(f)(tensor([1, 2, 3]))
 * H.shape // → 3,3
 * Array.from(H.rows) // → 0,0,1,1,1,2,2
 * Array.from(H.columns) // → 0,1,0,1,2,1,2
 * H.values.toArray() // → 4,-4,-4,38,-8,-8,2
 * ```
 */
export function sparseHessian<A extends readonly unknown[] = DefaultArguments>(
  f: (...args: A) => Tensor,
): (...args: Arguments<A>) => SparseMatrix {
  checkFunction('sparseHessian', f)
  const gradient = (...args: readonly unknown[]): unknown =>
    differentiate('sparseHessian', f, args, {}).gradient
  return (...args) => {
    const prepared = prepareFirst('sparseHessian', gradient, args)
    const { program } = traceAt('sparseHessian', prepared, { differentiated: true })
    const { linear } = LinearMap.at(program, prepared.leaves)
    const pattern = symmetric(patternOf('sparseHessian', linear))
    const colouring = starColouring(pattern)
    const dtype = matrixType(outputAvals(linear))
    return {
      shape: pattern.shape,
      rows: rowIndices(pattern),
      columns: pattern.columns,
      values: readProducts(linear, colouring, placesOf(pattern, colouring), dtype),
    }
  }
}

/** Where each entry stands alone: in its own row, or mirrored; the same for both of its places. */
function placesOf(pattern: Pattern, { colours, standsAlone }: StarColouring): Places {
  const positions = rowIndices(pattern)
  const chosen = new Int32Array(positions.length)
  pattern.columns.forEach((column, entry) => {
    const row = positions[entry]
    const [i, j] = row < column ? [row, column] : [column, row]
    const isMirrored = i !== j && !standsAlone(i, j)
    positions[entry] = isMirrored ? j : i
    chosen[entry] = colours[isMirrored ? i : j]
  })
  return { colours: chosen, positions }
}
