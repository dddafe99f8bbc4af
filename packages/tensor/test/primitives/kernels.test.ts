/** Kernels against naive implementations that know nothing of strides, on generated shapes. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as T from '@wengert/tensor'
import { tensor, type Tensor } from '@wengert/tensor'
import { sizeOf, type Shape } from '@wengert/tensor/internal'
import { atan2Function } from '../../src/math/arctangent.ts'

const length = fc.integer({ min: 0, max: 4 })
const shape = fc.array(length, { maxLength: 3 })

function filled(dims: Shape, seed = 0): Tensor {
  const data = Float64Array.from({ length: sizeOf(dims) }, (_, i) => Math.sin(2.3 * i + seed) * 3)
  return tensor(data, { shape: dims })
}

/** The element at an index, read from nested arrays. */
function elementAt(x: Tensor, index: readonly number[]): number {
  return index.reduce<unknown>((level, i) => (level as unknown[])[i], x.toArray()) as number
}

/** Every index of a shape, in row-major order. */
function indices(dims: Shape): number[][] {
  return dims.reduce<number[][]>(
    (list, n) => list.flatMap((head) => Array.from({ length: n }, (_, i) => [...head, i])),
    [[]],
  )
}

/** The index with which a broadcast operand is read. */
function readFrom(dims: Shape, index: readonly number[]): number[] {
  const own = index.slice(index.length - dims.length)
  return own.map((i, axis) => (dims[axis] === 1 ? 0 : i))
}

const pairs = shape.chain((full) => {
  const part = fc
    .tuple(
      fc.integer({ min: 0, max: full.length }),
      fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
    )
    .map(([drop, ones]) => full.slice(drop).map((n, i) => (ones[i] ? 1 : n)))
  return fc.tuple(part, part)
})

const binary: [string, (x: Tensor, y: Tensor) => Tensor, (x: number, y: number) => number][] = [
  ['add', T.add, (x, y) => x + y],
  ['sub', T.sub, (x, y) => x - y],
  ['mul', T.mul, (x, y) => x * y],
  ['div', T.div, (x, y) => x / y],
  ['maximum', T.maximum, Math.max],
  ['minimum', T.minimum, Math.min],
  ['rem', T.rem, (x, y) => x % y],
  ['atan2', T.atan2, atan2Function.scalar],
  ['greater', T.greater, (x, y) => Number(x > y)],
  ['lessEqual', T.lessEqual, (x, y) => Number(x <= y)],
  ['equal', T.equal, (x, y) => Number(x === y)],
]

describe('elementwise', () => {
  test.each(binary)('%s broadcasts as NumPy does', (_, op, f) => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const [x, y] = [filled(a), filled(b, 1)]
        const z = op(x, y)
        indices(z.shape).forEach((index, i) => {
          const expected = f(elementAt(x, readFrom(a, index)), elementAt(y, readFrom(b, index)))
          expect(z.data[i]).toBe(expected)
        })
      }),
      { numRuns: 40 },
    )
  })

  test('where chooses, all three broadcast', () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const [x, y] = [filled(a), filled(b, 1)]
        const z = T.where(x.greater(0.5), x, y)
        indices(z.shape).forEach((index, i) => {
          const left = elementAt(x, readFrom(a, index))
          expect(z.data[i]).toBe(left > 0.5 ? left : elementAt(y, readFrom(b, index)))
        })
      }),
    )
  })

  test('round takes halves to even, keeps the sign of zero and large numbers', () => {
    const x = [-2.5, -1.5, -0.5, -0.2, 0.5, 1.5, 2.5, 0.49999999999999994, 2 ** 52 + 1, -(2 ** 60)]
    expect(T.round(tensor(x)).toArray()).toEqual([
      -2,
      -2,
      -0,
      -0,
      0,
      2,
      2,
      0,
      2 ** 52 + 1,
      -(2 ** 60),
    ])
  })

  test('integers wrap around at 32 bits, powers and products exactly', () => {
    const big = tensor([2147483647], { dtype: 'int32' })
    expect(big.add(1).item()).toBe(-2147483648)
    expect(big.mul(big).item()).toBe(1)
    expect(tensor([3], { dtype: 'int32' }).pow(19).item()).toBe(1162261467)
    expect(
      tensor([7], { dtype: 'int32' })
        .pow(tensor([13], { dtype: 'int32' }))
        .item(),
    ).toBe((96889010407 & 0xffffffff) | 0)
    expect(() => tensor([2], { dtype: 'int32' }).pow(-1)).toThrow(
      /pow: integer 2 to the negative power -1; cast/,
    )
  })
})

