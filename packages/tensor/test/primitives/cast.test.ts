import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ArgumentError, cast, tensor, type DType } from '@wengert/tensor'
import { dtypes, shape, tensorOf } from '../support/generated.ts'
import { applied, elementAt, expectError, expectSame, fromFunction } from '../support/reference.ts'

/** Truncation modulo 2^32, from the definition. */
function toInt32(x: number): number {
  return Number.isFinite(x) ? Number(BigInt.asIntN(32, BigInt(Math.trunc(x)))) : 0
}

const conversions: { readonly [D in DType]: (x: number) => number } = {
  float64: (x) => x,
  float32: Math.fround,
  int32: toInt32,
  bool: (x) => (x === 0 ? 0 : 1),
}

const pairs = dtypes.flatMap((from) => dtypes.map((to) => [from, to] as const))

test.each(pairs)('cast from %s to %s', (from, to) => {
  const cases = shape.chain((dims) => tensorOf(dims, from))
  fc.assert(
    fc.property(cases, (x) => {
      const expected = fromFunction(x.shape, to, (at) => conversions[to](elementAt(x, at)))
      expectSame(
        applied((y) => cast(y, to), x),
        expected,
      )
    }),
  )
})

describe('cast', () => {
  test('to its own dtype is the tensor itself', () => {
    const x = tensor([1, 2])
    expect(cast(x, 'float64')).toBe(x)
  })

  test('truncates towards zero, wraps around, and makes NaN 0', () => {
    const x = tensor([1.9, -1.9, 2 ** 31, 2 ** 32 + 3, NaN, Infinity])
    expect(cast(x, 'int32').toArray()).toEqual([1, -1, -(2 ** 31), 3, 0, 0])
  })

  test('overflows float32 to infinity', () => {
    expect(cast(tensor([1e39, -1e39, 1e-46]), 'float32').toArray()).toEqual([
      Infinity,
      -Infinity,
      0,
    ])
  })

  test('names an unknown dtype', () => {
    expectError(
      () => cast(tensor([1]), 'double' as DType),
      ArgumentError,
      'cast: unknown dtype double; use one of float64, float32, int32, bool.',
    )
  })
})
