/**
 * Operations that move or choose elements give on each engine of TensorFlow.js what they give on the host,
 * for every dtype, in the array that belongs to it. Some kernels of the wasm backend suppose four bytes
 * an element, or float32, whatever they are given.
 */
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import '@tensorflow/tfjs-backend-cpu'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import {
  backend,
  concatenate,
  diag,
  flip,
  gather,
  pad,
  setBackend,
  tensor,
  tile,
  tril,
  where,
  type DType,
  type Tensor,
} from '@wengert/tensor'
import { fromTfjs, tfjsBackend, toTfjs } from '@wengert/tensor/tfjs'

const { resolve } = createRequire(import.meta.url)
setWasmPaths(`${dirname(resolve('@tensorflow/tfjs-backend-wasm'))}/`)

const dtypes = ['float32', 'int32', 'bool'] as const
const host = backend()

/** 4 × 5 elements; the integers are beyond what float32 holds. */
const made = (dtype: DType): Tensor =>
  dtype === 'int32'
    ? tensor(Int32Array.from({ length: 20 }, (_, i) => 2 ** 24 + 1 + 7 * i)).reshape([4, 5])
    : tensor(Float32Array.from({ length: 20 }, (_, i) => (i * i) % 3))
        .cast(dtype)
        .reshape([4, 5])

const operations: Record<string, (x: Tensor) => Tensor> = {
  transpose: (x) => x.transpose(),
  flip: (x) => flip(x),
  'flip of one axis': (x) => flip(x, 1),
  slice: (x) => x.slice([1, 3], [2, null]),
  'slice with steps': (x) => x.slice([0, null, 2], [1, null, 3]),
  'slice backwards': (x) => x.slice([null, null, -2], [null, null, -1]),
  diag: (x) => diag(x),
  concatenate: (x) => concatenate([x, flip(x)], 1),
  pad: (x) =>
    pad(x, [
      [1, 0],
      [2, 1],
    ]),
  tile: (x) => tile(x, [2, 2]),
  gather: (x) => gather(x, tensor(Int32Array.of(3, 0, -1)), 1),
  where: (x) => where(x.equal(x.at(0)), x, flip(x)),
  tril: (x) => tril(x),
  'cast to float32': (x) => x.cast('float32'),
  'cast to int32': (x) => x.cast('int32'),
  'cast to bool': (x) => x.cast('bool'),
}

function on(engine: typeof host, f: () => Tensor): Tensor {
  setBackend(engine)
  try {
    return f()
  } finally {
    setBackend(host)
  }
}

describe.each(['cpu', 'wasm'])('on %s', (engine) => {
  beforeAll(() => tf.setBackend(engine))

  describe.each(dtypes)('%s', (dtype) => {
    test.each(Object.keys(operations))('%s', (name) => {
      const f = (): Tensor => operations[name](made(dtype))
      const [expected, actual] = [on(host, f), on(tfjsBackend(), f)]
      expect(actual.dtype).toBe(expected.dtype)
      expect(actual.data).toEqual(expected.data)
      expect(actual.shape).toEqual(expected.shape)
    })
  })

  test('tensors of more axes than its kernels take are computed on the host, with a warning', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const x = tensor(Float32Array.from({ length: 36 }, (_, i) => i)).reshape([3, 1, 2, 1, 2, 1, 3])
    const f = (): Tensor => pad(flip(x).mul(x.transpose()).add(x), 1).sum([0, 3])
    expect(on(tfjsBackend(), f).data).toEqual(on(host, f).data)
    expect(warn.mock.calls.map(([message]) => message as string)).toContain(
      'wengert: mul runs on the host, not on TensorFlow.js: its kernels take up to 6 axes.',
    )
    warn.mockRestore()
  })

  test('what the kernels leave in arrays of another type comes back in its own', () => {
    const one = tf.oneHot(tf.tensor1d([1], 'int32'), 2)
    expect(fromTfjs(one).data).toEqual(Int32Array.of(0, 1))
    const cast = tf.cast(toTfjs(tensor(Int32Array.of(1, 2))), 'float32')
    expect(fromTfjs(cast).data).toEqual(Float32Array.of(1, 2))
    tf.dispose([one, cast])
  })
})
