/**
 * Reading and writing stacks of matrices in kernels. Every kernel of the family works on one matrix at
 * a time in float64, so that a float32 result is rounded once; matrices are row-major.
 */
import { currentRecorder } from '../../dispatch.ts'
import { allocate, type TypedArray } from '../../dtype.ts'
import { MatrixError } from '../../errors.ts'
import { formatShape, sizeOf } from '../../shape.ts'
import type { Tensor } from '../../tensor.ts'
import { leadOf } from './stacks.ts'

/** A float64 copy of the part of an array. */
export function workCopy(source: TypedArray, start: number, length: number): Float64Array {
  return Float64Array.from(source.subarray(start, start + length))
}

/** The arrays that an operation on each matrix of a stack gives, one after the other. */
export function mapMatrices(
  x: Tensor,
  sizes: readonly number[],
  f: (a: Float64Array) => readonly ArrayLike<number>[],
): TypedArray[] {
  const count = sizeOf(leadOf(x))
  const size = sizeOf(x.shape.slice(-2))
  const results = sizes.map((length) => allocate(x.dtype, count * length))
  for (let k = 0; k < count; k++) {
    f(workCopy(x.host!, k * size, size)).forEach((part, i) => results[i].set(part, k * sizes[i]))
  }
  return results
}

export function allFinite(a: ArrayLike<number>): boolean {
  for (let i = 0; i < a.length; i++) if (!Number.isFinite(a[i])) return false
  return true
}

/** a becomes (A + Aᵀ) / 2; what is symmetric stays as it is, to the bit. */
export function symmetrize(a: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const [x, y] = [a[i * n + j], a[j * n + i]]
      if (x !== y) a[i * n + j] = a[j * n + i] = x / 2 + y / 2
    }
  }
}

/**
 * Outside of transforms, where values are known: throws for the first matrix of a stack in which
 * `fault` finds one. Matrices with NaN or infinite entries are let through, as NaN is by arithmetic.
 */
export function refuse(
  operation: string,
  x: Tensor,
  fault: (a: Float64Array, index: number) => string | null,
): void {
  if (currentRecorder() !== null) return
  const count = sizeOf(leadOf(x))
  const size = sizeOf(x.shape.slice(-2))
  for (let k = 0; k < count; k++) {
    const a = workCopy(x.host!, k * size, size)
    const found = allFinite(a) ? fault(a, k) : null
    if (found !== null) throw new MatrixError(`${operation}: ${nameOf(x, k)} ${found}`)
  }
}

function nameOf(x: Tensor, index: number): string {
  const lead = leadOf(x)
  if (lead.length === 0) return `the matrix of shape ${formatShape(x.shape)}`
  const place = new Array<number>(lead.length)
  for (let axis = lead.length - 1, rest = index; axis >= 0; axis--) {
    place[axis] = rest % lead[axis]
    rest = Math.floor(rest / lead[axis])
  }
  return `matrix ${formatShape(place)} of shape ${formatShape(x.shape)}`
}
