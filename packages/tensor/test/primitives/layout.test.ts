import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  arange,
  ArgumentError,
  broadcastTo,
  ravel,
  reshape,
  ShapeError,
  tensor,
  transpose,
  zeros,
  type Shape,
} from '@wengert/tensor'
import { anyTensor, axesOf, broadcastable, dtype, shape, tensorOf } from '../support/generated.ts'
import {
  applied,
  broadcast,
  elementAt,
  expectError,
  expectSame,
  fromFunction,
} from '../support/reference.ts'

describe('reshape', () => {
  test('keeps the elements in row-major order', () => {
    fc.assert(
      fc.property(anyTensor, (x) => {
        const flat = applied(ravel, x)
        expect(flat.shape).toEqual([x.size])
        expect([...flat.data]).toEqual([...x.data])
        expect(flat.dtype).toBe(x.dtype)
        expectSame(reshape(flat, x.shape), x)
      }),
    )
  })

  test('finds out one length', () => {
    const x = arange(24)
    expect(reshape(x, [2, -1, 3]).shape).toEqual([2, 4, 3])
    expect(reshape(x, [-1]).shape).toEqual([24])
    expect(reshape(x, [24, -1]).shape).toEqual([24, 1])
    expect(reshape(zeros([0, 3]), [-1, 3]).shape).toEqual([0, 3])
    expect(reshape(5, [1, -1]).shape).toEqual([1, 1])
  })

  test('to the same shape is the tensor itself', () => {
    const x = zeros([2, 3])
    expect(reshape(x, [2, 3])).toBe(x)
  })

  test('does not keep the array that it was given', () => {
    const lengths = [2, 3]
    const x = reshape(arange(6), lengths)
    lengths[0] = 7
    expect(x.shape).toEqual([2, 3])
  })

  test('refuses shapes that the elements do not fill', () => {
    expectError(
      () => reshape(zeros([2, 3]), [4]),
      ShapeError,
      'reshape: 6 elements of shape [2, 3] do not fill shape [4]; choose one whose lengths multiply to 6.',
    )
    expect(() => reshape(zeros([2, 3]), [4, -1])).toThrow('do not fill shape [4, -1]')
    expect(() => reshape(zeros([0]), [0, -1])).toThrow('do not fill shape [0, -1]')
  })

  test('refuses what is not a shape', () => {
    for (const bad of [6, [2.5], [-2, 3], [-1, -1], 'ab', null] as unknown as Shape[]) {
      expect(() => reshape(zeros([2, 3]), bad)).toThrow(ShapeError)
    }
    expectError(
      () => reshape(zeros([6]), 6 as unknown as Shape),
      ShapeError,
      'reshape: 6 is not a shape; give an array of non-negative integers.',
    )
    expectError(
      () => reshape(zeros([6]), [-1, -1]),
      ShapeError,
      'reshape: [-1, -1] is not a shape; give an array of non-negative integers.',
    )
  })
})

describe('transpose', () => {
  test('puts axis permutation[i] at i', () => {
    const cases = anyTensor.chain((x) =>
      axesOf(x.shape, x.ndim).map((permutation) => ({ x, permutation })),
    )
    fc.assert(
      fc.property(cases, ({ x, permutation }) => {
        const axes = permutation.map((axis) => (axis < 0 ? axis + x.ndim : axis))
        const expected = fromFunction(
          axes.map((axis) => x.shape[axis]),
          x.dtype,
          (at) =>
            elementAt(
              x,
              x.shape.map((_, axis) => at[axes.indexOf(axis)]),
            ),
        )
        expectSame(
          applied((y) => transpose(y, permutation), x),
          expected,
        )
      }),
      { numRuns: 300 },
    )
  })

  test('without an order reverses the axes', () => {
    const x = arange(6).reshape([1, 2, 3])
    expectSame(transpose(x), transpose(x, [2, 1, 0]))
    expect(transpose(3).item()).toBe(3)
  })

  test('refuses orders that are no permutation', () => {
    expectError(
      () => transpose(zeros([2, 3]), [0, 0]),
      ArgumentError,
      'transpose: [0, 0] is not a permutation of the 2 axes of shape [2, 3]; name each axis once.',
    )
    expect(() => transpose(zeros([2, 3]), [0])).toThrow('[0] is not a permutation')
    expectError(
      () => transpose(zeros([2, 3]), [0, 2]),
      ArgumentError,
      'transpose: axis 2 is not an axis of a tensor of rank 2; use -2 to 1.',
    )
  })
})

describe('broadcastTo', () => {
  test('stretches axes of length 1 and missing ones', () => {
    const cases = fc
      .tuple(broadcastable(2), dtype)
      .chain(([[a, b], of]) => tensorOf(a, of).map((x) => ({ x, target: broadcast(a, b) })))
    fc.assert(
      fc.property(cases, ({ x, target }) => {
        const expected = fromFunction(target, x.dtype, (at) => elementAt(x, at))
        expectSame(
          applied((y) => broadcastTo(y, target), x),
          expected,
        )
      }),
    )
  })

  test('stretches a number to any shape', () => {
    fc.assert(
      fc.property(shape, (dims) => {
        expectSame(
          broadcastTo(2, dims),
          fromFunction(dims, 'float64', () => 2),
        )
      }),
    )
  })

  test('does not keep the array that it was given', () => {
    const lengths = [2, 3]
    const x = broadcastTo(1, lengths)
    lengths[0] = 7
    expect(x.shape).toEqual([2, 3])
  })

  test('refuses shapes to which x does not stretch', () => {
    expectError(
      () => broadcastTo(tensor([1, 2, 3]), [2]),
      ShapeError,
      'broadcastTo: shape [3] does not stretch to [2]; each axis, counted from the last, must be equal or 1.',
    )
    expect(() => broadcastTo(zeros([2, 1]), [3])).toThrow('shape [2, 1] does not stretch to [3]')
    expect(() => broadcastTo(zeros([2, 3]), [1, 3])).toThrow(
      'shape [2, 3] does not stretch to [1, 3]',
    )
    expectError(
      () => broadcastTo(1, [-1]),
      ShapeError,
      'broadcastTo: [-1] is not a shape; give an array of non-negative integers.',
    )
  })
})
