import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { arange, ArgumentError, DTypeError, tensor, zeros, type TypedArray } from '@wengert/tensor'
import { fromTfjs, fromTfjsAsync, toTfjs } from '@wengert/tensor/tfjs'

beforeAll(() => tf.setBackend('cpu'))

describe('toTfjs', () => {
  test.each(['float32', 'int32', 'bool'] as const)(
    'keeps shape, dtype and elements: %s',
    (dtype) => {
      const x = tensor(
        [
          [1, 0, 3],
          [0, 5, 0],
        ],
        { dtype: 'int32' },
      ).cast(dtype)
      const y = toTfjs(x)
      expect([y.shape, y.dtype]).toEqual([[2, 3], dtype])
      expect([...y.dataSync()]).toEqual([...x.data])
    },
  )

  test('takes scalars and empty tensors', () => {
    expect(toTfjs(tensor(2, { dtype: 'int32' })).shape).toEqual([])
    expect(toTfjs(zeros([0, 3], { dtype: 'float32' })).shape).toEqual([0, 3])
  })

  test('shares the elements with the cpu backend, and so does the way back', () => {
    const x = tensor([1, 2], { dtype: 'float32' })
    const there = toTfjs(x)
    expect((there.dataSync() as TypedArray).buffer).toBe((x.data as TypedArray).buffer)
    expect((fromTfjs(there).data as TypedArray).buffer).toBe((x.data as TypedArray).buffer)
  })

  test('refuses float64 and names the cast', () => {
    expect(() => toTfjs(arange(3).cast('float64'))).toThrow(DTypeError)
    expect(() => toTfjs(tensor([1.5]))).toThrow("cast it first: x.cast('float32')")
  })
})

describe('fromTfjs', () => {
  test('keeps shape, dtype and elements, waiting or not', async () => {
    const x = tf.tensor3d([1, 2, 3, 4, 5, 6], [1, 2, 3], 'int32')
    for (const y of [fromTfjs(x), await fromTfjsAsync(x)]) {
      expect([y.shape, y.dtype]).toEqual([[1, 2, 3], 'int32'])
      expect([...y.data]).toEqual([1, 2, 3, 4, 5, 6])
    }
    const flags = fromTfjs(tf.tensor1d([true, false], 'bool'))
    expect(flags.toArray()).toEqual(tensor([true, false]).toArray())
  })

  test('outlives the tensor that it came from', () => {
    const x = tf.tensor1d([1, 2])
    const y = fromTfjs(x)
    x.dispose()
    expect(y.toArray()).toEqual([1, 2])
  })

  test('says what it cannot take', async () => {
    expect(() => fromTfjs(tensor([1]) as never)).toThrow(ArgumentError)
    expect(() => fromTfjs(tf.complex([1], [2]))).toThrow('dtype complex64; convert its parts')
    expect(() => fromTfjs(tf.tensor1d(['a']))).toThrow(DTypeError)
    const x = tf.tensor1d([1])
    x.dispose()
    expect(() => fromTfjs(x)).toThrow('has been disposed')
    await expect(fromTfjsAsync(x)).rejects.toThrow(ArgumentError)
  })
})
