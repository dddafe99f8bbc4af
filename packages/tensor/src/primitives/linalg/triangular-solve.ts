/**
 * Triangular systems op(T) X = B, by substitution; op(T) is T or its transpose. Linear in B, with the
 * transposed system as its transpose; in T, dX = op(T)⁻¹ (dB − op(dT) X) (M. Giles, An extended
 * collection of matrix derivative results, 2008, section 2.3.1). Nothing outside the triangle is read,
 * nor the diagonal where it is said to be 1.
 *
 * T has B's leading axes or the last of them, and is shared along the others.
 */
import { promoteFloats } from '../../convert.ts'
import { bind } from '../../dispatch.ts'
import { allocate } from '../../dtype.ts'
import { tril, triu } from '../../functions/diagonals.ts'
import { checkOptions } from '../../options.ts'
import type { Primitive } from '../../primitive.ts'
import { convolve, difference } from '../../series.ts'
import { sizeOf } from '../../shape.ts'
import type { Tensor, TensorLike } from '../../tensor.ts'
import { matmul } from '../dot.ts'
import { refuse, workCopy } from './buffers.ts'
import { batchSystem, leadOf, toSquareMatrices, transposed } from './stacks.ts'
import { toSystem } from './systems.ts'

export interface TriangularOptions {
  /** Whether the matrix is lower triangular; upper by default. */
  readonly lower?: boolean
  /** Solve with the transposed matrix. */
  readonly transpose?: boolean
  /** Take the diagonal as 1 without reading it. */
  readonly unitDiagonal?: boolean
}

type TriangularParams = Required<TriangularOptions>

export const triangularSolvePrimitive: Primitive<TriangularParams> = {
  name: 'triangularSolve',
  shape: ([, b]) => b,
  kernel: ([t, b], params, output) => {
    const [n, width] = b.shape.slice(-2)
    const result = allocate(output.dtype, output.size)
    const matrices = sizeOf(leadOf(t))
    for (let k = 0; k < sizeOf(leadOf(b)); k++) {
      const matrix = workCopy(t.host!, (k % matrices) * n * n, n * n)
      const x = workCopy(b.host!, k * n * width, n * width)
      substitute(matrix, x, n, width, params)
      result.set(x, k * n * width)
    }
    return result
  },
  jvp: ([dt, db], [t], [x], params) => {
    const moved = dt && productWith(dt, x, params)
    return bind(triangularSolvePrimitive, [t, difference(db, moved)!], params)
  },
  // T₀ Xₖ = Bₖ − Σⱼ₌₁ Tⱼ Xₖ₋ⱼ
  taylor: (k, [t, b], x, params) => {
    const moved = convolve(t, x, k, 1, (tj, xj) => productWith(tj, xj, params))
    const rest = difference(b.at(k), moved)
    return rest && bind(triangularSolvePrimitive, [t.value, rest], params)
  },
  transpose: ([ct], [t], params) => [
    null,
    bind(triangularSolvePrimitive, [t!, ct!], { ...params, transpose: !params.transpose }),
  ],
  linearIn: [1],
  batch: (operands, batched, params, size) =>
    bind(triangularSolvePrimitive, batchSystem(operands, batched, [2], size), params),
}

/** op(T) X with the part of T that counts. */
function productWith(
  t: Tensor,
  x: Tensor,
  { lower, transpose, unitDiagonal }: TriangularParams,
): Tensor {
  const inner = unitDiagonal ? 1 : 0
  const part = lower ? tril(t, -inner) : triu(t, inner)
  return matmul(transpose ? transposed(part) : part, x)
}

/** x becomes op(T)⁻¹ x. */
export function substitute(
  t: Float64Array,
  x: Float64Array,
  n: number,
  width: number,
  { lower, transpose, unitDiagonal }: TriangularParams,
): void {
  const [down, across] = transpose ? [1, n] : [n, 1]
  const forwards = lower !== transpose
  for (let step = 0; step < n; step++) {
    const i = forwards ? step : n - 1 - step
    const start = i * width
    for (let past = 0; past < step; past++) {
      const j = forwards ? past : n - 1 - past
      const factor = t[i * down + j * across]
      for (let c = 0; c < width; c++) x[start + c] -= factor * x[j * width + c]
    }
    if (unitDiagonal) continue
    const pivot = t[i * down + i * across]
    for (let c = 0; c < width; c++) x[start + c] /= pivot
  }
}

/** op(T)⁻¹ B of matrices of one dtype, without checks. */
export function triangular(t: Tensor, b: Tensor, options: TriangularOptions): Tensor {
  const { lower = false, transpose = false, unitDiagonal = false } = options
  return bind(triangularSolvePrimitive, [t, b], { lower, transpose, unitDiagonal })
}

/**
 * The solution X of `T X = B`, or of `Tᵀ X = B`, for each triangular T of the last two axes, as SciPy's
 * `solve_triangular`: only its triangle is read. B is a vector, or a stack of matrices whose leading
 * axes broadcast with T's. n² multiplications a column. Linear in B; `dX = T⁻¹ (dB − dT X)`.
 *
 * Inside a function that is being transformed, a zero on the diagonal gives infinities or NaN instead of
 * the error.
 *
 * @throws ShapeError when T is not square, or the shapes do not fit.
 * @throws MatrixError when T has a zero on its diagonal.
 * @throws ArgumentError when an option is neither true nor false.
 * @example
 * ```ts
 * import { linalg, tensor } from '@wengert/tensor'
 * const t = tensor([[2, 0], [1, 4]])
 * linalg.triangularSolve(t, tensor([2, 9]), { lower: true }).toArray() // → 1,2
 * linalg.triangularSolve(t, tensor([4, 8]), { lower: true, transpose: true }).toArray() // → 1,2
 * ```
 */
export function triangularSolve(
  t: TensorLike,
  b: TensorLike,
  options: TriangularOptions = {},
): Tensor {
  const operation = 'triangularSolve'
  checkOptions(operation, options, [], ['lower', 'transpose', 'unitDiagonal'])
  const [matrix, right] = promoteFloats(operation, t, b)
  const system = toSystem(operation, toSquareMatrices(operation, matrix), right)
  if (options.unitDiagonal !== true) {
    const n = matrix.shape[matrix.ndim - 1]
    refuse(operation, matrix, (a) => {
      for (let i = 0; i < n; i++) {
        if (a[i * n + i] === 0) return `is singular: element ${i} of its diagonal is 0; use lstsq.`
      }
      return null
    })
  }
  return system.restore(triangular(system.matrix, system.right, options))
}
