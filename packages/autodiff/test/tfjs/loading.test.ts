import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

/** Which modules of TensorFlow.js a fresh process loads that runs this code. */
function loadedBy(code: string): string[] {
  const report = `
    const { createRequire } = await import('node:module')
    const paths = Object.keys(createRequire(import.meta.url).cache)
    console.log(JSON.stringify(paths.filter((path) => path.includes('tfjs-'))))`
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--conditions=@wengert/source', '--input-type=module', '--eval', `${code};${report}`],
    { cwd: fileURLToPath(new URL('../..', import.meta.url)), encoding: 'utf8' },
  )
  if (stdout === '') expect.fail(stderr)
  return JSON.parse(stdout)
}

test('the package loads TensorFlow.js for its entry /tfjs alone, and its layers never', () => {
  const use = `import { grad } from '@wengert/autodiff'; grad((x) => x.square())(3).item()`
  expect(loadedBy(use)).toEqual([])
  const loaded = loadedBy(`${use}; await import('@wengert/autodiff/tfjs')`)
  expect(loaded).not.toEqual([])
  expect(loaded.filter((path) => !path.includes('tfjs-core'))).toEqual([])
})
