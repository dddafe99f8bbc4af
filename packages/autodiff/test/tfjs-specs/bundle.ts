/** The specs of tfjs-core's package and our harness as one module, which is run. */
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { rolldown } from 'rolldown'
import type { Outcome } from './harness.ts'

const { resolve } = createRequire(import.meta.url)
const core = dirname(resolve('@tensorflow/tfjs-core'))
const here = fileURLToPath(new URL('.', import.meta.url))
const target = fileURLToPath(new URL('../../node_modules/.cache/tfjs-specs/', import.meta.url))

export interface Bundled {
  readonly outcomes: Outcome[]
  /** The names of our kernels. */
  readonly kernels: string[]
  /** Of tfjs-core. */
  readonly version: string
}

/** Bundles and runs the specs of all operations. */
export async function runBundled(): Promise<Bundled> {
  const bundle = await rolldown({
    input: 'specs',
    platform: 'node',
    logLevel: 'silent',
    treeshake: false,
    external: /^jasmine/,
    resolve: {
      conditionNames: ['@wengert/source', 'import', 'node'],
      alias: {
        '@tensorflow/tfjs-core$': join(core, 'index.js'),
        '@tensorflow/tfjs-core': dirname(core),
      },
    },
    plugins: [
      {
        name: 'specs',
        resolveId: (id) => (id === 'specs' ? join(here, 'specs.js') : null),
        load: (id) => (id === join(here, 'specs.js') ? entry() : null),
      },
    ],
  })
  rmSync(target, { recursive: true, force: true })
  mkdirSync(target, { recursive: true })
  await bundle.write({ dir: target, format: 'esm', codeSplitting: false })
  const { kernels, runSpecs, version } = await import(pathToFileURL(join(target, 'specs.js')).href)
  return { outcomes: await runSpecs(), kernels, version }
}

function entry(): string {
  const specs = readdirSync(join(core, 'ops'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('_test.js'))
    .sort()
  return [
    `export { kernels, runSpecs, version } from ${JSON.stringify(join(here, 'harness.ts'))}`,
    ...specs.map((file) => `import ${JSON.stringify(join(core, 'ops', file))}`),
  ].join('\n')
}
