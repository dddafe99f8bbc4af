/** Running on TensorFlow.js for a test: its cpu and wasm backends, which need no GPU. */
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import '@tensorflow/tfjs-backend-cpu'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import * as tf from '@tensorflow/tfjs-core'
import { expect } from 'vitest'
import { backend, setBackend, type Backend, type Tensor } from '@wengert/tensor'
import { tfjsBackend } from '@wengert/tensor/tfjs'

const { resolve } = createRequire(import.meta.url)
setWasmPaths(`${dirname(resolve('@tensorflow/tfjs-backend-wasm'))}/`)

export const engines = ['cpu', 'wasm'] as const

/** Chooses the backend on which TensorFlow.js runs. */
export async function chooseEngine(name: (typeof engines)[number]): Promise<void> {
  expect(await tf.setBackend(name)).toBe(true)
  await tf.ready()
}

/** One for each, since each warns on its own. */
const backends = new Map<string, Backend>()

function onEngine(): Backend {
  const name = tf.getBackend()
  if (!backends.has(name)) backends.set(name, tfjsBackend())
  return backends.get(name)!
}

/** What `f()` gives with our operations on TensorFlow.js, which holds no more tensors afterwards. */
export function withTfjs<T>(f: () => T): T {
  const before = backend()
  const held = tf.memory().numTensors
  setBackend(onEngine())
  try {
    return f()
  } finally {
    setBackend(before)
    expect(tf.memory().numTensors).toBe(held)
  }
}

/** The tensor in float32 where it is floating-point. */
export function single(x: Tensor): Tensor {
  return x.dtype === 'float64' ? x.cast('float32') : x
}
