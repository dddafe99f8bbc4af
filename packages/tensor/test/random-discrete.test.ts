import { describe, expect, test } from 'vitest'
import { ArgumentError, DTypeError, random, ShapeError, tensor, zeros } from '@wengert/tensor'
import { expectError } from './support/reference.ts'

const { categorical, key, permutation, randint } = random

/** How often each value of 0 … n − 1 occurs. */
function counts(values: Iterable<number>, n: number): number[] {
  const result = new Array<number>(n).fill(0)
  for (const value of values) result[value]++
  return result
}

/** Within five standard deviations of a binomial count. */
function expectFrequency(count: number, draws: number, p: number): void {
  expect(Math.abs(count - draws * p)).toBeLessThan(5 * Math.sqrt(draws * p * (1 - p)))
}

describe('randint', () => {
  test('draws each integer of the interval equally often', () => {
    const x = randint(key(1), [60_000], -2, 4)
    expect(x.dtype).toBe('int32')
    for (const count of counts(x.add(2).data, 6)) expectFrequency(count, 60_000, 1 / 6)
  })

  test('reaches the ends of int32, and takes bounds that are tensors', () => {
    const x = randint(key(2), [1000], -(2 ** 31), 2 ** 31)
    expect(x.max().item()).toBeGreaterThan(2 ** 30)
    expect(x.min().item()).toBeLessThan(-(2 ** 30))
    const y = randint(key(3), [100, 2], 0, tensor([1, 5], { dtype: 'int32' }))
    expect(y.max(0).toArray()).toEqual([0, 4])
  })

  test('refuses bounds without integers between them', () => {
    expectError(
      () => randint(key(0), [2], 3, 3),
      ArgumentError,
      'randint: from 3 up to 3 there are no int32 integers; give integers, low below high.',
    )
    expect(() => randint(key(0), [2], 0, 2 ** 31 + 1)).toThrow('randint: from 0 up to 2147483649')
    expect(() => randint(key(0), [2], 0, tensor([1, 2, 3], { dtype: 'int32' }))).toThrow(ShapeError)
    expectError(
      () => randint(key(0), [2], 0, tensor([1, 0], { dtype: 'int32' })),
      ArgumentError,
      'randint: low is not below high everywhere; give bounds with integers between them.',
    )
    expect(() => randint(key(0), [2], new Int32Array(3), new Int32Array(2))).toThrow(
      /^randint: low has shape \[3\], which does not broadcast to the shape \[2\] of the draws; /,
    )
    expectError(
      () => randint(key(0), [2], tensor(0.5), 3),
      DTypeError,
      'randint: low has dtype float64; give integers, or a tensor with dtype int32.',
    )
  })
})

describe('permutation', () => {
  test('draws each order equally often', () => {
    const orders = random.split(key(5), 6000).toArray() as number[][]
    const seen = new Map<string, number>()
    for (const words of orders) {
      const order = String(permutation(tensor(words, { dtype: 'int32' }), 3).toArray())
      seen.set(order, (seen.get(order) ?? 0) + 1)
    }
    expect(seen.size).toBe(6)
    for (const count of seen.values()) expectFrequency(count, 6000, 1 / 6)
  })

  test('keeps the parts along an axis together', () => {
    const x = tensor([
      [1, 2, 3],
      [4, 5, 6],
    ])
    const y = permutation(key(9), x, 1)
    expect(y.sort(1).toArray()).toEqual(x.toArray())
    expect(y.slice(1).sub(y.slice(0)).toArray()).toEqual([3, 3, 3])
    expect(permutation(key(0), 0).shape).toEqual([0])
  })

  test('draws independent orders along the last axis, or another, of a shape', () => {
    const rows = permutation(key(11), [500, 4])
    expect(rows.dtype).toBe('int32')
    expect(rows.sort(1).toArray()).toEqual(Array.from({ length: 500 }, () => [0, 1, 2, 3]))
    expect(new Set((rows.toArray() as number[][]).map(String)).size).toBe(24)
    expect(permutation(key(11), [2, 3], 0).sort(0).toArray()).toEqual([
      [0, 0, 0],
      [1, 1, 1],
    ])
    expect(permutation(key(5), [7]).toArray()).toEqual(permutation(key(5), 7).toArray())
  })

  test('refuses what is no count', () => {
    expectError(
      () => permutation(key(0), -1),
      ArgumentError,
      'permutation: -1 is not a number of integers; give a non-negative integer, a shape or a tensor.',
    )
    expect(() => permutation(key(0), [2, -1])).toThrow(/^permutation: \[2, -1\] is not a shape; /)
  })
})

describe('categorical', () => {
  test('draws classes with their softmax probabilities', () => {
    const p = [0.1, 0.2, 0.7]
    const draws = categorical(key(4), [50_000], tensor(p).log().add(3))
    expect(draws.dtype).toBe('int32')
    counts(draws.data, 3).forEach((count, i) => expectFrequency(count, 50_000, p[i]))
  })

  test('broadcasts logits, along any axis of classes', () => {
    const logits = tensor([
      [0, -Infinity],
      [-Infinity, 0],
      [-Infinity, -Infinity],
    ])
    expect(categorical(key(0), [4, 2], logits, { axis: 0 }).toArray()).toEqual([
      [0, 1],
      [0, 1],
      [0, 1],
      [0, 1],
    ])
  })

  test('refuses logits that do not give the shape', () => {
    expectError(
      () => categorical(key(0), [3], zeros([2, 5])),
      ShapeError,
      'categorical: logits of shape [2, 5] do not give draws of shape [3]; all axes but that of the ' +
        'classes, which must not be empty, broadcast to the shape.',
    )
  })
})
