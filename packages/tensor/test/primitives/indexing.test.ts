import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  arange,
  ArgumentError,
  DTypeError,
  gather,
  IndexError,
  scatterAdd,
  ShapeError,
  take,
  tensor,
  zeros,
  type DType,
  type Tensor,
} from '@wengert/tensor'
import { bind } from '@wengert/tensor/internal'
import { gatherPrimitive, scatterAddPrimitive } from '../../src/primitives/indexing.ts'
import { anyTensor, dtypes, smallElements, tensorOf } from '../support/generated.ts'
import {
  applied,
  elementAt,
  expectError,
  expectSame,
  fromFunction,
  indicesOf,
  type Index,
} from '../support/reference.ts'

const int = (values: readonly number[]): Tensor => tensor(values, { dtype: 'int32' })

interface Case {
  readonly x: Tensor
  readonly indices: Tensor
  readonly updates: Tensor
  readonly axis: number
  readonly batchDims: number
}

/** Operands whose batch axes run in step; other axes may be empty. */
function cases(dtype: DType): fc.Arbitrary<Case> {
  const length = fc.integer({ min: 1, max: 3 })
  const some = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 2 })
  return fc
    .record({
      batch: fc.array(length, { maxLength: 2 }),
      before: some,
      along: length,
      after: some,
      places: some,
    })
    .chain(({ batch, before, along, after, places }) =>
      fc.record({
        x: tensorOf([...batch, ...before, along, ...after], dtype, smallElements(dtype)),
        indices: tensorOf(
          [...batch, ...places],
          'int32',
          fc.integer({ min: -along, max: along - 1 }),
        ),
        updates: tensorOf([...batch, ...before, ...places, ...after], dtype, smallElements(dtype)),
        axis: fc.constant(batch.length + before.length),
        batchDims: fc.constant(batch.length),
      }),
    )
}

/** Where in x an index of the gathered tensor is read. */
function source({ x, indices, axis, batchDims }: Case, at: Index): number[] {
  const places = indices.ndim - batchDims
  const given = elementAt(indices, [...at.slice(0, batchDims), ...at.slice(axis, axis + places)])
  const position = given < 0 ? given + x.shape[axis] : given
  return [...at.slice(0, axis), position, ...at.slice(axis + places)]
}

describe('the primitives', () => {
  test.each(dtypes)('gather %s at the indices', (dtype) => {
    fc.assert(
      fc.property(cases(dtype), (c) => {
        const { x, indices, updates, axis, batchDims } = c
        const expected = fromFunction(updates.shape, dtype, (at) => elementAt(x, source(c, at)))
        expectSame(
          applied((a, i) => bind(gatherPrimitive, [a, i], { axis, batchDims }), x, indices),
          expected,
        )
      }),
      { numRuns: 200 },
    )
  })

  test.each(['float64', 'float32', 'int32'] as const)('add %s up at the indices', (dtype) => {
    fc.assert(
      fc.property(cases(dtype), (c) => {
        const { x, indices, updates, axis, batchDims } = c
        const totals = new Map(indicesOf(x.shape).map((at) => [String(at), elementAt(x, at)]))
        for (const at of indicesOf(updates.shape)) {
          const to = String(source(c, at))
          totals.set(to, totals.get(to)! + elementAt(updates, at))
        }
        const expected = fromFunction(x.shape, dtype, (at) => totals.get(String(at))!)
        const params = { axis, batchDims }
        expectSame(
          applied((a, i, u) => bind(scatterAddPrimitive, [a, i, u], params), x, indices, updates),
          expected,
        )
      }),
      { numRuns: 200 },
    )
  })
})

describe('gather', () => {
  const x = arange(6).reshape([3, 2])

  test('replaces the axis by those of the indices', () => {
    expect(gather(x, int([2, 0])).toArray()).toEqual([
      [4, 5],
      [0, 1],
    ])
    expect(gather(x, 1).toArray()).toEqual([2, 3])
    expect(gather(x, -1, -1).toArray()).toEqual([1, 3, 5])
    expect(gather(x, new Int32Array([1, 1]), 1).toArray()).toEqual([
      [1, 1],
      [3, 3],
      [5, 5],
    ])
    expect(gather(x, int([0, 1, 1, 0]).reshape([2, 2]), 1).shape).toEqual([3, 2, 2])
    expect(gather(x, int([])).shape).toEqual([0, 2])
    expect(gather(zeros([0, 2]), int([])).shape).toEqual([0, 2])
  })

  test('refuses indices outside the axis', () => {
    expectError(
      () => gather(x, int([0, 3])),
      IndexError,
      'gather: index 3 is outside axis 0 of length 3; use -3 to 2.',
    )
    expectError(
      () => gather(x, -3, 1),
      IndexError,
      'gather: index -3 is outside axis 1 of length 2; use -2 to 1.',
    )
    expectError(
      () => gather(zeros([0]), 0),
      IndexError,
      'gather: index 0 is outside axis 0 of length 0; give no indices.',
    )
  })

  test('refuses indices that are no integers', () => {
    expectError(
      () => gather(x, tensor([0, 1])),
      DTypeError,
      "gather: indices have dtype float64; give integers, for example tensor([0, 2], { dtype: 'int32' }).",
    )
    expect(() => gather(x, 0.5)).toThrow('gather: indices have dtype float64')
    expect(() => gather(x, 2 ** 32)).toThrow('gather: indices have dtype float64')
    expect(() => gather(x, tensor([true, false]))).toThrow('gather: indices have dtype bool')
  })

  test('refuses axes that are not there', () => {
    expectError(
      () => gather(x, 0, 2),
      ArgumentError,
      'gather: axis 2 is not an axis of a tensor of rank 2; use -2 to 1.',
    )
    expect(() => gather(1, 0)).toThrow('gather: axis 0 given for a scalar')
  })
})

