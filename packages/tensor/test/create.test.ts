import { describe, expect, test } from 'vitest'
import * as T from '@wengert/tensor'
import { tensor } from '@wengert/tensor'
import { setRecorder } from '@wengert/tensor/internal'

describe('tensor', () => {
  test('takes numbers, nested arrays and typed arrays', () => {
    expect(tensor(3).shape).toEqual([])
    expect(
      tensor([
        [1, 2],
        [3, 4],
        [5, 6],
      ]).shape,
    ).toEqual([3, 2])
    expect(tensor([true, false]).dtype).toBe('bool')
    expect(tensor(new Float32Array([1, 2])).dtype).toBe('float32')
    expect(tensor(new Int32Array([1, 2])).dtype).toBe('int32')
    expect(tensor(new Uint8Array([3]), { dtype: 'bool' }).toArray()).toEqual([1])
    expect(tensor(new Uint32Array([4294967295])).item()).toBe(4294967295)
    expect(tensor([[], []]).shape).toEqual([2, 0])
    expect(tensor([1, 2, 3, 4], { shape: [2, 2] }).toArray()).toEqual([
      [1, 2],
      [3, 4],
    ])
  })

  test('copies, so that a later write to the source does not show', () => {
    const source = new Float64Array([1, 2])
    const x = tensor(source)
    source[0] = 9
    expect(x.toArray()).toEqual([1, 2])
  })

  test('refuses what is ragged, no number, or no integer', () => {
    expect(() => tensor([[1, 2], 3] as never)).toThrow(
      /^tensor: values\[1\] is nested less deep than values\[0\]/,
    )
    expect(() => tensor([1, [2]] as never)).toThrow(/^tensor: values\[1\] is nested deeper/)
    expect(() => tensor(['1'] as never)).toThrow(
      /^tensor: values\[0\] is the string '1'; give numbers or booleans/,
    )
    expect(() => tensor([tensor(1)] as never)).toThrow(/join tensors with stack/)
    expect(() => tensor([0.5], { dtype: 'int32' })).toThrow(/^tensor: 0.5 is not a 32-bit integer/)
    expect(() => tensor([1], { dtype: 'float16' as never })).toThrow(
      /^tensor: unknown dtype float16/,
    )
    expect(() => tensor([1, 2], { shape: [3] })).toThrow(/do not fill the shape \[3\]/)
    expect(() => tensor(new BigInt64Array(1) as never)).toThrow(
      /BigInt64Array cannot become a tensor/,
    )
  })
})

describe('tensor in detail', () => {
  test('numbers become float64, booleans bool, and both together float64', () => {
    expect(tensor([1, 2]).dtype).toBe('float64')
    expect(tensor(true).dtype).toBe('bool')
    expect(tensor([true, 2]).toArray()).toEqual([1, 2])
    expect(tensor([]).dtype).toBe('float64')
  })

  test.each([
    ['Int8Array', new Int8Array([-3, 3])],
    ['Int16Array', new Int16Array([-3, 3])],
    ['Uint8Array', new Uint8Array([3, 3])],
    ['Uint8ClampedArray', new Uint8ClampedArray([3, 3])],
    ['Uint16Array', new Uint16Array([3, 65535])],
  ])('a %s becomes int32', (_, source) => {
    const x = tensor(source)
    expect(x.dtype).toBe('int32')
    expect(x.toArray()).toEqual(Array.from(source))
  })

  test('asked for bool, keeps what is not 0 as 1', () => {
    expect(Array.from(tensor([0, 2, -1, NaN], { dtype: 'bool' }).data)).toEqual([0, 1, 1, 1])
    expect(Array.from(T.full([1], 2, { dtype: 'bool' }).data)).toEqual([1])
  })

  test('asked for int32, refuses what int32 does not hold, from any source', () => {
    const refusal = /is not a 32-bit integer; use dtype 'float64', or round and cast\.$/
    expect(() => tensor(new Float64Array([1.5]), { dtype: 'int32' })).toThrow(refusal)
    expect(() => tensor(new Uint32Array([2 ** 31]), { dtype: 'int32' })).toThrow(refusal)
    expect(() => tensor(NaN, { dtype: 'int32' })).toThrow(/^tensor: NaN/)
    expect(() => T.full([1], 0.5, { dtype: 'int32' })).toThrow(/^full: 0.5/)
    expect(() => T.arange(0, 2, 0.5, { dtype: 'int32' })).toThrow(/^arange: 0.5/)
    expect(() => T.linspace(0, 1, 3, { dtype: 'int32' })).toThrow(/^linspace: 0.5/)
    expect(tensor(new Float64Array([3]), { dtype: 'int32' }).dtype).toBe('int32')
  })

  test('names the place of what is no element, and the remedy', () => {
    const refuse = (values: unknown) => expect(() => tensor(values as never))
    refuse([[1, 2], [3]]).toThrow(
      'tensor: values[1] has 1 elements where its neighbours have 2; give every row the same length.',
    )
    refuse([
      [[1], [2]],
      [[3], [4, 5]],
    ]).toThrow(/^tensor: values\[1\]\[1\] has 2 elements/)
    refuse([[tensor(1)]]).toThrow('tensor: values[0][0] is a tensor; join tensors with stack.')
    refuse([[1], tensor([1])]).toThrow(/^tensor: values\[1\] is a tensor; join tensors with stack/)
    refuse([new Float64Array(2)]).toThrow(/values\[0\] is a Float64Array; spread it/)
    refuse([1n]).toThrow(/is the bigint 1; convert it with Number\(x\)/)
    refuse([1, null]).toThrow(/^tensor: values\[1\] is null; give numbers/)
    refuse('1').toThrow(/^tensor: the string '1' is not a tensor/)
    const sparse = [1, 2, 3]
    delete sparse[1]
    refuse(sparse).toThrow(/^tensor: values\[1\] is undefined/)
    refuse(tensor([1, 2])).toThrow(
      'tensor: the values are already a tensor, float64[2]; use it as it is, change it by cast or reshape, or join several by stack.',
    )
  })

  test('does not keep the shape array that it was given', () => {
    const shape = [1, 2]
    const made = [
      tensor([1, 2], { shape }),
      T.zeros(shape),
      T.random.uniform(T.random.key(0), shape),
    ]
    shape[0] = 7
    for (const x of made) expect(x.shape).toEqual([1, 2])
  })

  test('is computed at once, whoever records', () => {
    const recorded: string[] = []
    const record = ({ name }: { name: string }): never => {
      recorded.push(name)
      throw new Error('nothing is to be recorded')
    }
    const previous = setRecorder({ record })
    try {
      tensor(5)
      tensor(new Uint8Array([1, 0]), { dtype: 'bool', shape: [1, 2] })
      T.zerosLike(T.eye(2))
      T.linspace(0, 1)
      T.arange(3)
      T.full([2], true)
      T.random.key(1)
    } finally {
      setRecorder(previous)
    }
    expect(recorded).toEqual([])
  })
})

