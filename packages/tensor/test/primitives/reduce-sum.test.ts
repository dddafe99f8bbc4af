import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ArgumentError, full, sum, tensor, zeros } from '@wengert/tensor'
import { dtypes, smallElements } from '../support/generated.ts'
import { reduced, reductions } from '../support/reductions.ts'
import { applied, expectError, expectSame } from '../support/reference.ts'

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i)
const total = (elements: number[]): number => elements.reduce((a, b) => a + b, 0)

describe('sum', () => {
  test.each(dtypes)('of %s over any axes', (dtype) => {
    fc.assert(
      fc.property(reductions(dtype, { element: smallElements(dtype) }), (reduction) => {
        const { x, axes, keepDims } = reduction
        const expected = reduced(reduction, dtype === 'bool' ? 'int32' : dtype, total)
        expectSame(
          applied((y) => sum(y, axes, { keepDims }), x),
          expected,
        )
      }),
      { numRuns: 200 },
    )
  })

  test('over all axes, one axis and none', () => {
    const x = tensor([
      [1, 2, 3],
      [4, 5, 6],
    ])
    expect(sum(x).item()).toBe(21)
    expect(sum(x, null, { keepDims: true }).shape).toEqual([1, 1])
    expect(sum(x, -1).toArray()).toEqual([6, 15])
    expect(sum(x, [])).toBe(x)
    expect(sum(7).item()).toBe(7)
  })

  test('of nothing is 0', () => {
    expect(sum(zeros([0])).item()).toBe(0)
    expect(sum(zeros([2, 0]), 1).toArray()).toEqual([0, 0])
    expect(sum(zeros([2, 0]), 0).shape).toEqual([0])
  })

  test('follows IEEE for NaN and infinities', () => {
    expect(sum(tensor([1, NaN])).item()).toBeNaN()
    expect(sum(tensor([Infinity, 1])).item()).toBe(Infinity)
    expect(sum(tensor([Infinity, -Infinity])).item()).toBeNaN()
  })

  test('of float32 is rounded once, at the end', () => {
    const x = tensor([2 ** 24, 1, 1, -(2 ** 24)], { dtype: 'float32' })
    expect(sum(x).item()).toBe(2)
    expect(sum(x.reshape([4, 1]), 0).item()).toBe(2)
  })

  test('is reproducible: blocks of 1024 in 8 phases, 32 blocks a chunk', () => {
    const n = 3 * 32 * 1024 + 5 * 1024 + 13
    const x = Float64Array.from({ length: n }, (_, i) => Math.sin(i * i) * 2 ** (i % 40))
    const inOrder = (terms: ArrayLike<number>): number => total(Array.from(terms))
    const pieces = (all: Float64Array, length: number): Float64Array[] =>
      Array.from({ length: Math.ceil(all.length / length) }, (_, i) =>
        all.subarray(i * length, (i + 1) * length),
      )
    const block = (row: Float64Array): number => {
      const p = range(8).map((k) => inOrder(row.filter((_, i) => i % 8 === k)))
      const [q0, q1, q2, q3] = range(4).map((k) => p[k] + p[k + 4])
      return q0 + q2 + (q1 + q3)
    }
    const chunk = (row: Float64Array): number => inOrder(pieces(row, 1024).map(block))
    const expected = inOrder(pieces(x, 32 * 1024).map(chunk))
    expect(sum(tensor(x)).item()).toBe(expected)
    expect(sum(tensor(x).reshape([n, 1]), 0).item()).toBe(expected)
    expect(sum(tensor(x).reshape([1, 3, n / 3]), [0, 2]).shape).toEqual([3])
    // A row may be several axes; a kept axis behind them makes the order that of the rows.
    const rows = tensor(x.subarray(0, 6000), { shape: [2, 3, 1000] })
    expect(sum(rows, [1, 2]).toArray()).toEqual(
      [0, 1].map((i) => sum(tensor(x.subarray(3000 * i, 3000 * (i + 1)))).item()),
    )
    const columns = range(1000).map((j) => inOrder(range(6).map((i) => x[1000 * i + j])))
    expect(sum(rows, [0, 1]).toArray()).toEqual(columns)
    const both = range(3).map((j) => inOrder([0, 1].map((i) => sum(rows.at(i).at(j)).item())))
    expect(sum(rows, [0, 2]).toArray()).toEqual(both)
  })

  test('loses few digits of long rows', () => {
    const n = 1e6
    const error = Math.abs(sum(full([n], 0.1)).item() - n * 0.1)
    expect(error / (n * 0.1)).toBeLessThan(1e-14)
  })

  test('of int32 wraps around, exactly, however many there are', () => {
    expect(sum(tensor([2 ** 31 - 1, 1], { dtype: 'int32' })).item()).toBe(-(2 ** 31))
    const n = 2 ** 22 + 3
    const x = full([n, 1], 2 ** 31 - 1, { dtype: 'int32' })
    const exact = BigInt(n) * (2n ** 31n - 1n)
    expect(sum(x, 0).item()).toBe(Number(BigInt.asIntN(32, exact)))
  })

  test('counts bools', () => {
    expectSame(sum(tensor([true, true, false])), tensor(2, { dtype: 'int32' }))
    expectSame(sum(tensor([true, false]), []), tensor([1, 0], { dtype: 'int32' }))
  })

  test('names an axis that x does not have, or has once only', () => {
    expectError(
      () => sum(zeros([2, 3]), 2),
      ArgumentError,
      'sum: axis 2 is not an axis of a tensor of rank 2; use -2 to 1.',
    )
    expectError(
      () => sum(zeros([2, 3]), [0, -2]),
      ArgumentError,
      'sum: axis list [0, -2] names an axis twice; name each once.',
    )
    expectError(
      () => sum(1, 0),
      ArgumentError,
      'sum: axis 0 given for a scalar, which has no axes; leave the axis out, or give the operand one by expandDims.',
    )
  })
})
