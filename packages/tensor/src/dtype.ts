/**
 * The four element types, how they promote, and which typed array stores each. Promotion is
 * NumPy's (int32 with float32 gives float64, because float32 cannot hold every int32); JavaScript
 * numbers are weakly typed and take the dtype of the tensor that they meet.
 */
import { describe } from './describe.ts'
import { ArgumentError, ShapeError } from './errors.ts'

export type DType = 'float64' | 'float32' | 'int32' | 'bool'

/** What stores a tensor's elements; a bool is a byte, 0 or 1. */
export type TypedArray = Float64Array | Float32Array | Int32Array | Uint8Array

export const dtypes: readonly DType[] = ['float64', 'float32', 'int32', 'bool']

export function isFloat(dtype: DType): boolean {
  return dtype === 'float64' || dtype === 'float32'
}

/** Bytes an element. */
export function byteWidth(dtype: DType): number {
  return dtype === 'float64' ? 8 : dtype === 'bool' ? 1 : 4
}

/** @throws ShapeError when there is no room for so many. */
export function allocate(dtype: DType, size: number): TypedArray {
  try {
    return allocated(dtype, size)
  } catch {
    throw new ShapeError(
      `${dtype}: there is no room for ${size} elements; choose smaller shapes, or work on parts.`,
    )
  }
}

function allocated(dtype: DType, size: number): TypedArray {
  switch (dtype) {
    case 'float64':
      return new Float64Array(size)
    case 'float32':
      return new Float32Array(size)
    case 'int32':
      return new Int32Array(size)
    case 'bool':
      return new Uint8Array(size)
  }
}

/**
 * An array of its own with the same elements. Engines fill it straight from the other, where `slice`
 * has them clear it first: two thirds of the time for a million numbers.
 */
export function copyOf<A extends TypedArray>(array: A): A {
  return new (array.constructor as new (elements: A) => A)(array)
}

/** The dtype that holds both, as NumPy's `promote_types`. */
export function promote(a: DType, b: DType): DType {
  if (a === b) return a
  if (a === 'bool') return b
  if (b === 'bool') return a
  return 'float64'
}

/** The dtype of a weakly typed number that meets a tensor: the tensor's, if that can hold it. */
export function promoteNumber(value: number, dtype: DType): DType {
  if (isFloat(dtype)) return dtype
  return isInt32(value) ? 'int32' : 'float64'
}

export function isInt32(value: number): boolean {
  return (value | 0) === value
}

export function checkDType(operation: string, dtype: unknown): DType {
  if (!dtypes.includes(dtype as DType)) {
    throw new ArgumentError(
      `${operation}: unknown dtype ${typeof dtype === 'string' ? dtype : describe(dtype)}; use one of ${dtypes.join(', ')}.`,
    )
  }
  return dtype as DType
}
