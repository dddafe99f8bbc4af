import fc from 'fast-check'
import { describe, test } from 'vitest'
import {
  equal,
  greater,
  greaterEqual,
  less,
  lessEqual,
  notEqual,
  ShapeError,
  tensor,
} from '@wengert/tensor'
import { dtypes, operands } from '../support/generated.ts'
import {
  applied,
  broadcast,
  elementAt,
  expectError,
  expectSame,
  fromFunction,
} from '../support/reference.ts'

const comparisons = [
  { op: equal, holds: (x: number, y: number) => x === y },
  { op: notEqual, holds: (x: number, y: number) => x !== y },
  { op: less, holds: (x: number, y: number) => x < y },
  { op: lessEqual, holds: (x: number, y: number) => x <= y },
  { op: greater, holds: (x: number, y: number) => x > y },
  { op: greaterEqual, holds: (x: number, y: number) => x >= y },
]

describe.each(comparisons)('$op.name', ({ op, holds }) => {
  test.each(dtypes)('of %s, broadcast', (dtype) => {
    fc.assert(
      fc.property(operands(2, dtype), ([x, y]) => {
        const expected = fromFunction(broadcast(x.shape, y.shape), 'bool', (at) =>
          Number(holds(elementAt(x, at), elementAt(y, at))),
        )
        expectSame(applied(op, x, y), expected)
      }),
    )
  })

  test('follows IEEE for NaN, infinities and zeros', () => {
    const x = [NaN, NaN, 1, Infinity, -Infinity, 0, Infinity]
    const y = [NaN, 1, NaN, Infinity, Infinity, -0, 1]
    const expected = x.map((_, i) => holds(x[i], y[i]))
    expectSame(op(tensor(x), tensor(y)), tensor(expected))
  })

  test('compares in the common dtype: 0.1 is another number in float32', () => {
    const [single, double] = [tensor([0.1], { dtype: 'float32' }), tensor([0.1])]
    expectSame(op(single, double), tensor([holds(Math.fround(0.1), 0.1)]))
    expectSame(op(single, 0.1), tensor([holds(1, 1)]))
    expectSame(op(tensor([1], { dtype: 'int32' }), 1.5), tensor([holds(1, 1.5)]))
  })

  test('names itself when shapes differ', () => {
    expectError(
      () => op(tensor([1, 2]), tensor([1, 2, 3])),
      ShapeError,
      `${op.name}: shapes [2] and [3] do not broadcast; ` +
        'reshape one so that each pair of axes, counted from the last, is equal or has a 1.',
    )
  })
})
