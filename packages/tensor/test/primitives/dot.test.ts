import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  arange,
  broadcastTo,
  dot,
  matmul,
  ones,
  ShapeError,
  tensor,
  transpose,
  zeros,
  type DType,
  type Tensor,
} from '@wengert/tensor'
import { bind } from '@wengert/tensor/internal'
import { dotGeneralPrimitive, type DotParams } from '../../src/primitives/dot.ts'
import { broadcastable, dtypes, smallElements, tensorOf } from '../support/generated.ts'
import {
  applied,
  broadcast,
  elementAt,
  expectError,
  expectSame,
  fromFunction,
  indicesOf,
  type Index,
} from '../support/reference.ts'

const length = fc.integer({ min: 0, max: 3 })
const few = fc.array(length, { maxLength: 2 })

function small(dims: Index, dtype: DType): fc.Arbitrary<Tensor> {
  return tensorOf(dims, dtype, smallElements(dtype))
}

/** bools are counted. */
function resultOf(dtype: DType): DType {
  return dtype === 'bool' ? 'int32' : dtype
}

interface Side {
  readonly dims: readonly number[]
  /** Where the batch, contracted and free axes, in this order, are among `dims`. */
  readonly at: readonly number[]
}

/** The lengths in some order. */
function shuffled(sorted: readonly number[]): fc.Arbitrary<Side> {
  return fc
    .shuffledSubarray(
      sorted.map((_, i) => i),
      { minLength: sorted.length },
    )
    .map((order) => ({
      dims: order.map((i) => sorted[i]),
      at: sorted.map((_, i) => order.indexOf(i)),
    }))
}

interface Product {
  readonly x: Tensor
  readonly y: Tensor
  readonly params: DotParams
}

function products(dtype: DType): fc.Arbitrary<Product> {
  return fc
    .record({ batch: few, contract: few, left: few, right: few })
    .chain(({ batch, contract, left, right }) => {
      const [b, c] = [batch.length, batch.length + contract.length]
      return fc
        .tuple(
          shuffled([...batch, ...contract, ...left]),
          shuffled([...batch, ...contract, ...right]),
        )
        .chain(([p, q]) =>
          fc.record({
            x: small(p.dims, dtype),
            y: small(q.dims, dtype),
            params: fc.constant<DotParams>({
              batch: [p.at.slice(0, b), q.at.slice(0, b)],
              contract: [p.at.slice(b, c), q.at.slice(b, c)],
            }),
          }),
        )
    })
}

function lengths({ shape }: Tensor, axes: readonly number[]): number[] {
  return axes.map((axis) => shape[axis])
}

/** One loop for each axis. */
function contracted({ x, y, params: { batch, contract } }: Product): Tensor {
  const free = [x, y].map(({ shape }, side) =>
    shape
      .map((_, axis) => axis)
      .filter((axis) => ![...batch[side], ...contract[side]].includes(axis)),
  )
  const dims = [...lengths(x, batch[0]), ...lengths(x, free[0]), ...lengths(y, free[1])]
  const [b, f] = [batch[0].length, free[0].length]
  return fromFunction(dims, x.dtype, (at) => {
    let total = 0
    for (const k of indicesOf(lengths(x, contract[0]))) {
      const i = new Array<number>(x.ndim)
      const j = new Array<number>(y.ndim)
      batch[0].forEach((axis, n) => (i[axis] = at[n]))
      batch[1].forEach((axis, n) => (j[axis] = at[n]))
      free[0].forEach((axis, n) => (i[axis] = at[b + n]))
      free[1].forEach((axis, n) => (j[axis] = at[b + f + n]))
      contract[0].forEach((axis, n) => (i[axis] = k[n]))
      contract[1].forEach((axis, n) => (j[axis] = k[n]))
      total += elementAt(x, i) * elementAt(y, j)
    }
    return total
  })
}

describe('dotGeneral', () => {
  test.each(['float64', 'float32', 'int32'] as const)(
    'of %s, with batch, contracted and free axes anywhere on each side',
    (dtype) => {
      fc.assert(
        fc.property(products(dtype), (product) => {
          const { x, y, params } = product
          expectSame(
            applied((a, b) => bind(dotGeneralPrimitive, [a, b], params), x, y),
            contracted(product),
          )
        }),
        { numRuns: 500 },
      )
    },
  )
})

