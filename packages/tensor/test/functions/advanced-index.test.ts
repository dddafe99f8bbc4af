import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  arange,
  ArgumentError,
  index,
  IndexError,
  ShapeError,
  slice,
  tensor,
  zeros,
  type Index,
  type Tensor,
} from '@wengert/tensor'
import {
  applied,
  broadcast,
  elementAt,
  expectError,
  expectSame,
  fromFunction,
} from '../support/reference.ts'

/** Integers that pick from an axis of length n, in a shape that broadcasts with [2, 3]. */
function positions(n: number): fc.Arbitrary<Tensor> {
  return fc.constantFrom<number[]>([], [3], [1], [2, 1], [2, 3]).chain((shape) => {
    const size = shape.reduce((a, b) => a * b, 1)
    return fc
      .array(fc.integer({ min: -n, max: n - 1 }), { minLength: size, maxLength: size })
      .map((list) => tensor(Int32Array.from(list), { shape }))
  })
}

const axisIndex = (n: number): fc.Arbitrary<Index> =>
  fc.oneof(
    positions(n),
    fc.integer({ min: -n, max: n - 1 }),
    fc.constantFrom([], [1], [null, null, -1], [null, null, 2]),
  )

const cases = fc
  .array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 })
  .chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      indices: fc
        .tuple(...shape.map(axisIndex))
        .chain((all) => fc.nat({ max: all.length }).map((count) => all.slice(0, count))),
    }),
  )

/** NumPy's rule by plain loops: the tensors' axes in place or, when apart, in front. */
function indexed(x: Tensor, indices: readonly Index[]): Tensor {
  const isTensor = (entry: Index | undefined): entry is Tensor =>
    typeof entry === 'object' && 'dtype' in entry
  const any = indices.some(isTensor)
  const picks = (axis: number): boolean =>
    isTensor(indices[axis]) || (any && typeof indices[axis] === 'number')
  const axes = x.shape.map((_, axis) => axis)
  const picking = axes.filter(picks)
  const shape = broadcast(
    [],
    ...picking.map((axis) => (isTensor(indices[axis]) ? indices[axis].shape : [])),
  )
  // The positions that each range visits; null for a dropped axis.
  const visited = axes.map((axis) => {
    const entry = indices[axis] ?? []
    if (picks(axis)) return null
    const along = arange(x.shape[axis])
    return slice(along, entry as number | number[])
  })
  const kept = axes.filter((axis) => !picks(axis) && typeof indices[axis] !== 'number')
  const apart = picking.some((axis, i) => axis !== picking[0] + i)
  const place = apart || !any ? 0 : kept.filter((axis) => axis < picking[0]).length
  const lengths = kept.map((axis) => visited[axis]!.size)
  return fromFunction(lengths.toSpliced(place, 0, ...shape), x.dtype, (at) => {
    const own = at.slice(place, place + shape.length)
    const others = at.toSpliced(place, shape.length)
    return elementAt(
      x,
      axes.map((axis) => {
        const entry = indices[axis]
        if (visited[axis] !== null) {
          return visited[axis].data[kept.includes(axis) ? others[kept.indexOf(axis)] : 0]
        }
        const i = isTensor(entry) ? elementAt(entry, own) : (entry as number)
        return i < 0 ? i + x.shape[axis] : i
      }),
    )
  })
}

describe('index', () => {
  test('takes what NumPy’s advanced indexing takes', () => {
    fc.assert(
      fc.property(cases, ({ shape, indices }) => {
        const x = arange(shape.reduce((a, b) => a * b, 1)).reshape(shape)
        expectSame(
          applied((y) => index(y, ...indices), x),
          indexed(x, indices),
        )
      }),
      { numRuns: 500 },
    )
  })

  test('has the shapes that NumPy documents', () => {
    const x = zeros([10, 20, 30, 40, 50])
    const i = zeros([2, 3, 4], { dtype: 'int32' })
    expect(index(x, [], i).shape).toEqual([10, 2, 3, 4, 30, 40, 50])
    expect(index(x, [], i, i).shape).toEqual([10, 2, 3, 4, 40, 50])
    expect(index(x, [], i, [], i).shape).toEqual([2, 3, 4, 10, 30, 50])
    expect(index(x, 0, [], i).shape).toEqual([2, 3, 4, 20, 40, 50])
  })

  test('takes masks for the positions where they are true', () => {
    const x = arange(12).reshape([3, 4])
    const even = tensor([true, false, true])
    expect(index(x, even).toArray()).toEqual([
      [0, 1, 2, 3],
      [8, 9, 10, 11],
    ])
    expect(index(x, x.greater(8)).toArray()).toEqual([9, 10, 11])
    expect(index(x, even, new Int32Array([1, 2])).toArray()).toEqual([1, 10])
    expect(index(x, [], tensor([false, false, false, true])).toArray()).toEqual([[3], [7], [11]])
    expect(index(x, x.less(0)).shape).toEqual([0])
    expect(index(zeros([2, 0]), zeros([2, 0]).equal(0)).shape).toEqual([0])
  })

  test('refuses what does not fit', () => {
    const x = zeros([2, 3])
    expectError(
      () => index(x, 0, new Int32Array([0, 3])),
      IndexError,
      'index: index 3 is outside axis 1 of shape [2, 3]; use -3 to 2.',
    )
    expectError(
      () => index(x, tensor([true])),
      ArgumentError,
      'index: a mask of shape [1] from axis 0 of shape [2, 3] on; give it the lengths of its axes.',
    )
    expectError(
      () => index(x, 0, 0, new Int32Array(1)),
      ArgumentError,
      'index: 3 indices for shape [2, 3]; give at most one for each axis.',
    )
    expect(() => index(x, tensor([0.5]))).toThrow('index: indices have dtype float64')
    expectError(
      () => index(x, new Int32Array(2), new Int32Array(3)),
      ShapeError,
      'index: shapes [2] and [3] do not broadcast; ' +
        'reshape one so that each pair of axes, counted from the last, is equal or has a 1.',
    )
  })
})
