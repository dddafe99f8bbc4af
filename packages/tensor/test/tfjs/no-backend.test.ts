import { expect, test } from 'vitest'
import { ArgumentError } from '@wengert/tensor'
import { tfjsBackend } from '@wengert/tensor/tfjs'

test('an engine without a backend is refused', () => {
  expect(() => tfjsBackend()).toThrow(ArgumentError)
  expect(() => tfjsBackend()).toThrow(
    "import one first, for example '@tensorflow/tfjs-backend-wasm'",
  )
})
