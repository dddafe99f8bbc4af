/** A file that Python's safetensors wrote, and files of ours, byte by byte. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  loadSafetensors,
  loadSafetensorsLike,
  OptimizationError,
  saveSafetensors,
} from '@wengert/optim'
import { tensor, zeros } from '@wengert/tensor'

/** A Buffer, as Node reads files: its `slice` is a view, unlike that of other bytes. */
const pythonBuffer = readFileSync(
  new URL('../data/safetensors/python.safetensors', import.meta.url),
)
const python = new Uint8Array(pythonBuffer)

/** A file of this header and 8 bytes of 0. */
const withBytes = (text: readonly number[]): Uint8Array => {
  const bytes = new Uint8Array(8 + text.length + 8)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true)
  bytes.set(text, 8)
  return bytes
}
const withHeader = (json: string): Uint8Array => withBytes([...new TextEncoder().encode(json)])

test('a file of Python’s is read', () => {
  const { tensors, metadata } = loadSafetensors(python)
  expect(Object.keys(tensors).toSorted()).toEqual(['layers.0.b', 'layers.0.w', 'mask', 'steps'])
  expect(tensors['layers.0.w'].dtype).toBe('float64')
  expect(tensors['layers.0.w'].toArray()).toEqual([
    [1.5, -2.25, 3e-300],
    [Infinity, -0, 7],
  ])
  expect(tensors['layers.0.b'].dtype).toBe('float32')
  expect(tensors['layers.0.b'].toArray()).toEqual([1, 2])
  expect(tensors.steps.shape).toEqual([])
  expect(tensors.steps.item()).toBe(-7)
  expect(tensors.mask.dtype).toBe('bool')
  expect([...tensors.mask.data]).toEqual([1, 0, 1])
  expect(metadata).toEqual({ 'made by': 'python', naïve: 'ü' })
})

test('a Buffer, part of a pool or of a larger one, is read as its bytes are', () => {
  const larger = Buffer.concat([Buffer.alloc(5), pythonBuffer, Buffer.alloc(20_000)])
  for (const buffer of [pythonBuffer, larger.subarray(5, 5 + python.length)]) {
    const entries = Object.entries(loadSafetensors(buffer).tensors)
    expect(entries.length).toBe(4)
    for (const [name, { data }] of entries)
      expect(data).toEqual(loadSafetensors(python).tensors[name].data)
  }
})

test('Python’s tensors come back into a tree, and out again', () => {
  const like = {
    layers: [{ w: zeros([2, 3]), b: zeros([2], { dtype: 'float32' }) }],
    steps: tensor(0, { dtype: 'int32' }),
    mask: tensor([false, false, false]),
  }
  const tree = loadSafetensorsLike(like, python)
  expect(tree.layers[0].w.at(0).at(1).item()).toBe(-2.25)
  const again = loadSafetensors(saveSafetensors(tree, { 'made by': 'us' }))
  expect(again.metadata).toEqual({ 'made by': 'us' })
  expect(Object.entries(again.tensors).map(([name, t]) => [name, t.dtype, t.toArray()])).toEqual(
    expect.arrayContaining(
      Object.entries(loadSafetensors(python).tensors).map(([name, t]) => [
        name,
        t.dtype,
        t.toArray(),
      ]),
    ),
  )
})

test('the bytes are those of the format’s description', () => {
  const bytes = saveSafetensors({ a: tensor([1, 2], { dtype: 'int32' }), b: tensor(0.5) })
  const view = new DataView(bytes.buffer)
  const length = Number(view.getBigUint64(0, true))
  expect(length % 8).toBe(0)
  const header = new TextDecoder().decode(bytes.subarray(8, 8 + length))
  expect(JSON.parse(header)).toEqual({
    b: { dtype: 'F64', shape: [], data_offsets: [0, 8] },
    a: { dtype: 'I32', shape: [2], data_offsets: [8, 16] },
  })
  expect(bytes.length).toBe(8 + length + 16)
  expect(view.getFloat64(8 + length, true)).toBe(0.5)
  expect(view.getInt32(8 + length + 12, true)).toBe(2)
})

test('a tensor may be called what objects inherit', () => {
  const file = withHeader('{"__proto__":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}')
  const { tensors } = loadSafetensors(file)
  expect(Object.keys(tensors)).toEqual(['__proto__'])
  expect(Object.getPrototypeOf(tensors)).toBe(Object.prototype)
})