describe('sequences, as NumPy makes them', () => {
  test('arange', () => {
    expect(T.arange(1, 2, 0.25).toArray()).toEqual([1, 1.25, 1.5, 1.75])
    expect(T.arange(2, 5, { dtype: 'int32' }).toArray()).toEqual([2, 3, 4])
    expect(T.arange(5, 2).shape).toEqual([0])
    expect(T.arange(3).dtype).toBe('float64')
    // numpy.arange(1, 1.3, 0.1) has four elements too: 0.3 / 0.1 rounds above 3.
    expect(T.arange(1, 1.3, 0.1).size).toBe(4)
  })

  test('linspace ends at stop exactly', () => {
    for (const count of [2, 3, 7, 50, 1000]) {
      const x = T.linspace(0.1, 0.7, count)
      expect([x.data[0], x.data[count - 1], x.size]).toEqual([0.1, 0.7, count])
    }
    expect(T.linspace(3, 4, 0).shape).toEqual([0])
    expect(T.linspace(1, 1, 3).toArray()).toEqual([1, 1, 1])
  })

  test('refuse what is not finite', () => {
    expect(() => T.linspace(0, Infinity, 3)).toThrow(/^linspace: from 0 to Infinity is no interval/)
    expect(() => T.linspace(0, 1, -1)).toThrow(/^linspace: -1 is not a count/)
    expect(() => T.arange(NaN)).toThrow(/^arange: start 0, stop NaN, step 1 give no sequence/)
    expect(() => T.full([1], tensor(1) as never)).toThrow(/repeat a tensor with broadcastTo/)
  })
})

describe('fills and sequences', () => {
  test('are what their names say', () => {
    expect(T.zeros([2]).toArray()).toEqual([0, 0])
    expect(T.ones([1, 2], { dtype: 'int32' }).dtype).toBe('int32')
    expect(T.full([2], true).dtype).toBe('bool')
    expect(T.eye(2).toArray()).toEqual([
      [1, 0],
      [0, 1],
    ])
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
    expect(() => T.eye(1.5)).toThrow(/^eye: 1.5 is not a count/)
    expect(() => T.arange(0, 1, 0)).toThrow(/a step other than 0/)
  })
})

describe('reading', () => {
  test('gives numbers, nested numbers and the elements', () => {
    const x = tensor([
      [1, 2],
      [3, 4],
    ])
    expect(x.at(0).at(1).item()).toBe(2)
    expect(x.peek()).toEqual([
      [1, 2],
      [3, 4],
    ])
    expect(Array.from(x.data)).toEqual([1, 2, 3, 4])
    expect(JSON.stringify({ x })).toBe('{"x":[[1,2],[3,4]]}')
    expect(() => x.item()).toThrow(/^item: a tensor of shape \[2, 2\] has 4 elements, not one/)
  })
})
