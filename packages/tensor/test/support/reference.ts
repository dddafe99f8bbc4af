/**
 * Slow and obvious implementations to hold kernels against: a result is built element by element
 * from its multi-index, and an operand is read at a multi-index. No code is shared with the sources.
 */
import fc from 'fast-check'
import { expect } from 'vitest'
import { tensor, type DType, type Tensor, type TypedArray } from '@wengert/tensor'

export type Index = readonly number[]

/** All multi-indices of a shape in row-major order; one empty index for a scalar. */
export function indicesOf(shape: Index): number[][] {
  return shape.reduce<number[][]>(
    (heads, n) => heads.flatMap((head) => Array.from({ length: n }, (_, i) => [...head, i])),
    [[]],
  )
}

/** The element at a multi-index; axes of length 1 stretch, and so do missing leading ones. */
export function elementAt(x: Tensor, index: Index): number {
  const own = index.slice(index.length - x.ndim)
  const offset = x.shape.reduce((sum, n, axis) => sum * n + (n === 1 ? 0 : own[axis]), 0)
  return x.data[offset]
}

/** The tensor whose element at each multi-index is `f(index)`, rounded or wrapped to the dtype. */
export function fromFunction(shape: Index, dtype: DType, f: (index: Index) => number): Tensor {
  const elements = indicesOf(shape).map(f)
  return tensor(stored(elements, dtype), { shape: [...shape], dtype })
}

function stored(elements: readonly number[], dtype: DType): TypedArray {
  if (dtype === 'float32') return Float32Array.from(elements)
  return dtype === 'float64' ? Float64Array.from(elements) : Int32Array.from(elements)
}

/** The shape that NumPy's rule gives: aligned at the last axis, lengths 1 stretch. */
export function broadcast(...shapes: readonly Index[]): number[] {
  const rank = Math.max(...shapes.map(({ length }) => length))
  return Array.from({ length: rank }, (_, axis) => {
    const lengths = shapes.map((shape) => shape[axis - rank + shape.length] ?? 1)
    return lengths.find((n) => n !== 1) ?? 1
  })
}

/** Equal in shape, dtype and every element, also in the sign of 0; or within a relative tolerance. */
export function expectSame(actual: Tensor, expected: Tensor, tolerance = 0): void {
  expect(actual.shape).toEqual(expected.shape)
  expect(actual.dtype).toBe(expected.dtype)
  expect(actual.data.length).toBe(expected.data.length)
  for (let i = 0; i < expected.size; i++) {
    const [a, e] = [actual.data[i], expected.data[i]]
    if (Object.is(a, e) || (tolerance > 0 && Math.abs(a - e) <= tolerance * Math.abs(e))) continue
    expect.fail(`element ${i}: ${fc.stringify(a)} where ${fc.stringify(e)} is expected`)
  }
}

/** Applies `f` and asserts that it left its operands as they were. */
export function applied<Operands extends readonly Tensor[]>(
  f: (...operands: Operands) => Tensor,
  ...operands: Operands
): Tensor {
  const before = operands.map(({ data }) => data.slice())
  const result = f(...operands)
  operands.forEach(({ data }, i) => expect(data).toEqual(before[i]))
  return result
}

/** Asserts the class of the error and its whole message. */
export function expectError(
  run: () => unknown,
  type: new (message: string) => Error,
  message: string,
): void {
  let caught: unknown = null
  try {
    run()
  } catch (error) {
    caught = error
  }
  expect(caught).toBeInstanceOf(type)
  expect((caught as Error).message).toBe(message)
}
