/** Which modules of TensorFlow.js a fresh process loads that runs this code, in the folder of a package. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'

export function loadedBy(code: string, folder: URL): string[] {
  const report = `
    const { createRequire } = await import('node:module')
    const paths = Object.keys(createRequire(import.meta.url).cache)
    console.log(JSON.stringify(paths.filter((path) => path.includes('tfjs-'))))`
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--conditions=@wengert/source', '--input-type=module', '--eval', `${code};${report}`],
    { cwd: fileURLToPath(folder), encoding: 'utf8' },
  )
  if (stdout === '') expect.fail(stderr)
  return JSON.parse(stdout)
}