describe('dtypes', () => {
  const of = {
    float64: tensor([1.5]),
    float32: tensor([1.5], { dtype: 'float32' }),
    int32: tensor([3], { dtype: 'int32' }),
    bool: tensor([true]),
  }
  type Name = keyof typeof of
  const table: [Name, Name, string][] = [
    ['float64', 'float32', 'float64'],
    ['float64', 'int32', 'float64'],
    ['float64', 'bool', 'float64'],
    ['float32', 'float32', 'float32'],
    ['float32', 'int32', 'float64'],
    ['float32', 'bool', 'float32'],
    ['int32', 'int32', 'int32'],
    ['int32', 'bool', 'int32'],
    ['bool', 'bool', 'bool'],
  ]
  test.each(table)('%s with %s gives %s, in both orders', (a, b, expected) => {
    expect(of[a].mul(of[b]).dtype).toBe(expected)
    expect(of[b].add(of[a]).dtype).toBe(expected)
  })

  test('numbers are weakly typed', () => {
    expect(of.float32.mul(2).dtype).toBe('float32')
    expect(of.float32.mul(0.1).dtype).toBe('float32')
    expect(of.int32.mul(2).dtype).toBe('int32')
    expect(of.int32.mul(0.5).dtype).toBe('float64')
    expect(of.bool.add(1).dtype).toBe('int32')
    expect(T.sub(1, of.float32).dtype).toBe('float32')
    expect(T.add(1, 2).dtype).toBe('float64')
    expect(T.where(of.bool, 1, of.float32).dtype).toBe('float32')
  })

  test('quotients, roots and means of integers are float64', () => {
    expect(of.int32.div(of.int32).dtype).toBe('float64')
    expect(of.int32.sqrt().dtype).toBe('float64')
    expect(of.int32.mean().dtype).toBe('float64')
    expect(of.bool.sum().dtype).toBe('int32')
  })

  test('sums and products of bools are or and and', () => {
    const [t, f] = [tensor([true]), tensor([false])]
    expect([t.add(t), t.add(f), t.mul(f), t.mul(t)].map((x) => x.item())).toEqual([1, 1, 0, 1])
  })

  test('casts truncate to integers and compare with 0 to bools', () => {
    const x = tensor([-1.7, 0, 0.3, 2.9])
    expect(x.cast('int32').toArray()).toEqual([-1, 0, 0, 2])
    expect(x.cast('bool').toArray()).toEqual([1, 0, 1, 1])
    expect(x.cast('float32').data[2]).toBe(Math.fround(0.3))
  })
})

describe('reductions', () => {
  const subsets = shape.chain((dims) =>
    fc.tuple(fc.constant(dims), fc.subarray(dims.map((_, axis) => axis))),
  )
  const folds: [string, (x: Tensor, axes: number[]) => Tensor, (list: number[]) => number][] = [
    ['sum', T.sum, (list) => list.reduce((a, b) => a + b, 0)],
    ['mean', T.mean, (list) => list.reduce((a, b) => a + b, 0) / list.length],
    ['max', T.max, (list) => Math.max(...list)],
    ['min', T.min, (list) => Math.min(...list)],
    ['logsumexp', T.logsumexp, (list) => Math.log(list.reduce((a, b) => a + Math.exp(b), 0))],
  ]
  test.each(folds)('%s over any axes', (name, op, fold) => {
    fc.assert(
      fc.property(subsets, ([dims, axes]) => {
        fc.pre(!(['max', 'min'].includes(name) && axes.some((axis) => dims[axis] === 0)))
        const x = filled(dims)
        const y = op(x, axes)
        const kept = dims.filter((_, axis) => !axes.includes(axis))
        expect(y.shape).toEqual(kept)
        indices(kept).forEach((index, i) => {
          const group = indices(dims)
            .filter(
              (full) => full.filter((_, axis) => !axes.includes(axis)).join() === index.join(),
            )
            .map((full) => elementAt(x, full))
          const expected = fold(group)
          if (Number.isFinite(expected)) expect(y.data[i]).toBeCloseTo(expected, 12)
          else expect(y.data[i]).toBe(expected)
        })
      }),
      { numRuns: 60 },
    )
  })

  test('keepDims leaves axes of length 1; negative axes count from the last', () => {
    const x = filled([2, 3, 4])
    expect(x.sum(-1, { keepDims: true }).shape).toEqual([2, 3, 1])
    expect(x.max([0, -1]).shape).toEqual([3])
    expect(x.argmax(1, { keepDims: true }).shape).toEqual([2, 1, 4])
  })

  test('float32 sums keep their digits', () => {
    const x = T.full([1_000_000], 0.1, { dtype: 'float32' })
    expect(x.sum().item()).toBe(Math.fround(1_000_000 * Math.fround(0.1)))
  })

  test('argmax and argmin take the first of equals and the first NaN', () => {
    const x = tensor([
      [1, 3, 3],
      [2, NaN, 0],
    ])
    expect(x.argmax(1).toArray()).toEqual([1, 1])
    expect(x.argmin(0).toArray()).toEqual([0, 1, 1])
    expect(tensor([4, 1, 1]).argmin().item()).toBe(1)
  })

  test('nothing has no maximum', () => {
    expect(() => T.max(T.zeros([2, 0]), 1)).toThrow(
      /^max: axis 1 of shape \[2, 0\] is empty and has no maximum/,
    )
    expect(() => T.argmin(tensor([]))).toThrow(/^argmin: shape \[0\] is empty/)
  })
})

