import { expect, test } from 'vitest'
import { loadedBy } from '../../../tensor/test/support/loaded-by.ts'

const here = new URL('../..', import.meta.url)

test('the package loads TensorFlow.js for its entry /tfjs alone, and its layers never', () => {
  const use = `import { grad } from '@wengert/autodiff'; grad((x) => x.square())(3).item()`
  expect(loadedBy(use, here)).toEqual([])
  const loaded = loadedBy(`${use}; await import('@wengert/autodiff/tfjs')`, here)
  expect(loaded).not.toEqual([])
  expect(loaded.filter((path) => !path.includes('tfjs-core'))).toEqual([])
})
