/**
 * What a page has to load: the packages' sources, and those of the peers, bundled without what is not used,
 * minified, gzipped. What it may fetch later is a sum of its own.
 */
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { rolldown, type OutputChunk } from 'rolldown'

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
  'tensor and autodiff': `
    export * from '@wengert/tensor'
    export * from '@wengert/autodiff'`,
  everything: `
    export * from '@wengert/tensor'
    export * from '@wengert/autodiff'
    export * from '@wengert/optim'`,
  'jax-js, grad and common operations': `
    export { grad, nn, numpy, random } from '@jax-js/jax'`,
  'jax-js, everything': `
    export * from '@jax-js/jax'`,
  'TensorFlow.js, grad and common operations, cpu': `
    export {
      concat, cos, exp, grad, log, logSumExp, matMul, maximum, mean, ones, randomNormal, randomUniform,
      sigmoid, sin, softplus, sum, tanh, tensor, where, zeros,
    } from '@tensorflow/tfjs-core'
    import '@tensorflow/tfjs-backend-cpu'`,
  'TensorFlow.js, core, cpu': `
    export * from '@tensorflow/tfjs-core'
    import '@tensorflow/tfjs-backend-cpu'`,
  'TensorFlow.js, core, wasm': `
    export * from '@tensorflow/tfjs-core'
    import '@tensorflow/tfjs-backend-wasm'`,
  'TensorFlow.js, core, cpu, layers': `
    export * from '@tensorflow/tfjs-core'
    export * as layers from '@tensorflow/tfjs-layers'
    import '@tensorflow/tfjs-backend-cpu'`,
}

/** Bytes for each import, and for what it fetches later where there is something. */
export async function bundleSizes(): Promise<Record<string, number>> {
  const sizes: Record<string, number> = {}
  for (const [name, text] of Object.entries(entries)) {
    const chunks = await chunksOf(text)
    const first = loadedWith(
      chunks.find(({ isEntry }) => isEntry)!,
      new Map(chunks.map((chunk) => [chunk.fileName, chunk])),
    )
    const later = chunks.filter((chunk) => !first.has(chunk))
    sizes[name] = bytesOf([...first])
    if (later.length > 0) sizes[`${name}, fetched later`] = bytesOf(later)
  }
  return sizes
}

/** A chunk, and all that it cannot run without. */
function loadedWith(
  chunk: OutputChunk,
  chunks: ReadonlyMap<string, OutputChunk>,
  loaded = new Set<OutputChunk>(),
): Set<OutputChunk> {
  if (loaded.has(chunk)) return loaded
  loaded.add(chunk)
  for (const name of chunk.imports) loadedWith(chunks.get(name)!, chunks, loaded)
  return loaded
}

function bytesOf(chunks: readonly OutputChunk[]): number {
  return chunks.reduce((sum, { code }) => sum + gzipSync(code, { level: 9 }).length, 0)
}

async function chunksOf(text: string): Promise<OutputChunk[]> {
  const entry = fileURLToPath(new URL('./entry.js', import.meta.url))
  const bundle = await rolldown({
    input: entry,
    platform: 'browser',
    // An application's: other chunks may import from it what it does not export itself.
    preserveEntrySignatures: 'allow-extension',
    logLevel: 'silent',
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
  return output.filter((part) => part.type === 'chunk')
}