describe('matmul', () => {
  test.each(dtypes)('of matrices of %s in every layout is the triple loop', (dtype) => {
    const cases = fc
      .tuple(length, length, length)
      .chain(([m, k, n]) => fc.tuple(small([m, k], dtype), small([k, n], dtype)))
    fc.assert(
      fc.property(cases, ([x, y]) => {
        const expected = fromFunction([x.shape[0], y.shape[1]], resultOf(dtype), ([i, j]) => {
          let total = 0
          for (let k = 0; k < x.shape[1]; k++) total += elementAt(x, [i, k]) * elementAt(y, [k, j])
          return total
        })
        expectSame(applied(matmul, x, y), expected)
        expectSame(transpose(matmul(transpose(y), transpose(x))), expected)
      }),
    )
  })

  test('broadcasts batches', () => {
    const cases = fc
      .tuple(broadcastable(2), length, length, length)
      .chain(([[a, b], m, k, n]) =>
        fc.tuple(small([...a, m, k], 'float64'), small([...b, k, n], 'float64')),
      )
    fc.assert(
      fc.property(cases, ([x, y]) => {
        const batch = broadcast(x.shape.slice(0, -2), y.shape.slice(0, -2))
        const [m, depth] = x.shape.slice(-2)
        const dims = [...batch, m, y.shape[y.ndim - 1]]
        const expected = fromFunction(dims, 'float64', (at) => {
          const [lead, i, j] = [at.slice(0, -2), at[at.length - 2], at[at.length - 1]]
          let total = 0
          for (let k = 0; k < depth; k++) {
            total += elementAt(x, [...lead, i, k]) * elementAt(y, [...lead, k, j])
          }
          return total
        })
        expectSame(applied(matmul, x, y), expected)
      }),
      { numRuns: 200 },
    )
  })

  test('takes a vector as a row on the left and as a column on the right', () => {
    const cases = fc
      .tuple(few, length, length)
      .chain(([lead, k, n]) => fc.tuple(small([k], 'float64'), small([...lead, k, n], 'float64')))
    fc.assert(
      fc.property(cases, ([v, y]) => {
        const lead = y.shape.slice(0, -2)
        const [k, n] = y.shape.slice(-2)
        expectSame(applied(matmul, v, y), matmul(v.reshape([1, k]), y).reshape([...lead, n]))
        const flipped = transpose(y, [...lead.map((_, axis) => axis), y.ndim - 1, y.ndim - 2])
        expectSame(
          applied(matmul, flipped, v),
          matmul(flipped, v.reshape([k, 1])).reshape([...lead, n]),
        )
      }),
    )
    expect(matmul(tensor([1, 2, 3]), tensor([4, 5, 6])).item()).toBe(32)
  })

  test('over an empty axis is 0', () => {
    expectSame(matmul(zeros([2, 0]), zeros([0, 3])), zeros([2, 3]))
    expect(matmul(zeros([0]), zeros([0])).item()).toBe(0)
  })

  test('sums products as IEEE does: 0 times ∞ is NaN', () => {
    expect(matmul(tensor([[0, 1]]), tensor([[Infinity], [1]])).item()).toBeNaN()
    expect(
      matmul(
        tensor([0, 1]),
        tensor([
          [Infinity, 2],
          [1, 3],
        ]),
      ).toArray(),
    ).toEqual([NaN, 3])
  })

  test('of float32 rounds every step; a product with a vector adds every fourth term', () => {
    const x = tensor([2 ** 24, 1, 1, -(2 ** 24)], { dtype: 'float32' })
    const one = ones([4], { dtype: 'float32' })
    expect(matmul(x, one).item()).toBe(1)
    expect(matmul(x.reshape([1, 4]), one.reshape([4, 1])).item()).toBe(1)
    const rows = tensor([[1], [1]], { dtype: 'float32' }).mul(x)
    expect(matmul(rows, ones([4, 2], { dtype: 'float32' })).toArray()).toEqual([
      [0, 0],
      [0, 0],
    ])
  })

  test('of int32 wraps around, exactly', () => {
    const x = tensor([94906267, 2 ** 31 - 1], { dtype: 'int32' })
    const exact = 94906267n ** 2n + (2n ** 31n - 1n) ** 2n
    const wrapped = Number(BigInt.asIntN(32, exact))
    expect(matmul(x, x).item()).toBe(wrapped)
    const rows = broadcastTo(x, [2, 2])
    // The columns of the second are contiguous, those of the other are not.
    for (const columns of [transpose(rows), transpose(rows).add(0)]) {
      expect(matmul(rows, columns).toArray()).toEqual([
        [wrapped, wrapped],
        [wrapped, wrapped],
      ])
    }
  })

  test('promotes its operands', () => {
    const [int, float] = [tensor([1, 2], { dtype: 'int32' }), tensor([1, 2], { dtype: 'float32' })]
    expect(matmul(int, float).dtype).toBe('float64')
    expect(matmul(tensor([true, true]), float).dtype).toBe('float32')
    expect(matmul(int, new Int32Array([3, 4])).item()).toBe(11)
  })

  test('refuses scalars', () => {
    expectError(
      () => matmul(2, zeros([2, 2])),
      ShapeError,
      'matmul: shapes [] and [2, 2] include a scalar; use mul to scale.',
    )
  })

  test('refuses lengths that do not fit', () => {
    expectError(
      () => matmul(zeros([2, 3]), zeros([2, 3])),
      ShapeError,
      'matmul: shapes [2, 3] and [2, 3] do not fit: the last axis of the left operand and ' +
        'the last axis but one of the right differ; transpose or reshape one.',
    )
    expect(() => matmul(zeros([2, 3]), zeros([2]))).toThrow('and the only axis of the right differ')
    expectError(
      () => matmul(zeros([2, 1, 3]), zeros([3, 3, 1])),
      ShapeError,
      'matmul: shapes [2, 1, 3] and [3, 3, 1] do not fit: their axes before the last two ' +
        'do not broadcast; reshape one.',
    )
  })
})

