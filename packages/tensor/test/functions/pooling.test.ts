import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ArgumentError, averagePool, maxPool, ShapeError, tensor, zeros } from '@wengert/tensor'
import { dtypes, smallElements, tensorOf } from '../support/generated.ts'
import {
  applied,
  elementAt,
  expectError,
  expectSame,
  fromFunction,
  indicesOf,
} from '../support/reference.ts'

const axis = fc
  .record({
    size: fc.integer({ min: 1, max: 3 }),
    stride: fc.integer({ min: 1, max: 3 }),
    length: fc.integer({ min: 1, max: 5 }),
    before: fc.nat({ max: 2 }),
    after: fc.nat({ max: 2 }),
  })
  .filter(
    ({ size, length, before, after }) =>
      before < size && after < size && length + before + after >= size,
  )

const cases = fc
  .record({
    lead: fc.array(fc.nat({ max: 2 }), { maxLength: 2 }),
    axes: fc.array(axis, { minLength: 1, maxLength: 2 }),
    dtype: fc.constantFrom(...dtypes),
  })
  .chain(({ lead, axes, dtype }) =>
    tensorOf([...lead, ...axes.map(({ length }) => length)], dtype, smallElements(dtype)).map(
      (x) => ({ x, lead, axes }),
    ),
  )

describe.each([
  {
    op: maxPool,
    fold: (inside: number[]) => Math.max(...inside),
  },
  {
    op: averagePool,
    fold: (inside: number[]) => inside.reduce((a, b) => a + b, 0) / inside.length,
  },
])('$op.name', ({ op, fold }) => {
  test('folds the elements of x in each window', () => {
    fc.assert(
      fc.property(cases, ({ x, lead, axes }) => {
        const sizes = axes.map(({ size }) => size)
        const counts = axes.map(
          ({ size, stride, length, before, after }) =>
            Math.floor((length + before + after - size) / stride) + 1,
        )
        const dtype = op === maxPool || x.dtype === 'float32' ? x.dtype : 'float64'
        const expected = fromFunction([...lead, ...counts], dtype, (at) => {
          const inside = indicesOf(sizes)
            .map((k) => k.map((i, n) => at[lead.length + n] * axes[n].stride + i - axes[n].before))
            .filter((place) => place.every((i, n) => i >= 0 && i < axes[n].length))
          return fold(inside.map((place) => elementAt(x, [...at.slice(0, lead.length), ...place])))
        })
        const options = {
          stride: axes.map(({ stride }) => stride),
          padding: axes.map(({ before, after }): [number, number] => [before, after]),
        }
        const tolerance = dtype === 'float32' ? 1e-6 : 1e-15
        expectSame(
          applied((y) => op(y, sizes, options), x),
          expected,
          tolerance,
        )
      }),
      { numRuns: 300 },
    )
  })

  test('moves by a whole window unless told otherwise', () => {
    expect(op(zeros([3, 4, 7]), [2, 3]).shape).toEqual([3, 2, 2])
    expect(op(zeros([3, 4, 7]), [2, 3], { stride: 1, padding: 'same' }).shape).toEqual([3, 4, 7])
  })

  test('of a window with a NaN is NaN', () => {
    expect(op(tensor([1, NaN, 2, 3]), [2]).toArray()[0 as never]).toBeNaN()
  })

  test('refuses windows that do not fit', () => {
    const name = op.name
    expectError(
      () => op(zeros([2, 3]), [4]),
      ShapeError,
      `${name}: windows of [4] do not fit into lengths [3] padded to [3]; make them smaller, or pad more.`,
    )
    expectError(
      () => op(zeros([3]), [1, 1]),
      ShapeError,
      `${name}: 2 sizes for shape [3]; give at most one for each axis.`,
    )
    expectError(
      () => op(zeros([3]), [0]),
      ArgumentError,
      `${name}: [0] are no sizes of a window; give positive integers in an array.`,
    )
    expectError(
      () => op(zeros([3]), [2], { padding: 2 }),
      ArgumentError,
      `${name}: padding [2, 2] leaves windows of length 2 with nothing but padding; pad less than a window.`,
    )
  })
})

test('averagePool counts padding as zeros where it is told to', () => {
  const x = tensor([2, 4])
  expect(averagePool(x, [2], { stride: 1, padding: 1 }).toArray()).toEqual([2, 3, 4])
  expect(averagePool(x, [2], { stride: 1, padding: 1, includePadding: true }).toArray()).toEqual([
    1, 3, 2,
  ])
})
