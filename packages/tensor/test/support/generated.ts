/** Generated shapes and tensors: empty, scalar and stretched shapes, and the values that break things. */
import fc from 'fast-check'
import { tensor, type DType, type Tensor } from '@wengert/tensor'
import type { Index } from './reference.ts'

export const dtypes = ['float64', 'float32', 'int32', 'bool'] as const
export const dtype: fc.Arbitrary<DType> = fc.constantFrom(...dtypes)

const length = fc.integer({ min: 0, max: 3 })
export const shape: fc.Arbitrary<number[]> = fc.array(length, { maxLength: 3 })
/** At least one axis, none of them empty. */
export const fullShape: fc.Arbitrary<number[]> = fc.array(fc.integer({ min: 1, max: 3 }), {
  minLength: 1,
  maxLength: 3,
})

const awkward = [NaN, Infinity, -Infinity, -0, 0, 1, -1, 0.5, -1.5, 2.5, 5e-324, 1e300, -1e300]

/** Elements of a dtype, the special ones often. */
export function elements(of: DType): fc.Arbitrary<number> {
  if (of === 'bool') return fc.constantFrom(0, 1)
  const small = fc.integer({ min: -4, max: 4 })
  if (of === 'int32') return fc.oneof(small, fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }))
  return fc.oneof(small, fc.constantFrom(...awkward), fc.double())
}

/** Integers so small that sums of products of them are exact in every dtype. */
export function smallElements(of: DType): fc.Arbitrary<number> {
  return of === 'bool' ? fc.constantFrom(0, 1) : fc.integer({ min: -9, max: 9 })
}

export function tensorOf(
  dims: Index,
  of: DType,
  element: fc.Arbitrary<number> = elements(of),
): fc.Arbitrary<Tensor> {
  const n = dims.reduce((product, m) => product * m, 1)
  return fc.array(element, { minLength: n, maxLength: n }).map((list) =>
    tensor(of === 'float32' ? Float32Array.from(list) : Float64Array.from(list), {
      shape: [...dims],
      dtype: of,
    }),
  )
}

/** A tensor of any shape and dtype. */
export const anyTensor: fc.Arbitrary<Tensor> = fc
  .tuple(shape, dtype)
  .chain(([dims, of]) => tensorOf(dims, of))

/** Shapes that broadcast: one shape with leading axes dropped and lengths set to 1. */
export function broadcastable(count: number): fc.Arbitrary<number[][]> {
  return shape.chain((full) => fc.array(partOf(full), { minLength: count, maxLength: count }))
}

function partOf(full: Index): fc.Arbitrary<number[]> {
  const ones = fc.array(fc.boolean(), { minLength: full.length, maxLength: full.length })
  return fc
    .tuple(fc.integer({ min: 0, max: full.length }), ones)
    .map(([dropped, stretched]) => full.map((n, i) => (stretched[i] ? 1 : n)).slice(dropped))
}

/** Tensors of one dtype that broadcast. */
export function operands(count: number, of: DType): fc.Arbitrary<Tensor[]> {
  return broadcastable(count).chain((shapes) =>
    fc.tuple(...shapes.map((dims) => tensorOf(dims, of))),
  )
}

/** Some axes of a shape, in any order, counted from either end. */
export function axesOf(dims: Index, minLength = 0): fc.Arbitrary<number[]> {
  const axes = dims.map((_, axis) => axis)
  const signs = fc.array(fc.boolean(), { minLength: dims.length, maxLength: dims.length })
  return fc
    .tuple(fc.shuffledSubarray(axes, { minLength }), signs)
    .map(([chosen, fromEnd]) => chosen.map((axis) => (fromEnd[axis] ? axis - dims.length : axis)))
}
