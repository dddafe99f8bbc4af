import { describe, expect, test } from 'vitest'
import { add, ArgumentError, concatenate, full, tensor, type DType } from '@wengert/tensor'
import { dtypes } from './support/generated.ts'
import { expectError } from './support/reference.ts'

describe('promotion of tensors', () => {
  // numpy.promote_types
  const table: readonly (readonly [DType, readonly DType[]])[] = [
    ['float64', ['float64', 'float64', 'float64', 'float64']],
    ['float32', ['float64', 'float32', 'float64', 'float32']],
    ['int32', ['float64', 'float64', 'int32', 'int32']],
    ['bool', ['float64', 'float32', 'int32', 'bool']],
  ]
  const cells = table.flatMap(([left, row]) =>
    row.map((result, i) => [left, dtypes[i], result] as const),
  )

  test.each(cells)('%s with %s gives %s, as in NumPy', (left, right, result) => {
    const [x, y] = [full([2], 1, { dtype: left }), full([2], 1, { dtype: right })]
    expect(add(x, y).dtype).toBe(result)
    expect(concatenate([x, y]).dtype).toBe(result)
  })
})

describe('numbers are weakly typed', () => {
  // numpy: (numpy.ones(2, dtype) + number).dtype, with int32 for its int64
  const table: readonly (readonly [number, DType, DType])[] = [
    [1, 'float64', 'float64'],
    [1, 'float32', 'float32'],
    [1, 'int32', 'int32'],
    [1, 'bool', 'int32'],
    [0.5, 'float64', 'float64'],
    [0.5, 'float32', 'float32'],
    [0.5, 'int32', 'float64'],
    [0.5, 'bool', 'float64'],
    [2 ** 31, 'int32', 'float64'],
    [NaN, 'int32', 'float64'],
    [Infinity, 'float32', 'float32'],
  ]

  test.each(table)('%d with %s gives %s, on either side', (number, dtype, result) => {
    const x = full([2], 1, { dtype })
    expect(add(x, number).dtype).toBe(result)
    expect(add(number, x).dtype).toBe(result)
    expect(concatenate([x, tensor([number]).cast(result)]).dtype).toBe(result)
  })

  test('two numbers give float64', () => {
    expect(add(1, 2).dtype).toBe('float64')
  })

  test('a boolean is a bool, and typed arrays keep their type', () => {
    expect(add(true, tensor([1, 2], { dtype: 'int32' })).dtype).toBe('int32')
    expect(add(new Float32Array(2), new Float32Array(2)).dtype).toBe('float32')
    expect(add(new Int32Array(2), new Uint8Array(2)).dtype).toBe('int32')
  })
})

test('an unknown dtype is named with the known ones', () => {
  expectError(
    () => tensor([1], { dtype: 'float16' as DType }),
    ArgumentError,
    'tensor: unknown dtype float16; use one of float64, float32, int32, bool.',
  )
})