describe('products', () => {
  const naive = (x: number[][], y: number[][]): number[][] =>
    x.map((row) => y[0].map((_, j) => row.reduce((sum, a, k) => sum + a * y[k][j], 0)))

  test('matmul in every layout and dtype is the triple loop', () => {
    for (const dtype of ['float64', 'float32', 'int32'] as const) {
      const round = (x: Tensor): Tensor => x.round().cast(dtype)
      const [x, y] = [round(filled([3, 5])), round(filled([5, 4], 2))]
      const expected = naive(x.toArray() as number[][], y.toArray() as number[][])
      expect(T.matmul(x, y).toArray()).toEqual(expected)
      const viaTransposes = T.matmul(y.transpose(), x.transpose()).transpose()
      expect(viaTransposes.toArray()).toEqual(expected)
      expect(T.matmul(x, y).dtype).toBe(dtype)
    }
  })

  test('vectors, batches and their broadcasting follow NumPy', () => {
    const A = filled([2, 3])
    expect(T.matmul(A, filled([3])).shape).toEqual([2])
    expect(T.matmul(filled([2]), A).shape).toEqual([3])
    expect(T.matmul(filled([3]), filled([3], 1)).shape).toEqual([])
    expect(T.matmul(filled([5, 2, 3]), filled([3, 4])).shape).toEqual([5, 2, 4])
    expect(T.matmul(filled([5, 1, 2, 3]), filled([6, 3, 4])).shape).toEqual([5, 6, 2, 4])
    expect(T.matmul(filled([3]), filled([6, 3, 4])).shape).toEqual([6, 4])
    expect(T.matmul(filled([6, 2, 3]), filled([3])).shape).toEqual([6, 2])
    expect(T.matmul(filled([2, 0]), filled([0, 3])).toArray()).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ])
    const batched = T.matmul(filled([2, 2, 3]), filled([2, 3, 2], 1))
    const second = T.matmul(filled([2, 2, 3]).at(1), filled([2, 3, 2], 1).at(1))
    expect(batched.at(1).toArray()).toEqual(second.toArray())
  })

  test('dot contracts the last axis with the last but one, without batches', () => {
    expect(T.dot(filled([2, 3]), filled([4, 3, 5])).shape).toEqual([2, 4, 5])
    expect(T.dot(2, filled([2])).shape).toEqual([2])
    expect(T.dot(tensor([1, 2]), tensor([3, 4])).item()).toBe(11)
  })
})

