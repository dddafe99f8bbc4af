import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  arange,
  ArgumentError,
  dynamicSlice,
  dynamicUpdateSlice,
  ShapeError,
  tensor,
  zeros,
} from '@wengert/tensor'
import { dtype, shape, tensorOf } from '../support/generated.ts'
import { applied, elementAt, expectError, expectSame, fromFunction } from '../support/reference.ts'

/** Where a part of that size really begins. */
const inside = (start: number, size: number, n: number): number =>
  Math.min(Math.max(start < 0 ? start + n : start, 0), n - size)

const cases = fc.tuple(shape, dtype).chain(([dims, of]) =>
  fc
    .tuple(...dims.map((n) => fc.tuple(fc.integer({ min: -6, max: 6 }), fc.nat({ max: n }))))
    .chain((parts) => {
      const sizes = parts.map(([, size]) => size)
      return fc.tuple(tensorOf(dims, of), tensorOf(sizes, of)).map(([x, update]) => ({
        x,
        update,
        sizes,
        starts: parts.map(([start]) => start),
        first: parts.map(([start, size], axis) => inside(start, size, dims[axis])),
      }))
    }),
)

describe('dynamicSlice', () => {
  test('reads a part, moved inside where it would run over', () => {
    fc.assert(
      fc.property(cases, ({ x, sizes, starts, first }) => {
        const expected = fromFunction(sizes, x.dtype, (at) =>
          elementAt(
            x,
            at.map((i, axis) => i + first[axis]),
          ),
        )
        expectSame(
          applied((y) => dynamicSlice(y, starts, sizes), x),
          expected,
        )
      }),
    )
  })

  test('takes its starts from a tensor', () => {
    const x = arange(12).reshape([3, 4])
    const starts = tensor([1, 2], { dtype: 'int32' })
    expect(dynamicSlice(x, starts, [2, 2]).toArray()).toEqual([
      [6, 7],
      [10, 11],
    ])
  })

  test('refuses what does not fit', () => {
    const x = zeros([3, 4])
    expectError(
      () => dynamicSlice(x, [0, 0], [4, 1]),
      ShapeError,
      'dynamicSlice: a part of shape [4, 1] does not fit into shape [3, 4]; make no axis longer.',
    )
    expectError(
      () => dynamicSlice(x, [0], [1, 1]),
      ArgumentError,
      'dynamicSlice: 1 starts for shape [3, 4]; give one for each axis.',
    )
    expectError(
      () => dynamicSlice(x, [0, 0], [1]),
      ArgumentError,
      'dynamicSlice: sizes [1] for shape [3, 4]; give one for each axis.',
    )
    expectError(
      () => dynamicSlice(x, [0, new Int32Array(1)], [1, 1]),
      ArgumentError,
      'dynamicSlice: the start of axis 1 has shape [1]; give scalars.',
    )
    expect(() => dynamicSlice(x, [0, 0.5], [1, 1])).toThrow(
      'dynamicSlice: indices have dtype float64',
    )
  })
})

describe('dynamicUpdateSlice', () => {
  test('writes a part, moved inside where it would run over', () => {
    fc.assert(
      fc.property(cases, ({ x, update, starts, first }) => {
        const expected = fromFunction(x.shape, x.dtype, (at) => {
          const own = at.map((i, axis) => i - first[axis])
          const within = own.every((i, axis) => i >= 0 && i < update.shape[axis])
          return within ? elementAt(update, own) : elementAt(x, at)
        })
        expectSame(
          applied((y, u) => dynamicUpdateSlice(y, u, starts), x, update),
          expected,
        )
      }),
    )
  })

  test('refuses what does not fit', () => {
    expectError(
      () => dynamicUpdateSlice(zeros([3]), zeros([1, 1]), [0]),
      ArgumentError,
      'dynamicUpdateSlice: an update of shape [1, 1] for shape [3]; give as many axes (expandDims puts ' +
        'axes in).',
    )
    expect(() => dynamicUpdateSlice(zeros([3]), zeros([4]), [0])).toThrow(
      'does not fit into shape [3]',
    )
  })
})
