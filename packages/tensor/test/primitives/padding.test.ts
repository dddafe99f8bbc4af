import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DTypeError, pad, ShapeError, tensor, zeros } from '@wengert/tensor'
import { padGeneral, type PadWidths } from '../../src/primitives/padding.ts'
import { anyTensor } from '../support/generated.ts'
import { applied, elementAt, expectError, expectSame, fromFunction } from '../support/reference.ts'

const width = fc.integer({ min: 0, max: 2 })

describe('the primitive', () => {
  test('puts x into the constant, with room before, after and between', () => {
    const cases = anyTensor.chain((x) =>
      fc.record({
        x: fc.constant(x),
        axes: fc.tuple(
          ...x.shape.map(() => fc.record({ low: width, high: width, between: width })),
        ),
        value: fc.constantFrom(0, 1),
      }),
    )
    fc.assert(
      fc.property(cases, ({ x, axes, value }) => {
        const dims = axes.map(
          ({ low, high, between }, i) =>
            low + high + Math.max(0, x.shape[i] + between * (x.shape[i] - 1)),
        )
        const expected = fromFunction(dims, x.dtype, (at) => {
          const from = at.map((i, axis) => (i - axes[axis].low) / (axes[axis].between + 1))
          const inside = from.every((i, axis) => Number.isInteger(i) && i >= 0 && i < x.shape[axis])
          return inside ? elementAt(x, from) : value
        })
        const params = {
          low: axes.map(({ low }) => low),
          high: axes.map(({ high }) => high),
          interior: axes.map(({ between }) => between),
          value,
        }
        expectSame(
          applied((y) => padGeneral(y, params), x),
          expected,
        )
      }),
      { numRuns: 300 },
    )
  })
})

describe('pad', () => {
  const x = tensor([
    [1, 2],
    [3, 4],
  ])

  test('takes one width, a pair for all axes, or a pair for each', () => {
    expect(pad(tensor([1]), 1).toArray()).toEqual([0, 1, 0])
    expect(pad(x, [0, 1]).toArray()).toEqual([
      [1, 2, 0],
      [3, 4, 0],
      [0, 0, 0],
    ])
    expect(
      pad(
        x,
        [
          [1, 0],
          [0, 2],
        ],
        { value: 9 },
      ).toArray(),
    ).toEqual([
      [9, 9, 9, 9],
      [1, 2, 9, 9],
      [3, 4, 9, 9],
    ])
    expect(pad(tensor([1, 2]), [[1, 2]]).toArray()).toEqual([0, 1, 2, 0, 0])
    expect(pad(5, 3).item()).toBe(5)
    expect(pad(5, []).item()).toBe(5)
    expect(pad(zeros([0]), 1, { value: NaN }).toArray()).toEqual([NaN, NaN])
  })

  test('keeps the dtype', () => {
    expectSame(pad(tensor([true]), 1, { value: 1 }), tensor([true, true, true]))
    const int = tensor([1], { dtype: 'int32' })
    expectSame(pad(int, [1, 0], { value: -7 }), tensor([-7, 1], { dtype: 'int32' }))
    const single = tensor([1], { dtype: 'float32' })
    expectSame(pad(single, [1, 0], { value: 0.1 }), tensor([0.1, 1], { dtype: 'float32' }))
  })

  test('refuses a constant that the dtype cannot hold', () => {
    expectError(
      () => pad(tensor([1], { dtype: 'int32' }), 1, { value: 0.5 }),
      DTypeError,
      'pad: the value 0.5 does not fit dtype int32; cast x to a wider dtype first.',
    )
    expect(() => pad(tensor([true]), 1, { value: 2 })).toThrow(
      'the value 2 does not fit dtype bool',
    )
  })

  test('takes one pair in a list for all axes, as NumPy', () => {
    expectSame(pad(x, [[1, 2]]), pad(x, [1, 2]))
  })

  test('refuses widths that do not fit the axes', () => {
    const remedy =
      'give a non-negative integer, a pair [before, after], or one such pair for each axis.'
    const faulty: readonly (readonly [unknown, string])[] = [
      [-1, '-1'],
      [0.5, '0.5'],
      [[1], '[1]'],
      [[1, -2], '[1, -2]'],
      [
        [
          [1, 1],
          [1, 1],
          [1, 1],
        ],
        '[[1, 1], [1, 1], [1, 1]]',
      ],
      [[[1, 1], [1]], '[[1, 1], [1]]'],
    ]
    for (const [widths, text] of faulty) {
      expectError(
        () => pad(x, widths as PadWidths),
        ShapeError,
        `pad: widths ${text} do not fit shape [2, 2]; ${remedy}`,
      )
    }
  })
})
