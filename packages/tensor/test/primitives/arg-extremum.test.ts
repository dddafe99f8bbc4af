import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { argmax, argmin, ravel, ShapeError, tensor, zeros } from '@wengert/tensor'
import { dtypes, fullShape, tensorOf } from '../support/generated.ts'
import { reduced } from '../support/reductions.ts'
import { applied, expectError, expectSame } from '../support/reference.ts'

describe.each([
  { op: argmax, best: Math.max },
  { op: argmin, best: Math.min },
])('$op.name', ({ op, best }) => {
  const position = (elements: number[]): number => {
    const nan = elements.findIndex(Number.isNaN)
    return nan >= 0 ? nan : elements.findIndex((x) => x === best(...elements))
  }

  test.each(dtypes)('of %s along an axis', (dtype) => {
    const cases = fullShape.chain((dims) =>
      fc.record({
        x: tensorOf(dims, dtype),
        axis: fc.integer({ min: -dims.length, max: dims.length - 1 }),
        keepDims: fc.boolean(),
      }),
    )
    fc.assert(
      fc.property(cases, ({ x, axis, keepDims }) => {
        expectSame(
          applied((y) => op(y, axis, { keepDims }), x),
          reduced({ x, axes: [axis], keepDims }, 'int32', position),
        )
      }),
      { numRuns: 200 },
    )
  })

  test('without an axis is the position in row-major order', () => {
    const cases = fullShape.chain((dims) => tensorOf(dims, 'float64'))
    fc.assert(
      fc.property(cases, (x) => {
        expectSame(op(x), op(ravel(x), 0))
        expect(op(x, undefined, { keepDims: true }).shape).toEqual(x.shape.map(() => 1))
      }),
    )
  })

  test('takes the first of equals, and the first NaN', () => {
    expect(op(tensor([5, 5, 5])).item()).toBe(0)
    expect(op(tensor([0, -0])).item()).toBe(0)
    expect(op(tensor([1, NaN, NaN, 0])).item()).toBe(1)
    expect(op(tensor([NaN, Infinity, -Infinity])).item()).toBe(0)
  })

  test('of a scalar is 0', () => {
    expectSame(op(7), tensor(0, { dtype: 'int32' }))
  })

  test('needs an element to choose, but not a result', () => {
    expect(op(zeros([0, 3]), 1).shape).toEqual([0])
    expectError(
      () => op(zeros([2, 0]), -1),
      ShapeError,
      `${op.name}: axis 1 of shape [2, 0] is empty; check the size before.`,
    )
    expectError(
      () => op(zeros([2, 0])),
      ShapeError,
      `${op.name}: shape [2, 0] is empty; check the size before.`,
    )
  })

  test('names an axis that x does not have', () => {
    expect(() => op(zeros([2]), 1)).toThrow(
      `${op.name}: axis 1 is not an axis of a tensor of rank 1`,
    )
    expect(() => op(1, 0)).toThrow(`${op.name}: axis 0 given for a scalar`)
  })
})
