/** Tensors of five and six axes, such as those of windows, on WebGL, several of whose kernels take four. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-webgl'
import { beforeAll, expect, test } from 'vitest'
import { grad } from '@wengert/autodiff'
import {
  backend,
  conv,
  cumsum,
  flip,
  maxPool,
  pad,
  random,
  setBackend,
  where,
  type Tensor,
} from '@wengert/tensor'
import { tfjsBackend } from '@wengert/tensor/tfjs'

const dtype = 'float32'
const x = random.normal(random.key(1), [2, 3, 1, 2, 2, 3], { dtype })
const image = random.normal(random.key(2), [2, 2, 6, 6], { dtype })
const kernel = random.normal(random.key(3), [3, 2, 3, 3], { dtype })

const operations: Record<string, () => Tensor> = {
  flip: () => flip(x, [1, 5]),
  pad: () =>
    pad(
      x,
      [
        [0, 1],
        [1, 0],
        [0, 0],
        [2, 1],
        [0, 0],
        [0, 1],
      ],
      { value: 2 },
    ),
  where: () => where(x.greater(0), x, x.sum(5, { keepDims: true })),
  cumsum: () => cumsum(x, 1),
  'the gradient of a convolution and a pool': () =>
    grad((w: Tensor) =>
      maxPool(conv(image, w, { padding: 1 }).tanh(), [2, 2])
        .square()
        .sum(),
    )(kernel),
}

beforeAll(async () => {
  await tf.setBackend('webgl')
  await tf.ready()
})

test.each(Object.keys(operations))('%s', (name) => {
  const expected = operations[name]()
  const host = backend()
  const held = tf.memory().numTensors
  setBackend(tfjsBackend())
  try {
    const actual = operations[name]()
    expect(actual.shape).toEqual(expected.shape)
    expect(tf.memory().numTensors).toBe(held)
    const distance = [...actual.data].map((a, i) => Math.abs(a - expected.data[i]))
    expect(Math.max(...distance)).toBeLessThan(1e-4)
  } finally {
    setBackend(host)
  }
})
