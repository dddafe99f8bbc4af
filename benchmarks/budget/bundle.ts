/** What a page has to load: the packages' sources bundled, without what is not used, minified, gzipped. */
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { rolldown } from 'rolldown'

/** What is imported, as the text of a module. */
const entries: Readonly<Record<string, string>> = {
  'grad and common operations': `
    export { grad } from '@wengert/autodiff'
    export {
      concatenate, cos, exp, log, logsumexp, matmul, maximum, mean, ones, random, sigmoid, sin, softplus,
      sum, tanh, tensor, where, zeros,
    } from '@wengert/tensor'`,
  minimize: `
    export { minimize } from '@wengert/optim'
    export { tensor } from '@wengert/tensor'`,
  everything: `
    export * from '@wengert/tensor'
    export * from '@wengert/autodiff'
    export * from '@wengert/optim'`,
}

/** Bytes for each import. */
export async function bundleSizes(): Promise<Record<string, number>> {
  const sizes: Record<string, number> = {}
  for (const [name, text] of Object.entries(entries)) sizes[name] = await sizeOf(text)
  return sizes
}

async function sizeOf(text: string): Promise<number> {
  const entry = fileURLToPath(new URL('./entry.js', import.meta.url))
  const bundle = await rolldown({
    input: entry,
    platform: 'browser',
    resolve: { conditionNames: ['@wengert/source', 'import', 'browser'] },
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === entry ? id : null),
        load: (id) => (id === entry ? text : null),
      },
    ],
  })
  const { output } = await bundle.generate({ format: 'esm', minify: true })
  await bundle.close()
  const code = output.map((part) => (part.type === 'chunk' ? part.code : '')).join('')
  return gzipSync(code, { level: 9 }).length
}
