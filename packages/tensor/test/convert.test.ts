/** From what callers write to tensors; how dtypes promote is in dtype.test.ts. */
import { afterEach, describe, expect, test, vi } from 'vitest'
import {
  add,
  ArgumentError,
  DTypeError,
  DuplicatePackageError,
  mul,
  stack,
  tensor,
} from '@wengert/tensor'
import { isTensorLike, literal, toTensor } from '@wengert/tensor/internal'
import { promoteAll, promoteBoth, promoteFloats, toFloat } from '../src/convert.ts'
import { expectError } from './support/reference.ts'

describe('operands', () => {
  test('a tensor is taken as it is', () => {
    const x = tensor([1])
    expect(toTensor('test', x)).toBe(x)
  })

  test('numbers are float64 scalars, booleans bool scalars', () => {
    expect([toTensor('test', 2).dtype, toTensor('test', 2).shape]).toEqual(['float64', []])
    expect([toTensor('test', true).dtype, toTensor('test', true).item()]).toEqual(['bool', 1])
  })

  test.each([
    [new Float64Array([1.5]), 'float64'],
    [new Float32Array([1.5]), 'float32'],
    [new Int32Array([-1]), 'int32'],
    [new Int16Array([-1]), 'int32'],
    [new Uint8Array([255]), 'int32'],
    [new Uint32Array([2 ** 32 - 1]), 'float64'],
  ] as const)('%o has dtype %s, and is copied', (source, dtype) => {
    const before = Array.from(source)
    const x = toTensor('test', source)
    expect([x.dtype, x.shape]).toEqual([dtype, [1]])
    source[0] = 7
    expect(Array.from(x.data)).toEqual(before)
  })

  test('anything else is refused by name', () => {
    const refuse = (value: unknown, message: string): void =>
      expectError(() => add(value as number, 1), ArgumentError, message)
    const remedy =
      'give a Tensor, a number or a typed array (tensor([…]) makes one from nested arrays).'
    refuse([1, 2], `add: an array is not a tensor; ${remedy}`)
    refuse('1', `add: the string '1' is not a tensor; ${remedy}`)
    refuse(null, `add: null is not a tensor; ${remedy}`)
    refuse(undefined, `add: undefined is not a tensor; ${remedy}`)
    refuse(new Map(), `add: a Map is not a tensor; ${remedy}`)
  })

  test('arrays of bigints and views of bytes are refused', () => {
    const message = (name: string): string =>
      `add: a ${name} cannot become a tensor; convert its elements to numbers first.`
    const views = [new BigInt64Array(1), new BigUint64Array(1), new DataView(new ArrayBuffer(8))]
    for (const view of views) {
      expectError(() => add(view as never, 1), DTypeError, message(view.constructor.name))
    }
    expect(isTensorLike(new DataView(new ArrayBuffer(8)))).toBe(false)
  })
})

describe('literals', () => {
  test('those of late are shared within a dtype, other values never mixed up', () => {
    expect(literal(0.7, 'float64')).toBe(literal(0.7, 'float64'))
    expect(literal(2, 'float64')).not.toBe(literal(2, 'float32'))
    expect(literal(0.1, 'float32').item()).toBe(Math.fround(0.1))
    expect(literal(NaN, 'float64').item()).toBeNaN()
  })

  test('few are kept, and all have their values', () => {
    const first = literal(1 / 3, 'float64')
    for (let i = 0; i < 1000; i++) expect(literal(i / 7, 'float64').item()).toBe(i / 7)
    expect(literal(1 / 3, 'float64')).not.toBe(first)
    expect(first.item()).toBe(1 / 3)
  })

  test('a negative zero stays one, beside the shared zero', () => {
    expect(Object.is(literal(0, 'float64').item(), 0)).toBe(true)
    expect(Object.is(literal(-0, 'float64').item(), -0)).toBe(true)
    expect(Object.is(literal(0, 'float64').item(), 0)).toBe(true)
    expect(Object.is(mul(tensor([1]), -0).data[0], -0)).toBe(true)
  })
})

describe('promotion of operands', () => {
  const int = tensor([1, 2], { dtype: 'int32' })
  const single = tensor([1, 2], { dtype: 'float32' })
  const dtypesOf = (tensors: readonly { dtype: string }[]): string[] => tensors.map((x) => x.dtype)

  test('gives both sides one dtype', () => {
    expect(dtypesOf(promoteBoth('test', int, single))).toEqual(['float64', 'float64'])
    expect(dtypesOf(promoteBoth('test', 1, single))).toEqual(['float32', 'float32'])
    expect(dtypesOf(promoteBoth('test', true, int))).toEqual(['int32', 'int32'])
    expect(dtypesOf(promoteBoth('test', 1, 2))).toEqual(['float64', 'float64'])
  })

  test('to floats leaves float32 alone and makes integers float64', () => {
    expect(dtypesOf(promoteFloats('test', int, 2))).toEqual(['float64', 'float64'])
    expect(dtypesOf(promoteFloats('test', single, 2))).toEqual(['float32', 'float32'])
    expect(toFloat('test', true).dtype).toBe('float64')
    expect(toFloat('test', single)).toBe(single)
  })

  test('of many keeps their order and takes numbers weakly, wherever they stand', () => {
    const scalar = tensor(3, { dtype: 'float32' })
    expect(dtypesOf(promoteAll('test', [1, scalar, 2.5]))).toEqual([
      'float32',
      'float32',
      'float32',
    ])
    expect(stack([1, scalar, 2.5]).toArray()).toEqual([1, 3, 2.5])
    expect(dtypesOf(promoteAll('test', [0.5, tensor(3, { dtype: 'int32' })]))).toEqual([
      'float64',
      'float64',
    ])
    expect(promoteAll('test', [])).toEqual([])
  })
})

describe('a second copy of the package', () => {
  afterEach(() => {
    vi.resetModules()
  })

  test('is noticed when its tensor meets ours, and named', async () => {
    vi.resetModules()
    const other = await import('@wengert/tensor')
    const foreign = other.tensor([1, 2])
    expectError(
      () => add(tensor([1, 2]), foreign as never),
      DuplicatePackageError,
      'add: got a tensor made by another copy of @wengert/tensor; two copies are loaded, so make all ' +
        'packages depend on one version (npm ls @wengert/tensor shows who brings which).',
    )
    expect(() => tensor([1]).mul(foreign as never)).toThrow(DuplicatePackageError)
    expect(() => tensor(foreign as never)).toThrow(DuplicatePackageError)
    expect(() => tensor([[foreign]] as never)).toThrow(
      /values\[0\]\[0\] is a tensor; join tensors with stack/,
    )
    expect(isTensorLike(foreign)).toBe(true)
  })
})
