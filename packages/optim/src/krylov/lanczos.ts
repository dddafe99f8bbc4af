/**
 * The Lanczos process for symmetric A (Lanczos 1950; Golub & Van Loan, Matrix Computations, 4th ed.,
 * section 10.3): an orthonormal basis of the Krylov space in which A is tridiagonal. Rounding would
 * ruin its orthogonality and bring copies of eigenvalues that have converged (Paige 1972), so every
 * new vector is made orthogonal to all others twice, in O(n · steps) memory.
 */
import { random, zeros, type Tensor, type TreeLike } from '@wengert/tensor'
import { badOption, checkKey, checkNames } from '../checks.ts'
import type { LinearOperator } from '../operator.ts'
import { OptimizationError } from '../errors.ts'
import { Space } from '../ravel.ts'
import { addScaled, dot, norm, scaled, type Vector } from '../vector.ts'
import { tridiagonalEigen } from './tridiagonal.ts'
import { onVectors } from './vectors.ts'

export interface LanczosOptions<X> {
  /** Products with A at most; by default n, at most 50. */
  readonly steps?: number
  /** The first vector, of any length but 0; by default random. */
  readonly start?: TreeLike<X>
  /** The key of the random start; `random.key(0)`. */
  readonly key?: Tensor
}

export type LanczosStatus = 'invariant' | 'step-limit' | 'not-symmetric' | 'non-finite'

export interface LanczosResult<X> {
  /** The tridiagonal matrix: its diagonal, and the elements beside it, one fewer. */
  readonly diagonal: Vector
  readonly offDiagonal: Vector
  /** Its eigenvalues, ascending: the Ritz values. Each has an eigenvalue of A within `bounds[i]`. */
  readonly values: Vector
  readonly bounds: Vector
  /** The squared first elements of its eigenvectors: Gauss quadrature weights; they add up to 1. */
  readonly weights: Vector
  /** The unit Ritz vector that belongs to `values[i]`; negative i count from the last. */
  vector(i: number): X
  readonly steps: number
  /** `invariant`: the Krylov space is, so that all values are exact eigenvalues. */
  readonly status: LanczosStatus
  /** Whether every step was made, or the space became invariant. */
  readonly success: boolean
  readonly message: string
}

const messages: { readonly [S in LanczosStatus]: string } = {
  invariant: 'The Krylov space is invariant: every value is an eigenvalue of A.',
  'step-limit': 'All steps were made; `bounds` tell which values have converged.',
  'not-symmetric': 'A is not symmetric, so that no tridiagonal matrix represents it.',
  'non-finite': 'A product was not finite; the values are those of the steps before.',
}

/**
 * Ritz values and vectors of a symmetric operator, which approximate its eigenvalues, the extreme ones
 * first. One product with A and O(n · steps) arithmetic a step. A multiple eigenvalue appears once:
 * one start sees one vector of its space.
 *
 * @param n - The number of unknowns, for an operator on vectors, or a tree like those A takes.
 * @throws OptimizationError when A returns a tree of another size, or for a bad option.
 * @example
 * ```ts
 * import { lanczos } from '@wengert/optim'
 * import { tensor, type Tensor } from '@wengert/tensor'
 * const A = (v: Tensor) => v.mul(tensor([3, -1, 2]))
 * const { values, status } = lanczos(A, 3)
 * status // → invariant
 * Array.from(values, Math.round) // → -1,2,3
 * ```
 */
export function lanczos<X = Tensor>(
  A: LinearOperator<X>,
  n: number | TreeLike<X>,
  options: LanczosOptions<X> = {},
): LanczosResult<X> {
  checkNames('lanczos', options, ['steps', 'start', 'key'])
  if (typeof n === 'number' && !(Number.isInteger(n) && n > 0))
    throw badOption('lanczos', 'n', n, 'a positive integer, or a tree')
  const space = new Space<X>('lanczos', typeof n === 'number' ? zeros([n]) : n, 'n')
  if (space.size === 0)
    throw badOption('lanczos', 'n', 'a tree without elements', 'at least one unknown')
  const { steps = Math.min(50, space.size), key = random.key(0) } = options
  if (!Number.isInteger(steps) || steps < 1)
    throw badOption('lanczos', 'steps', steps, 'a positive integer')
  checkKey('lanczos', key)
  const apply = onVectors('lanczos', A, space, space)
  const start =
    options.start === undefined
      ? Float64Array.from(random.normal(key, [space.size]).data as ArrayLike<number>)
      : space.flatten(options.start, { what: 'start' })
  const length = norm(start)
  if (!(length > 0 && Number.isFinite(length))) {
    throw new OptimizationError(
      'option',
      `lanczos: start has length ${length}; give a finite vector that is not 0.`,
    )
  }

  const basis = [scaled(1 / length, start)]
  const diagonal: number[] = []
  const offDiagonal: number[] = []
  let largest = 0
  let last = 0
  let status: LanczosStatus = 'step-limit'
  while (diagonal.length < steps) {
    const k = diagonal.length
    const w = Float64Array.from(apply(basis[k]))
    const size = norm(w)
    if (!Number.isFinite(size)) {
      status = 'non-finite'
      break
    }
    largest = Math.max(largest, size)
    // In exact arithmetic A qₖ has βₖ along qₖ₋₁ and nothing along those before.
    const slack = Math.sqrt(space.epsilon) * largest
    const faults = basis.slice(0, k).map((q, i) => dot(q, w) - (i === k - 1 ? last : 0))
    if (faults.some((fault) => Math.abs(fault) > slack)) {
      status = 'not-symmetric'
      break
    }
    diagonal.push(dot(basis[k], w))
    for (const q of [...basis, ...basis]) addScaled(w, -dot(q, w), q)
    last = norm(w)
    if (last <= 10 * space.epsilon * largest || basis.length === space.size) {
      last = 0
      status = 'invariant'
      break
    }
    offDiagonal.push(last)
    basis.push(scaled(1 / last, w))
  }

  const { values, vectors } = tridiagonalEigen(
    Float64Array.from(diagonal),
    Float64Array.from(offDiagonal),
  )
  return {
    diagonal: Float64Array.from(diagonal),
    offDiagonal: Float64Array.from(offDiagonal.slice(0, Math.max(0, diagonal.length - 1))),
    values,
    bounds: Float64Array.from(vectors, (s) => Math.abs(last * s[s.length - 1])),
    weights: Float64Array.from(vectors, (s) => s[0] * s[0]),
    vector(i) {
      const weights = vectors.at(i)
      if (weights === undefined)
        throw badOption('lanczos', 'the index of a vector', i, `one below ${vectors.length}`)
      const result = new Float64Array(space.size)
      weights.forEach((weight, j) => addScaled(result, weight, basis[j]))
      return space.unflatten(result)
    },
    steps: diagonal.length,
    status,
    success: status === 'invariant' || status === 'step-limit',
    message: messages[status],
  }
}