describe('layout', () => {
  test('transpose moves elements as their indices', () => {
    const x = filled([2, 3, 4])
    const y = x.transpose([2, 0, 1])
    for (const [i, j, k] of indices([2, 3, 4]))
      expect(elementAt(y, [k, i, j])).toBe(elementAt(x, [i, j, k]))
    expect(x.transpose().shape).toEqual([4, 3, 2])
    expect(() => x.transpose([0, 0, 1])).toThrow(
      /^transpose: \[0, 0, 1\] is not a permutation of the 3 axes/,
    )
  })

  test('reshape fills in −1 and refuses what does not fill', () => {
    expect(filled([2, 6]).reshape([3, -1]).shape).toEqual([3, 4])
    expect(() => filled([2, 6]).reshape([5, -1])).toThrow(
      /^reshape: 12 elements of shape \[2, 6\] do not fill shape \[5, -1\]/,
    )
  })

  test('slices are those of JavaScript arrays, stepped and reversed', () => {
    const list = Array.from({ length: 7 }, (_, i) => i)
    const x = tensor(list)
    const bound = fc.option(fc.integer({ min: -9, max: 9 }), { nil: null })
    const step = fc.constantFrom(-3, -2, -1, 1, 2, 3)
    fc.assert(
      fc.property(bound, bound, step, (start, stop, by) => {
        // Python's slice.indices, written out
        const n = list.length
        const clamp = (i: number): number =>
          by > 0 ? Math.min(Math.max(i, 0), n) : Math.min(Math.max(i, -1), n - 1)
        const from = start === null ? (by > 0 ? 0 : n - 1) : clamp(start < 0 ? start + n : start)
        const to = stop === null ? (by > 0 ? n : -1) : clamp(stop < 0 ? stop + n : stop)
        const expected: number[] = []
        for (let i = from; by > 0 ? i < to : i > to; i += by) expected.push(list[i])
        expect(x.slice([start, stop, by]).toArray()).toEqual(expected)
      }),
    )
  })

  test('an index drops its axis', () => {
    const x = filled([2, 3])
    expect(x.at(-1).toArray()).toEqual((x.toArray() as number[][])[1])
    expect(x.slice([], 2).toArray()).toEqual((x.toArray() as number[][]).map((row) => row[2]))
    expect(() => x.slice(0, 0, 0)).toThrow(/^slice: 3 indices for shape \[2, 3\]/)
    expect(() => x.slice([0, 1, 0])).toThrow(/a step other than 0/)
  })

  test('pad, flip, concatenate and stack', () => {
    const x = tensor([
      [1, 2],
      [3, 4],
    ])
    expect(
      T.pad(x, [
        [1, 0],
        [0, 2],
      ]).toArray(),
    ).toEqual([
      [0, 0, 0, 0],
      [1, 2, 0, 0],
      [3, 4, 0, 0],
    ])
    expect(T.flip(x).toArray()).toEqual([
      [4, 3],
      [2, 1],
    ])
    expect(T.flip(x, 1).toArray()).toEqual([
      [2, 1],
      [4, 3],
    ])
    expect(T.concatenate([x, tensor([[5, 6]])]).toArray()).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ])
    expect(T.concatenate([x, x], -1).toArray()).toEqual([
      [1, 2, 1, 2],
      [3, 4, 3, 4],
    ])
    expect(T.stack([x, x], 2).shape).toEqual([2, 2, 2])
    expect(T.stack([1, tensor(2)]).toArray()).toEqual([1, 2])
    expect(() => T.concatenate([x, tensor([[1, 2, 3]])])).toThrow(
      /^concatenate: shapes \[2, 2\] and \[1, 3\] differ beyond axis 0/,
    )
    expect(() => T.pad(x, -1)).toThrow(/^pad: widths -1 do not fit shape \[2, 2\]/)
  })

  test('tril, triu and diag follow NumPy, off the main diagonal too', () => {
    const x = tensor([
      [1, 2, 3],
      [4, 5, 6],
    ])
    expect(T.tril(x, -1).toArray()).toEqual([
      [0, 0, 0],
      [4, 0, 0],
    ])
    expect(T.triu(x, 1).toArray()).toEqual([
      [0, 2, 3],
      [0, 0, 6],
    ])
    expect(T.diag(x).toArray()).toEqual([1, 5])
    expect(T.diag(x, 1).toArray()).toEqual([2, 6])
    expect(T.diag(x, 2).toArray()).toEqual([3])
    expect(T.diag(x, -1).toArray()).toEqual([4])
    expect(T.diag(x, 5).toArray()).toEqual([])
    expect(T.diag(tensor([1, 2]), -1).toArray()).toEqual([
      [0, 0, 0],
      [1, 0, 0],
      [0, 2, 0],
    ])
    expect(T.diag(tensor([]), 1).toArray()).toEqual([[0]])
  })
})

describe('indexing', () => {
  test('gather and take follow NumPy', () => {
    const x = filled([2, 3, 4])
    const index = tensor(
      [
        [2, 0],
        [-1, 1],
      ],
      { dtype: 'int32' },
    )
    const y = T.gather(x, index, 1)
    expect(y.shape).toEqual([2, 2, 2, 4])
    expect(elementAt(y, [1, 1, 0, 3])).toBe(elementAt(x, [1, 2, 3]))
    expect(T.take(x, 5).item()).toBe(x.data[5])
    expect(T.take(x, index, -1).shape).toEqual([2, 3, 2, 2])
  })

  test('scatterAdd accumulates repeated positions', () => {
    const y = T.scatterAdd(
      T.ones([2, 3]),
      new Int32Array([1, 1]),
      tensor([
        [1, 2],
        [3, 4],
      ]),
      1,
    )
    expect(y.toArray()).toEqual([
      [1, 4, 1],
      [1, 8, 1],
    ])
  })

  test('positions outside, and float positions, are refused', () => {
    expect(() => T.gather(tensor([1, 2]), new Int32Array([2]))).toThrow(
      /^gather: index 2 is outside axis 0 of length 2; use -2 to 1/,
    )
    expect(() => T.take(tensor([1, 2]), tensor([0.5]))).toThrow(/^take: indices have dtype float64/)
    expect(() => T.scatterAdd(tensor([1]), new Int32Array([0]), tensor([1, 2]))).toThrow(
      /^scatterAdd: updates have shape \[2\]/,
    )
  })
})
