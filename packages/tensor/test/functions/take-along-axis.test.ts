import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  ArgumentError,
  IndexError,
  ShapeError,
  takeAlongAxis,
  tensor,
  zeros,
} from '@wengert/tensor'
import { dtype, fullShape, tensorOf } from '../support/generated.ts'
import { applied, elementAt, expectError, expectSame, fromFunction } from '../support/reference.ts'

describe('takeAlongAxis', () => {
  const cases = fc
    .tuple(fullShape, dtype, fc.nat({ max: 2 }), fc.nat({ max: 4 }), fc.nat({ max: 7 }))
    .chain(([dims, of, axisSeed, count, stretched]) => {
      const axis = axisSeed % dims.length
      const shapeOf = (mask: number) => dims.map((n, i) => ((mask >> i) & 1 ? 1 : n))
      const source = shapeOf(stretched & ~(1 << axis))
      const places = dims.with(axis, count)
      const n = places.reduce((a, b) => a * b, 1)
      const index = fc.array(fc.integer({ min: -dims[axis], max: dims[axis] - 1 }), {
        minLength: n,
        maxLength: n,
      })
      return fc.tuple(tensorOf(source, of), index).map(([x, list]) => ({
        x,
        axis,
        indices: tensor(Int32Array.from(list), { shape: places }),
      }))
    })

  test('picks at positions of its own in every line', () => {
    fc.assert(
      fc.property(cases, ({ x, axis, indices }) => {
        const expected = fromFunction(indices.shape, x.dtype, (at) => {
          const i = elementAt(indices, at)
          return elementAt(x, at.with(axis, i < 0 ? i + x.shape[axis] : i))
        })
        expectSame(
          applied((y, j) => takeAlongAxis(y, j, axis), x, indices),
          expected,
        )
      }),
    )
  })

  test('stretches indices', () => {
    const x = tensor([
      [1, 2],
      [3, 4],
    ])
    expect(takeAlongAxis(x, tensor([[1]], { dtype: 'int32' }), 0).toArray()).toEqual([[3, 4]])
  })

  test('refuses what does not fit', () => {
    const x = zeros([2, 3])
    expectError(
      () => takeAlongAxis(x, new Int32Array([0])),
      ArgumentError,
      'takeAlongAxis: shape [2, 3] and indices of shape [1] differ in their number of axes; give as ' +
        'many (expandDims puts axes in).',
    )
    expectError(
      () => takeAlongAxis(x, zeros([3, 1], { dtype: 'int32' })),
      ShapeError,
      'takeAlongAxis: shapes [2] and [3] do not broadcast; ' +
        'reshape one so that each pair of axes, counted from the last, is equal or has a 1.',
    )
    expect(() => takeAlongAxis(x, zeros([2, 1]))).toThrow(
      'takeAlongAxis: indices have dtype float64',
    )
    expect(() => takeAlongAxis(x, tensor([[3]], { dtype: 'int32' }))).toThrow(IndexError)
  })
})
