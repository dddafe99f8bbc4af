import { expect, test } from 'vitest'
import { loadedBy } from '../support/loaded-by.ts'

const here = new URL('../..', import.meta.url)

test('the package loads TensorFlow.js for its entry /tfjs alone', () => {
  const use = `import { tensor } from '@wengert/tensor'; tensor([1, 2]).exp().sum().item()`
  expect(loadedBy(use, here)).toEqual([])
  expect(loadedBy(`${use}; await import('@wengert/tensor/internal')`, here)).toEqual([])
  expect(loadedBy(`${use}; await import('@wengert/tensor/tfjs')`, here)).not.toEqual([])
})
