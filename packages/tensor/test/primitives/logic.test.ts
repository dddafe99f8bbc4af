import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isFinite, isNan, logicalAnd, logicalNot, logicalOr, tensor } from '@wengert/tensor'
import { anyTensor, dtype, operands } from '../support/generated.ts'
import { applied, broadcast, elementAt, expectSame, fromFunction } from '../support/reference.ts'

const truth = (x: number): boolean => x !== 0

describe.each([
  { op: logicalAnd, holds: (x: boolean, y: boolean) => x && y },
  { op: logicalOr, holds: (x: boolean, y: boolean) => x || y },
])('$op.name', ({ op, holds }) => {
  test('of any dtypes, broadcast; NaN is true', () => {
    fc.assert(
      fc.property(
        dtype.chain((of) => operands(2, of)),
        ([x, y]) => {
          const expected = fromFunction(broadcast(x.shape, y.shape), 'bool', (at) =>
            Number(holds(truth(elementAt(x, at)), truth(elementAt(y, at)))),
          )
          expectSame(applied(op, x, y), expected)
        },
      ),
    )
  })

  test('takes booleans and mixed dtypes', () => {
    expectSame(op(tensor([0, NaN]), true), tensor([holds(false, true), holds(true, true)]))
  })
})

describe.each([
  { op: logicalNot, holds: (x: number) => !truth(x) },
  { op: isFinite, holds: (x: number) => Math.abs(x) < Infinity },
  { op: isNan, holds: (x: number) => String(x) === 'NaN' },
])('$op.name', ({ op, holds }) => {
  test('of any dtype', () => {
    fc.assert(
      fc.property(anyTensor, (x) => {
        const expected = fromFunction(x.shape, 'bool', (at) => Number(holds(elementAt(x, at))))
        expectSame(applied(op, x), expected)
      }),
    )
  })
})

test('classification of the special values', () => {
  const x = tensor([NaN, Infinity, -Infinity, 0, -0, 5e-324])
  expect(isFinite(x).toArray()).toEqual([0, 0, 0, 1, 1, 1])
  expect(isNan(x).toArray()).toEqual([1, 0, 0, 0, 0, 0])
  expect(logicalNot(x).toArray()).toEqual([0, 0, 0, 1, 1, 0])
})