test('bytes may lie anywhere in a buffer', () => {
  const file = saveSafetensors({ x: tensor([1, 2, 3]) })
  const shifted = new Uint8Array(file.length + 3)
  shifted.set(file, 3)
  expect(loadSafetensors(shifted.subarray(3)).tensors.x.toArray()).toEqual([1, 2, 3])
})

describe('what is refused', () => {
  const boolean = (value: number): Uint8Array => {
    const bytes = saveSafetensors({ x: tensor([true]) })
    bytes[bytes.length - 1] = value
    return bytes
  }
  test.each<[() => unknown, RegExp]>([
    [() => loadSafetensors(new Uint8Array(3)), /3 bytes are too few/],
    [() => loadSafetensors(new Uint8Array(16).fill(255)), /the header is said to have/],
    [() => loadSafetensors(withHeader('{oops')), /the header is no JSON/],
    [() => loadSafetensors('text' as never), /give the bytes of a safetensors file/],
    [() => loadSafetensors(withHeader('null')), /the header is not an object/],
    [() => loadSafetensors(withHeader('[1]')), /the header is not an object/],
    [() => loadSafetensors(withHeader('\ufeff{}')), /the header is no JSON/],
    [() => loadSafetensors(withBytes([0x7b, 0xff, 0x7d])), /the header is no UTF-8/],
    [() => loadSafetensors(withHeader('{"x":null}')), /'x' is not described by an object/],
    [() => loadSafetensors(withHeader('{"x":3}')), /'x' is not described by an object/],
    [() => loadSafetensors(withHeader('{"x":{}}')), /'x' has the dtype undefined/],
    [
      () => loadSafetensors(withHeader('{"x":{"dtype":["F64"],"shape":[1],"data_offsets":[0,8]}}')),
      /'x' has the dtype F64, not one of/,
    ],
    [
      () => loadSafetensors(withHeader('{"x":{"dtype":"F64","shape":null,"data_offsets":[0,8]}}')),
      /'x' of shape null does not fill its bytes/,
    ],
    [
      () => loadSafetensors(withHeader('{"x":{"dtype":"F64","shape":[1],"data_offsets":null}}')),
      /'x' of shape \[1\] does not fill its bytes/,
    ],
    [
      () =>
        loadSafetensors(withHeader('{"x":{"dtype":"BOOL","shape":[1],"data_offsets":[0.5,1.5]}}')),
      /'x' of shape \[1\] does not fill its bytes/,
    ],
    [
      () => loadSafetensors(withHeader('{"__metadata__":3}')),
      /__metadata__ is not an object of texts/,
    ],
    [
      () => loadSafetensors(withHeader('{"__metadata__":{"a":1}}')),
      /__metadata__ is not an object of texts/,
    ],
    // The format's own reader wants the bytes without gaps, overlaps and rests.
    [
      () => loadSafetensors(withHeader('{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}')),
      /4 of 8 bytes are of no tensor/,
    ],
    [
      () =>
        loadSafetensors(
          withHeader(
            '{"x":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},' +
              '"y":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}',
          ),
        ),
      /'y' begins at byte 4, not 8/,
    ],
    [() => loadSafetensors(boolean(7)), /'x' has the bool 7/],
    [
      () => loadSafetensors(withHeader('{"x":{"dtype":"BF16","shape":[4],"data_offsets":[0,8]}}')),
      /'x' has the dtype BF16/,
    ],
    [
      () => loadSafetensors(withHeader('{"x":{"dtype":"F64","shape":[2],"data_offsets":[0,16]}}')),
      /'x' of shape \[2\] does not fill its bytes/,
    ],
    [
      () => loadSafetensors(withHeader('{"x":{"dtype":"F64","shape":[2],"data_offsets":[0,8]}}')),
      /'x' of shape \[2\] does not fill its bytes/,
    ],
    [
      () => loadSafetensors(withHeader('{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}')),
      /'x' of shape \[1\] does not fill its bytes/,
    ],
    [
      () => loadSafetensorsLike({ w: zeros([2]) }, saveSafetensors({ w: zeros([3]) })),
      /'w' is float64\[3\], where the tree has float64\[2\]/,
    ],
    [() => loadSafetensorsLike({ w: zeros([2]) }, saveSafetensors({})), /'w' is not there/],
    [
      () => saveSafetensors({ 'a.b': zeros([]), a: { b: zeros([]) } }),
      /two leaves would be named 'a\.b'/,
    ],
  ])('%#', (run, message) => {
    expect(run).toThrow(OptimizationError)
    expect(run).toThrow(message)
  })
})