describe('dot', () => {
  test('contracts the last axis with the last but one, without batches', () => {
    const cases = fc
      .tuple(few, length, few)
      .chain(([left, k, right]) =>
        fc.tuple(
          small([...left, k], 'float64'),
          small(right.length === 0 ? [k] : right.toSpliced(-1, 0, k), 'float64'),
        ),
      )
    fc.assert(
      fc.property(cases, ([x, y]) => {
        const k = x.shape[x.ndim - 1]
        const rest = y.ndim === 1 ? [] : y.shape.toSpliced(-2, 1)
        const expected = fromFunction([...x.shape.slice(0, -1), ...rest], 'float64', (at) => {
          const [i, j] = [at.slice(0, x.ndim - 1), at.slice(x.ndim - 1)]
          let total = 0
          for (let n = 0; n < k; n++) {
            const right = y.ndim === 1 ? [n] : j.toSpliced(-1, 0, n)
            total += elementAt(x, [...i, n]) * elementAt(y, right)
          }
          return total
        })
        expectSame(applied(dot, x, y), expected)
      }),
      { numRuns: 200 },
    )
  })

  test('of matrices is matmul', () => {
    const [x, y] = [arange(6).reshape([2, 3]), arange(12).reshape([3, 4])]
    expectSame(dot(x, y), matmul(x, y))
  })

  test('scales where one side is a scalar', () => {
    expect(dot(2, tensor([1, 2])).toArray()).toEqual([2, 4])
    expect(dot(tensor([[1, 2]]), tensor(3)).toArray()).toEqual([[3, 6]])
    expect(dot(2, 3).item()).toBe(6)
  })

  test('counts bools', () => {
    const x = tensor([true, true, false])
    expectSame(dot(x, x), tensor(2, { dtype: 'int32' }))
  })

  test('refuses lengths that do not fit', () => {
    expectError(
      () => dot(tensor([1, 2]), tensor([1, 2, 3])),
      ShapeError,
      'dot: shapes [2] and [3] do not fit: the last axis of the left operand and ' +
        'the only axis of the right differ; transpose or reshape one.',
    )
  })
})
