import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  ArgumentError,
  concatenate,
  ShapeError,
  stack,
  tensor,
  zeros,
  type Tensor,
} from '@wengert/tensor'
import { dtype, fullShape, shape, tensorOf } from '../support/generated.ts'
import { applied, elementAt, expectError, expectSame, fromFunction } from '../support/reference.ts'

/** Joins along the axis, pair by pair. */
function joined(parts: readonly Tensor[], axis: number): Tensor {
  return parts.reduce((head, tail) =>
    fromFunction(head.shape.with(axis, head.shape[axis] + tail.shape[axis]), head.dtype, (at) => {
      const n = head.shape[axis]
      return at[axis] < n ? elementAt(head, at) : elementAt(tail, at.with(axis, at[axis] - n))
    }),
  )
}

describe('concatenate', () => {
  test('joins any number of parts along any axis', () => {
    const cases = fc
      .record({
        dims: fullShape,
        lengths: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 4 }),
        at: fc.nat(),
        of: dtype,
      })
      .chain(({ dims, lengths, at, of }) => {
        const axis = at % dims.length
        return fc
          .tuple(...lengths.map((n) => tensorOf(dims.with(axis, n), of)))
          .map((parts) => ({ parts, axis }))
      })
    fc.assert(
      fc.property(cases, ({ parts, axis }) => {
        const expected = joined(parts, axis)
        expectSame(
          applied((...list) => concatenate(list, axis), ...parts),
          expected,
        )
        expectSame(concatenate(parts, axis - parts[0].ndim), expected)
      }),
      { numRuns: 200 },
    )
  })

  test('joins along the first axis unless told otherwise', () => {
    expect(concatenate([tensor([1, 2]), tensor([3])]).toArray()).toEqual([1, 2, 3])
  })

  test('promotes its parts, typed arrays too', () => {
    const int = tensor([1], { dtype: 'int32' })
    expectSame(concatenate([int, tensor([true])]), tensor([1, 1], { dtype: 'int32' }))
    expectSame(concatenate([int, tensor([0.5], { dtype: 'float32' })]), tensor([1, 0.5]))
    expectSame(concatenate([int, new Int32Array([2])]), tensor([1, 2], { dtype: 'int32' }))
  })

  test('refuses parts that differ elsewhere', () => {
    expectError(
      () => concatenate([zeros([2, 3]), zeros([2, 2])]),
      ShapeError,
      'concatenate: shapes [2, 3] and [2, 2] differ beyond axis 0; make all other lengths equal.',
    )
    expect(() => concatenate([zeros([2, 3]), zeros([2])], 1)).toThrow(
      'shapes [2, 3] and [2] differ',
    )
  })

  test('refuses scalars, no tensors, and axes that are not there', () => {
    expectError(
      () => concatenate([1, 2]),
      ShapeError,
      'concatenate: scalars have no axis to join; use stack.',
    )
    expectError(
      () => concatenate([]),
      ArgumentError,
      'concatenate: the array is empty; give an array of at least one tensor.',
    )
    expectError(
      () => concatenate(tensor([1]) as unknown as Tensor[]),
      ArgumentError,
      'concatenate: the tensors are not in an array; give an array of at least one tensor.',
    )
    expectError(
      () => concatenate([zeros([2])], 1),
      ArgumentError,
      'concatenate: axis 1 is not an axis of a tensor of rank 1; use -1 to 0.',
    )
  })
})

describe('stack', () => {
  test('puts tensors side by side along a new axis', () => {
    const cases = fc
      .record({ dims: shape, count: fc.integer({ min: 1, max: 3 }), at: fc.nat(), of: dtype })
      .chain(({ dims, count, at, of }) =>
        fc
          .array(tensorOf(dims, of), { minLength: count, maxLength: count })
          .map((parts) => ({ parts, axis: at % (dims.length + 1) })),
      )
    fc.assert(
      fc.property(cases, ({ parts, axis }) => {
        const [{ shape: dims, dtype: of }] = parts
        const expected = fromFunction(dims.toSpliced(axis, 0, parts.length), of, (at) =>
          elementAt(parts[at[axis]], at.toSpliced(axis, 1)),
        )
        expectSame(
          applied((...list) => stack(list, axis), ...parts),
          expected,
        )
        expectSame(stack(parts, axis - dims.length - 1), expected)
      }),
      { numRuns: 200 },
    )
  })

  test('makes a vector of numbers, weakly typed', () => {
    expectSame(stack([1, 2, 3]), tensor([1, 2, 3]))
    expectSame(stack([tensor(1, { dtype: 'int32' }), 2]), tensor([1, 2], { dtype: 'int32' }))
    expectSame(stack([tensor(1, { dtype: 'int32' }), 0.5]), tensor([1, 0.5]))
  })

  test('refuses shapes that differ, and no tensors', () => {
    expectError(
      () => stack([zeros([2]), zeros([3])]),
      ShapeError,
      'stack: shapes [2] and [3] differ; give tensors of one shape.',
    )
    expectError(
      () => stack([]),
      ArgumentError,
      'stack: the array is empty; give an array of at least one tensor.',
    )
    expectError(
      () => stack([zeros([2])], 2),
      ArgumentError,
      'stack: axis 2 is not an axis of a tensor of rank 2; use -2 to 1.',
    )
  })
})