describe('take', () => {
  test('without an axis picks elements in row-major order', () => {
    const picked = anyTensor
      .filter(({ size }) => size > 0)
      .chain((x) =>
        fc
          .array(fc.integer({ min: -x.size, max: x.size - 1 }), { maxLength: 4 })
          .map((list) => ({ x, list })),
      )
    fc.assert(
      fc.property(picked, ({ x, list }) => {
        const elements = [...x.data]
        const expected = fromFunction([list.length], x.dtype, ([i]) => elements.at(list[i])!)
        expectSame(applied(take, x, int(list)), expected)
      }),
    )
  })

  test('along an axis is gather', () => {
    const x = arange(24).reshape([2, 3, 4])
    for (const axis of [0, 1, 2, -1, -3]) {
      expectSame(take(x, int([1, 0, -1]), axis), gather(x, int([1, 0, -1]), axis))
    }
    expect(x.take(int([1]), 1).shape).toEqual([2, 1, 4])
  })

  test('names itself in its errors', () => {
    expect(() => take(zeros([2]), 2)).toThrow(IndexError)
    expect(() => take(zeros([2]), tensor([0]))).toThrow('take: indices have dtype float64')
    expect(() => take(zeros([2]), 0, 1)).toThrow('take: axis 1 is not an axis')
  })
})

describe('scatterAdd', () => {
  test('accumulates at repeated indices', () => {
    const x = tensor([
      [1, 2],
      [3, 4],
    ])
    expect(
      scatterAdd(
        x,
        int([0, 0]),
        tensor([
          [1, 1],
          [10, 10],
        ]),
      ).toArray(),
    ).toEqual([
      [12, 13],
      [3, 4],
    ])
    expect(scatterAdd(x, int([-1]), tensor([[5], [6]]), 1).toArray()).toEqual([
      [1, 7],
      [3, 10],
    ])
    expect(scatterAdd(x, 1, tensor([5, 6])).toArray()).toEqual([
      [1, 2],
      [8, 10],
    ])
  })

  test('broadcasts its updates', () => {
    expect(scatterAdd(zeros([3]), int([0, 2, 0]), 1).toArray()).toEqual([2, 0, 1])
    expect(scatterAdd(zeros([2, 2]), int([0, 0]), tensor([1, 2])).toArray()).toEqual([
      [2, 4],
      [0, 0],
    ])
    expect(scatterAdd(zeros([2, 2]), int([]), 1).toArray()).toEqual([
      [0, 0],
      [0, 0],
    ])
  })

  test('promotes x with the updates, and counts bools', () => {
    const integer = scatterAdd(int([1, 2]), int([0]), tensor([0.5]))
    expectSame(integer, tensor([1.5, 2]))
    expectSame(scatterAdd(int([1, 2]), 0, 3), int([4, 2]))
    expectSame(scatterAdd(tensor([true, false]), int([0, 0]), tensor([true, true])), int([3, 0]))
  })

  test('wraps int32 around', () => {
    expect(scatterAdd(int([2 ** 31 - 1]), 0, 1).item()).toBe(-(2 ** 31))
  })

  test('refuses updates that do not fit', () => {
    const message =
      'scatterAdd: updates have shape [3], but x of shape [4] indexed by shape [2] needs [2]; reshape or broadcast them to it.'
    expectError(() => scatterAdd(zeros([4]), int([0, 1]), tensor([1, 2, 3])), ShapeError, message)
    expect(() => scatterAdd(zeros([4]), int([0]), zeros([2, 1]))).toThrow(
      'updates have shape [2, 1]',
    )
  })

  test('refuses indices outside the axis, and such as are no integers', () => {
    expectError(
      () => scatterAdd(zeros([4]), int([4]), 1),
      IndexError,
      'scatterAdd: index 4 is outside axis 0 of length 4; use -4 to 3.',
    )
    expect(() => scatterAdd(zeros([4]), tensor([0]), 1)).toThrow(
      'scatterAdd: indices have dtype float64',
    )
    expect(() => scatterAdd(zeros([4]), 0, 1, 1)).toThrow('scatterAdd: axis 1 is not an axis')
  })
})
