import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { acos, asin, atan, atan2, cos, ShapeError, sin, tan, tensor } from '@wengert/tensor'
import { atan2Function } from '../../src/math/arctangent.ts'
import { testRealFunction, type RealFunction } from '../support/functions.ts'
import { dtype, operands } from '../support/generated.ts'
import {
  applied,
  broadcast,
  elementAt,
  expectError,
  expectSame,
  fromFunction,
} from '../support/reference.ts'

const { PI } = Math

const functions: readonly RealFunction[] = [
  {
    op: sin,
    facts: [
      [-2, -0.9092974268256817],
      [1e-10, 1e-10],
      [0.5, 0.479425538604203],
      [PI, 1.2246467991473532e-16],
      [10, -0.5440211108893698],
      [1e6, -0.34999350217129294],
      [1e22, -0.8522008497671888],
    ],
    limits: [
      [0, 0],
      [-0, -0],
      [Infinity, NaN],
      [-Infinity, NaN],
    ],
  },
  {
    op: cos,
    facts: [
      [-2, -0.4161468365471424],
      [0.5, 0.8775825618903728],
      [PI / 2, 6.123233995736766e-17],
      [10, -0.8390715290764524],
      [1e6, 0.9367521275331447],
      [1e22, 0.523214785395139],
    ],
    limits: [
      [0, 1],
      [1e-10, 1],
      [Infinity, NaN],
      [-Infinity, NaN],
    ],
  },
  {
    op: tan,
    facts: [
      [-2, 2.185039863261519],
      [1e-10, 1e-10],
      [0.5, 0.5463024898437905],
      [PI / 2, 1.633123935319537e16],
      [10, 0.6483608274590866],
      [1e6, -0.373624453987599],
    ],
    limits: [
      [0, 0],
      [-0, -0],
      [Infinity, NaN],
      [-Infinity, NaN],
    ],
  },
  {
    op: asin,
    facts: [
      [-0.5, -0.5235987755982989],
      [1e-10, 1e-10],
      [0.1, 0.1001674211615598],
      [0.9999999999, 1.5707821846586878],
    ],
    limits: [
      [-0, -0],
      [1, PI / 2],
      [-1, -PI / 2],
      [1.1, NaN],
      [Infinity, NaN],
    ],
  },
  {
    op: acos,
    facts: [
      [-0.5, 2.0943951023931957],
      [1e-10, 1.5707963266948965],
      [0.1, 1.4706289056333368],
      [0.9999999999, 1.4142136208911564e-5],
    ],
    limits: [
      [1, 0],
      [-1, PI],
      [-1.1, NaN],
      [Infinity, NaN],
    ],
  },
  {
    op: atan,
    facts: [
      [-1, -0.7853981633974483],
      [1e-10, 1e-10],
      [0.1, 0.09966865249116204],
      [3, 1.2490457723982544],
      [1e10, 1.5707963266948965],
    ],
    limits: [
      [-0, -0],
      [Infinity, PI / 2],
      [-Infinity, -PI / 2],
    ],
  },
]

functions.forEach(testRealFunction)

describe('atan2', () => {
  const facts: readonly (readonly [number, number, number])[] = [
    [1, 1, 0.7853981633974483],
    [1, -1, 2.356194490192345],
    [-1, -1, -2.356194490192345],
    [-1, 1, -0.7853981633974483],
    [1e-10, -1, 3.141592653489793],
    [1e300, 1e-300, PI / 2],
    [0.5, 3, 0.16514867741462683],
  ]
  test.each(facts)('of y = %d, x = %d is %d', (y, x, angle) => {
    expect(Math.abs(atan2(y, x).item() - angle)).toBeLessThanOrEqual(1e-15 * Math.abs(angle))
  })

  // C99, annex F.9.1.4
  const limits: readonly (readonly [number, number, number])[] = [
    [0, 1, 0],
    [-0, 1, -0],
    [0, -1, PI],
    [-0, -1, -PI],
    [0, 0, 0],
    [0, -0, PI],
    [1, 0, PI / 2],
    [1, Infinity, 0],
    [1, -Infinity, PI],
    [Infinity, Infinity, PI / 4],
    [Infinity, -Infinity, (3 * PI) / 4],
    [NaN, 1, NaN],
    [1, NaN, NaN],
  ]
  test.each(limits)('of y = %d, x = %d is exactly %d', (y, x, angle) => {
    expect(atan2(y, x).item()).toBe(angle)
  })

  test('broadcasts; integers and bools become float64', () => {
    fc.assert(
      fc.property(
        dtype.chain((of) => operands(2, of)),
        ([y, x]) => {
          const result = x.dtype === 'float32' ? 'float32' : 'float64'
          const expected = fromFunction(broadcast(y.shape, x.shape), result, (at) =>
            atan2Function.scalar(elementAt(y, at), elementAt(x, at)),
          )
          expectSame(applied(atan2, y, x), expected)
        },
      ),
    )
  })

  test('names itself when shapes differ', () => {
    expectError(
      () => atan2(tensor([1, 2]), tensor([1, 2, 3])),
      ShapeError,
      'atan2: shapes [2] and [3] do not broadcast; ' +
        'reshape one so that each pair of axes, counted from the last, is equal or has a 1.',
    )
  })
})
