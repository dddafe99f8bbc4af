import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  arange,
  ArgumentError,
  IndexError,
  slice,
  tensor,
  zeros,
  type SliceIndex,
  type Tensor,
} from '@wengert/tensor'
import { anyTensor } from '../support/generated.ts'
import { applied, elementAt, expectError, expectSame, fromFunction } from '../support/reference.ts'

/** The positions that Python's `range(n)[start:stop:step]` visits, by trying all. */
function positions(
  n: number,
  [start, stop, step]: readonly (number | null | undefined)[],
): number[] {
  const by = step ?? 1
  const fromEnd = (i: number): number => (i < 0 ? i + n : i)
  const forwards = Array.from({ length: n }, (_, i) => i)
  const visited = by > 0 ? forwards : forwards.reverse()
  const after =
    start === undefined || start === null
      ? () => true
      : (i: number) => (by > 0 ? i >= fromEnd(start) : i <= fromEnd(start))
  const before =
    stop === undefined || stop === null
      ? () => true
      : (i: number) => (by > 0 ? i < fromEnd(stop) : i > fromEnd(stop))
  return visited.filter((i) => after(i) && before(i)).filter((_, k) => k % Math.abs(by) === 0)
}

const bound = fc.option(fc.integer({ min: -5, max: 5 }), { nil: null })
const rangeIndex = fc
  .tuple(bound, bound, fc.constantFrom(-3, -2, -1, null, 1, 2, 3), fc.integer({ min: 0, max: 3 }))
  .map(([start, stop, step, given]) => [start, stop, step].slice(0, given))

function indexOf(n: number): fc.Arbitrary<SliceIndex> {
  return n === 0 ? rangeIndex : fc.oneof(rangeIndex, fc.integer({ min: -n, max: n - 1 }))
}

const cases = anyTensor.chain((x) =>
  fc
    .tuple(fc.tuple(...x.shape.map(indexOf)), fc.nat({ max: x.ndim }))
    .map(([indices, given]) => ({ x, indices: indices.slice(0, given) })),
)

/** The part that NumPy's basic indexing takes. */
function sliced(x: Tensor, indices: readonly SliceIndex[]): Tensor {
  const visited = x.shape.map((n, axis) => {
    const index = indices[axis] ?? []
    return typeof index === 'number' ? [index < 0 ? index + n : index] : positions(n, index)
  })
  const kept = x.shape.map((_, axis) => axis).filter((axis) => typeof indices[axis] !== 'number')
  return fromFunction(
    kept.map((axis) => visited[axis].length),
    x.dtype,
    (at) =>
      elementAt(
        x,
        visited.map((list, axis) => list[kept.includes(axis) ? at[kept.indexOf(axis)] : 0]),
      ),
  )
}

describe('slice', () => {
  test('takes what basic indexing takes', () => {
    fc.assert(
      fc.property(cases, ({ x, indices }) => {
        expectSame(
          applied((y) => slice(y, ...indices), x),
          sliced(x, indices),
        )
      }),
      { numRuns: 1000 },
    )
  })

  test('agrees with NumPy on ten', () => {
    const x = arange(10)
    const facts: readonly (readonly [SliceIndex, readonly number[]])[] = [
      [
        [2, 5],
        [2, 3, 4],
      ],
      [
        [null, null, -3],
        [9, 6, 3, 0],
      ],
      [[-3], [7, 8, 9]],
      [
        [8, 2, -2],
        [8, 6, 4],
      ],
      [
        [-100, 100, 4],
        [0, 4, 8],
      ],
      [
        [100, -100, -4],
        [9, 5, 1],
      ],
      [[5, 5], []],
      [[5, 2], []],
      [
        [undefined, 2],
        [0, 1],
      ],
      [
        [2, -1],
        [2, 3, 4, 5, 6, 7, 8],
      ],
    ]
    for (const [range, expected] of facts) expect(slice(x, range).toArray()).toEqual(expected)
  })

  test('drops the axis of an index, and counts negative ones from the last', () => {
    const x = arange(6).reshape([2, 3])
    expect(slice(x, 1).toArray()).toEqual([3, 4, 5])
    expect(slice(x, [], -1).toArray()).toEqual([2, 5])
    expect(slice(x, -1, 0).item()).toBe(3)
    expect(x.at(-2).toArray()).toEqual([0, 1, 2])
    expect(x.slice(0, [null, null, -1]).toArray()).toEqual([2, 1, 0])
  })

  test('of everything is the tensor itself', () => {
    const x = zeros([2, 3])
    expect(slice(x)).toBe(x)
    expect(slice(x, [], [0, 3, 1])).toBe(x)
    expect(slice(x, [-9, 9])).toBe(x)
  })

  test('refuses an index outside its axis', () => {
    expectError(
      () => slice(zeros([2, 3]), 0, 3),
      IndexError,
      'slice: index 3 is outside axis 1 of shape [2, 3]; use -3 to 2.',
    )
    expect(() => slice(zeros([2]), -3)).toThrow('slice: index -3 is outside axis 0')
    expect(() => slice(zeros([2]), 0.5)).toThrow('slice: index 0.5 is outside axis 0')
    expectError(
      () => slice(zeros([0]), 0),
      IndexError,
      'slice: index 0 is outside axis 0 of shape [0]; that axis is empty.',
    )
  })

  test('is named at where at was called', () => {
    const x = zeros([2, 3])
    expect(() => x.at(2)).toThrow('at: index 2 is outside axis 0 of shape [2, 3]; use -2 to 1.')
    expect(() => tensor(1).at(0)).toThrow('at: 1 indices for shape []; give at most one')
    for (const [given, name] of [
      [undefined, 'undefined'],
      ['0', "the string '0'"],
      [[0, 1], '[0, 1]'],
    ] as const) {
      expectError(
        () => x.at(given as never),
        ArgumentError,
        `at: ${name} is not an index; give an integer, or use slice or take for several.`,
      )
    }
  })

  test('refuses more indices than axes', () => {
    expectError(
      () => slice(tensor([1, 2]), 0, 0),
      ArgumentError,
      'slice: 2 indices for shape [2]; give at most one for each axis.',
    )
    expect(() => slice(1, 0)).toThrow('slice: 1 indices for shape []')
  })

  test('refuses what is no range', () => {
    const remedy =
      'give integers [start, stop, step] with a step other than 0 (take picks single positions).'
    expectError(
      () => slice(zeros([9]), [0, 9, 0]),
      ArgumentError,
      `slice: [0, 9, 0] is not a range; ${remedy}`,
    )
    expectError(
      () => slice(zeros([9]), [0.5]),
      ArgumentError,
      `slice: [0.5] is not a range; ${remedy}`,
    )
    expectError(
      () => slice(zeros([9]), [0, 2, 5, 7]),
      ArgumentError,
      `slice: [0, 2, 5, 7] is not a range; ${remedy}`,
    )
    expectError(
      () => slice(zeros([9]), tensor([0, 2]) as unknown as SliceIndex),
      ArgumentError,
      `slice: a Tensor is not a range; ${remedy}`,
    )
  })
})
