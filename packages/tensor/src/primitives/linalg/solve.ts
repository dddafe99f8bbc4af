/**
 * The solution of A X = B by given factors of A. The factors only guide it: from them a first solution
 * is found and then refined against A itself until it solves the system up to rounding, entry by entry
 * (R. Skeel, Iterative refinement implies numerical stability for Gaussian elimination, 1980; the
 * stopping rule is that of LAPACK's xGERFS). Factors that do not lead there are found anew. So X is a
 * function of A and B alone, its tangent is dX = A⁻¹ (dB − dA X) with the same factors, and no
 * derivative passes through elimination.
 */
import { promoteFloats } from '../../convert.ts'
import { bind, bindMany } from '../../dispatch.ts'
import { allocate } from '../../dtype.ts'
import { noParams, type Primitive } from '../../primitive.ts'
import { convolve, difference } from '../../series.ts'
import { sizeOf } from '../../shape.ts'
import type { Tensor, TensorLike } from '../../tensor.ts'
import { matmul } from '../dot.ts'
import { stopGradient } from '../stop-gradient.ts'
import { refuse, workCopy } from './buffers.ts'
import { luPrimitive } from './lu.ts'
import { Refiner } from './refinement.ts'
import { batchSystem, leadOf, toSquareMatrices, transposed } from './stacks.ts'
import { toSystem } from './systems.ts'

interface SolveParams {
  /** Whether Aᵀ X = B is solved. */
  readonly transpose: boolean
}

/** Of A, its packed factors, the order of its rows, and B. */
export const solvePrimitive: Primitive<SolveParams> = {
  name: 'solve',
  shape: ([, , , b]) => b,
  kernel: ([a, packed, order, b], { transpose }, output) => {
    const [n, width] = b.shape.slice(-2)
    const result = allocate(output.dtype, output.size)
    const matrices = sizeOf(leadOf(a))
    for (let k = 0; k < sizeOf(leadOf(b)); k++) {
      const start = (k % matrices) * n * n
      const refiner = new Refiner(
        workCopy(a.host!, start, n * n),
        n,
        transpose,
        output.dtype === 'float32',
      )
      const right = workCopy(b.host!, k * n * width, n * width)
      const factors = workCopy(packed.host!, start, n * n)
      const from = (k % matrices) * n
      const rows = Int32Array.from(order.host!.subarray(from, from + n))
      result.set(refiner.solve(factors, rows, right), k * n * width)
    }
    return result
  },
  jvp: ([da, , , db], [a, packed, order], [x], params) => {
    const moved = da && productWith(da, x, params)
    const rest = difference(db, moved)
    return rest && bind(solvePrimitive, [a, packed, order, rest], params)
  },
  // A₀ Xₖ = Bₖ − Σⱼ₌₁ Aⱼ Xₖ₋ⱼ
  taylor: (k, [a, packed, order, b], x, params) => {
    const moved = convolve(a, x, k, 1, (aj, xj) => productWith(aj, xj, params))
    const rest = difference(b.at(k), moved)
    return rest && bind(solvePrimitive, [a.value, packed.value, order.value, rest], params)
  },
  transpose: ([ct], [a, packed, order], { transpose }) => [
    null,
    null,
    null,
    bind(solvePrimitive, [a!, packed!, order!, ct!], { transpose: !transpose }),
  ],
  linearIn: [3],
  batch: (operands, batched, params, size) =>
    bind(solvePrimitive, batchSystem(operands, batched, [2, 2, 1], size), params),
}

function productWith(a: Tensor, x: Tensor, { transpose }: SolveParams): Tensor {
  return matmul(transpose ? transposed(a) : a, x)
}

/** A⁻¹ B for an operation of that name, of operands in one dtype. */
export function solved(operation: string, a: Tensor, b: Tensor): Tensor {
  const system = toSystem(operation, a, b)
  const [packed, order] = bindMany(luPrimitive, [stopGradient(system.matrix)], noParams)
  const n = a.shape[a.ndim - 1]
  refuse(operation, system.matrix, (_, index) => {
    const start = index * n * n
    for (let i = 0; i < n; i++) {
      if (packed.host![start + i * n + i] === 0) {
        return (
          `is singular: elimination meets the pivot 0 in column ${i}; use lstsq or pinv, or add a ` +
          'multiple of the identity.'
        )
      }
    }
    return null
  })
  const x = bind(solvePrimitive, [system.matrix, packed, order, system.right], {
    transpose: false,
  })
  return system.restore(x)
}

/**
 * The solution X of `A X = B` for each regular matrix A of the last two axes, as NumPy's `solve`: B is a
 * vector if it has one axis, else a stack of matrices whose leading axes broadcast with A's. By LU with
 * partial pivoting and iterative refinement: X solves exactly a system whose entries differ from the
 * given ones by about √n units in the last place, unless A is singular to working precision, or its
 * rows are of very different size.
 * `dX = A⁻¹ (dB − dA X)`, by the same factors: n³ for them, and n² a column for X and each derivative.
 *
 * Inside a function that is being transformed, a singular matrix gives infinities or NaN instead of the
 * error.
 *
 * @throws ShapeError when A is not square, or the shapes do not fit.
 * @throws MatrixError when A is exactly singular.
 * @example
 * ```ts
 * import { linalg, tensor } from '@wengert/tensor'
 * linalg.solve(tensor([[3, 1], [1, 2]]), tensor([9, 8])).toArray() // → 2,3
 * ```
 */
export function solve(a: TensorLike, b: TensorLike): Tensor {
  const [matrix, right] = promoteFloats('solve', a, b)
  return solved('solve', toSquareMatrices('solve', matrix), right)
}
