import { describe, expect, test } from 'vitest'
import * as T from '@wengert/tensor'
import { tensor } from '@wengert/tensor'

describe('tensor', () => {
  test('takes numbers, nested arrays and typed arrays', () => {
    expect(tensor(3).shape).toEqual([])
    expect(tensor([[1, 2], [3, 4], [5, 6]]).shape).toEqual([3, 2])
    expect(tensor([true, false]).dtype).toBe('bool')
    expect(tensor(new Float32Array([1, 2])).dtype).toBe('float32')
    expect(tensor(new Int32Array([1, 2])).dtype).toBe('int32')
    expect(tensor(new Uint8Array([3]), { dtype: 'bool' }).toArray()).toEqual([1])
    expect(tensor(new Uint32Array([4294967295])).item()).toBe(4294967295)
    expect(tensor([[], []]).shape).toEqual([2, 0])
    expect(tensor([1, 2, 3, 4], { shape: [2, 2] }).toArray()).toEqual([[1, 2], [3, 4]])
  })

  test('copies, so that a later write to the source does not show', () => {
    const source = new Float64Array([1, 2])
    const x = tensor(source)
    source[0] = 9
    expect(x.toArray()).toEqual([1, 2])
  })

  test('refuses what is ragged, no number, or no integer', () => {
    expect(() => tensor([[1, 2], 3] as never)).toThrow(/^tensor: values\[1\] is nested less deep than values\[0\]/)
    expect(() => tensor([1, [2]] as never)).toThrow(/^tensor: values\[1\] is nested deeper/)
    expect(() => tensor(['1'] as never)).toThrow(/^tensor: values\[0\] is string 1; give numbers or booleans/)
    expect(() => tensor([tensor(1)] as never)).toThrow(/join tensors with stack/)
    expect(() => tensor([0.5], { dtype: 'int32' })).toThrow(/^tensor: 0.5 is not a 32-bit integer/)
    expect(() => tensor([1], { dtype: 'float16' as never })).toThrow(/^tensor: unknown dtype float16/)
    expect(() => tensor([1, 2], { shape: [3] })).toThrow(/do not fill shape \[3\]/)
    expect(() => tensor(new BigInt64Array(1) as never)).toThrow(/BigInt64Array cannot become a tensor/)
  })
})

describe('fills and sequences', () => {
  test('are what their names say', () => {
    expect(T.zeros([2]).toArray()).toEqual([0, 0])
    expect(T.ones([1, 2], { dtype: 'int32' }).dtype).toBe('int32')
    expect(T.full([2], true).dtype).toBe('bool')
    expect(T.eye(2).toArray()).toEqual([[1, 0], [0, 1]])
    expect(T.arange(5, 0, -2).toArray()).toEqual([5, 3, 1])
    expect(T.arange(3, { dtype: 'int32' }).dtype).toBe('int32')
    expect(T.arange(0).shape).toEqual([0])
    expect(T.linspace(0, 1, 3).toArray()).toEqual([0, 0.5, 1])
    expect(T.linspace(2, 3, 1).toArray()).toEqual([2])
    expect(T.zerosLike(tensor([1], { dtype: 'float32' })).dtype).toBe('float32')
  })

  test('refuse what is no shape, count or step', () => {
    expect(() => T.zeros(3 as never)).toThrow(/^zeros: 3 is not a shape/)
    expect(() => T.ones([-1])).toThrow(/^ones: \[-1\] is not a shape/)
    expect(() => T.eye(1.5)).toThrow(/^eye: \[1.5\] is not a count/)
    expect(() => T.arange(0, 1, 0)).toThrow(/a step other than 0/)
  })
})

describe('reading', () => {
  test('gives numbers, nested numbers and the elements', () => {
    const x = tensor([[1, 2], [3, 4]])
    expect(x.at(0).at(1).item()).toBe(2)
    expect(x.peek()).toEqual([[1, 2], [3, 4]])
    expect(Array.from(x.data)).toEqual([1, 2, 3, 4])
    expect(JSON.stringify({ x })).toBe('{"x":[[1,2],[3,4]]}')
    expect(() => x.item()).toThrow(/^item: a tensor of shape \[2, 2\] has 4 elements, not one/)
  })
})
