import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arange, type Tensor } from '@wengert/tensor'
import {
  broadcastStrided,
  flipStrided,
  isRowMajor,
  permuteStrided,
  reshapeStrided,
  rowMajor,
  sliceStrided,
  type Strided,
} from '../src/strided.ts'

/** The elements that a layout of 0, 1, 2, … reads, by plain loops. */
function read({ shape, strides, offset }: Strided): number[] {
  if (shape.length === 0) return [offset]
  const [n, ...rest] = shape
  const [stride, ...others] = strides
  return Array.from({ length: n }, (_, i) =>
    read({ shape: rest, strides: others, offset: offset + i * stride }),
  ).flat()
}

const numbered = (shape: readonly number[]): Tensor =>
  arange(shape.reduce((a, b) => a * b, 1)).reshape(shape)

describe('layouts', () => {
  test('rearranged layouts read what the operations give', () => {
    const x = numbered([2, 3, 4])
    const own = rowMajor([2, 3, 4])
    expect(read(permuteStrided(own, [2, 0, 1]))).toEqual([...x.transpose([2, 0, 1]).data])
    expect(read(flipStrided(own, [0, 2]))).toEqual([...x.flip([0, 2]).data])
    expect(
      read(sliceStrided(own, { starts: [1, 0, 1], lengths: [1, 2, 2], steps: [1, 2, 2] })),
    ).toEqual([...x.slice([1, 2], [0, 3, 2], [1, 4, 2]).data])
    expect(read(broadcastStrided(rowMajor([3, 1]), [2, 3, 2]))).toEqual([
      ...numbered([3, 1]).broadcastTo([2, 3, 2]).data,
    ])
  })

  test('what is row-major', () => {
    expect(isRowMajor(rowMajor([2, 3], 5))).toBe(true)
    expect(isRowMajor({ shape: [2, 1, 3], strides: [3, 99, 1], offset: 0 })).toBe(true)
    expect(isRowMajor(permuteStrided(rowMajor([2, 3]), [1, 0]))).toBe(false)
    expect(isRowMajor(broadcastStrided(rowMajor([1]), [4]))).toBe(false)
    expect(isRowMajor(rowMajor([]))).toBe(true)
    expect(isRowMajor({ shape: [0, 3], strides: [0, 0], offset: 0 })).toBe(true)
  })

  test('a reshape in place reads the same elements, or is refused only where they would move', () => {
    const factors = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(factors, fc.infiniteStream(fc.nat(3)), (shape, choices) => {
        const next = () => choices.next().value
        const order = shape.map((_, i) => i)
        if (next() === 0) order.reverse()
        const x = permuteStrided(rowMajor(shape), order)
        const target: number[] = []
        for (let rest = x.shape.reduce((a, b) => a * b, 1); rest > 1;) {
          const divisors = [2, 3, 4, rest].filter((d) => rest % d === 0)
          const d = divisors[next() % divisors.length]
          target.push(d)
          rest /= d
          if (next() === 0) target.push(1)
        }
        const result = reshapeStrided(x, target)
        if (result !== null) expect(read(result)).toEqual(read(x))
        else expect(isRowMajor(x)).toBe(false)
      }),
    )
  })

  test('an axis of a transposed matrix splits in place', () => {
    const x = permuteStrided(rowMajor([3, 4]), [1, 0])
    expect(reshapeStrided(x, [2, 2, 1, 3])).toEqual({
      shape: [2, 2, 1, 3],
      strides: [2, 1, 0, 4],
      offset: 0,
    })
    expect(reshapeStrided(x, [12])).toBeNull()
  })
})
