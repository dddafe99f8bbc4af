import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ArgumentError, pow, tensor, type Tensor } from '@wengert/tensor'
import { powFunction } from '../../src/math/pow.ts'
import { dtypes, operands, shape, tensorOf } from '../support/generated.ts'
import {
  applied,
  broadcast,
  elementAt,
  expectError,
  expectSame,
  fromFunction,
} from '../support/reference.ts'

const int = (values: readonly number[]): Tensor => tensor(values, { dtype: 'int32' })

/** The exact power modulo 2^32. */
function wrappedPower(x: number, y: number): number {
  return Number(BigInt.asIntN(32, BigInt(x) ** BigInt(y)))
}

const facts: readonly (readonly [number, number, number])[] = [
  [2, 0.5, Math.SQRT2],
  [10, -3, 0.001],
  [0.1, 10, 1.0000000000000006e-10],
  [1.0000000001, 1e10, 2.7182820532347876],
  [-2, 3, -8],
  [-2, -3, -0.125],
  [1e-300, 0.5, 1e-150],
  [3, 40.5, 2.1057694276511797e19],
]

describe.each(facts)('%d to the power %d', (x, y, power) => {
  test(`is ${power}, the exponent a number or a tensor`, () => {
    for (const actual of [
      pow(tensor([x]), y),
      pow(x, tensor([y])),
      pow(tensor([x]), tensor([y])),
    ]) {
      expect(Math.abs(actual.item() - power)).toBeLessThanOrEqual(2e-15 * Math.abs(power))
    }
  })
})

// C99, annex F.9.4.4
const limits: readonly (readonly [number, number, number])[] = [
  [0, 0, 1],
  [NaN, 0, 1],
  [Infinity, 0, 1],
  [0, 3, 0],
  [-0, 3, -0],
  [0, -1, Infinity],
  [-0, -1, -Infinity],
  [0, -2, Infinity],
  [0.5, Infinity, 0],
  [2, Infinity, Infinity],
  [2, -Infinity, 0],
  [-8, 1 / 3, NaN],
  [NaN, 1, NaN],
  [2, NaN, NaN],
  [Infinity, -1, 0],
  [-Infinity, 3, -Infinity],
  [-Infinity, 2, Infinity],
]
test.each(limits)('%d to the power %d is exactly %d', (x, y, power) => {
  expect(pow(tensor([x]), y).item()).toBe(power)
  expect(pow(tensor([x]), tensor([y])).item()).toBe(power)
})

test('floats broadcast', () => {
  const cases = fc.constantFrom('float64' as const, 'float32' as const)
  fc.assert(
    fc.property(
      cases.chain((dtype) => operands(2, dtype)),
      ([x, y]) => {
        const expected = fromFunction(broadcast(x.shape, y.shape), x.dtype, (at) =>
          powFunction.scalar(elementAt(x, at), elementAt(y, at)),
        )
        expectSame(applied(pow, x, y), expected)
      },
    ),
  )
})

describe('integers', () => {
  const exponent = fc.integer({ min: 0, max: 70 })

  test('to integer powers wrap around, exactly', () => {
    const cases = shape.chain((dims) =>
      fc.tuple(tensorOf(dims, 'int32'), tensorOf(dims, 'int32', exponent), exponent),
    )
    fc.assert(
      fc.property(cases, ([x, y, n]) => {
        const byTensor = fromFunction(x.shape, 'int32', (at) =>
          wrappedPower(elementAt(x, at), elementAt(y, at)),
        )
        const byNumber = fromFunction(x.shape, 'int32', (at) => wrappedPower(elementAt(x, at), n))
        expectSame(applied(pow, x, y), byTensor)
        expectSame(
          applied((base) => pow(base, n), x),
          byNumber,
        )
      }),
    )
  })

  test('to powers that are no int32 become float64', () => {
    expectSame(pow(int([4, 2]), 0.5), tensor([2, Math.SQRT2]))
    expectSame(pow(int([1, 2]), 2 ** 32), tensor([1, Infinity]))
    expectSame(pow(int([2]), tensor([0.5])), tensor([Math.SQRT2]), Number.EPSILON)
  })

  test('to negative powers are refused', () => {
    const message = 'pow: integer 2 to the negative power -1; cast the base to float64 first.'
    expectError(() => pow(int([2]), -1), ArgumentError, message)
    expectError(() => pow(int([2]), int([-1])), ArgumentError, message)
  })
})

test('bools are counted as int32', () => {
  const x = tensor([true, false])
  expectSame(pow(x, 3), int([1, 0]))
  expectSame(pow(x, x), int([1, 1]))
  expectSame(pow(2, x), int([2, 1]))
})

test.each(dtypes)('the exponents 0, 1 and 2 are right for %s', (dtype) => {
  const x = tensor([0, 1, 1], { dtype })
  const result = dtype === 'bool' ? 'int32' : dtype
  expectSame(pow(x, 0), tensor([1, 1, 1], { dtype: result }))
  expectSame(pow(x, 1), tensor([0, 1, 1], { dtype: result }))
  expectSame(pow(x, 2), tensor([0, 1, 1], { dtype: result }))
})
