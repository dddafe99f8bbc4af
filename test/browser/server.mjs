// Serves the built packages as they are, and the pages that try them: one for each set of headers. An
// import map says where the packages lie; policies allow it by its hash. Some pages have a bundle instead,
// split into what it needs at once and what it may fetch later, as Vite makes it.
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const root = new URL('../../', import.meta.url)
const served = /^\/(?:packages\/\w+\/dist|test\/(?:browser|reproducibility))\/[\w./-]+\.m?js$/

const importMap = JSON.stringify({
  imports: {
    '@wengert/tensor': '/packages/tensor/dist/page.js',
    '@wengert/tensor/internal': '/packages/tensor/dist/internal.js',
    '@wengert/tensor/internal/wasm': '/packages/tensor/dist/wasm/index.js',
    '@wengert/autodiff': '/packages/autodiff/dist/page.js',
    '@wengert/optim': '/packages/optim/dist/index.js',
  },
})

const html = (script) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Wengert</title>
    <script type="importmap">${importMap}</script>
    <script type="module" src="${script}"></script>
  </head>
</html>
`

const mapHash = createHash('sha256').update(importMap).digest('base64')

/** Nothing from anywhere but scripts of this server, and no connections at all. */
const policy = (...sources) => ({
  'content-security-policy': `default-src 'none'; script-src ${["'self'", `'sha256-${mapHash}'`, ...sources].join(' ')}`,
})

const isolation = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
}

const everything = '/test/browser/page.mjs'

/** The headers of the pages, and what they run, by path. */
const pages = {
  '/plain': [{}, everything],
  '/wasm-but-no-eval': [policy("'wasm-unsafe-eval'"), everything],
  '/neither-wasm-nor-eval': [policy(), everything],
  '/isolated': [isolation, everything],
  '/gradient': [policy("'wasm-unsafe-eval'"), '/test/browser/gradient.mjs'],
  '/gradient-bundled': [policy("'wasm-unsafe-eval'"), '/bundle/gradient/gradient.js'],
  '/minimize': [policy("'wasm-unsafe-eval'"), '/test/browser/minimize.mjs'],
  '/minimize-bundled': [policy("'wasm-unsafe-eval'"), '/bundle/minimize/minimize.js'],
  '/solver-bundled': [policy("'wasm-unsafe-eval'"), '/bundle/solver/solver.js'],
}

/** A server on a free port of this machine. */
export async function serve() {
  const bundles = await Promise.all(['gradient', 'minimize', 'solver'].map(bundled))
  const bundle = new Map(bundles.flatMap((files) => [...files]))
  const server = createServer(async ({ url }, response) => {
    try {
      const { type, headers, body } = await answer(url, bundle)
      response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, ...headers }).end(body)
    } catch {
      response.writeHead(404).end()
    }
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() }
}

/** The files of a page's bundle by their paths. */
async function bundled(name) {
  const input = fileURLToPath(new URL(`${name}.mjs`, import.meta.url))
  const dependent = fileURLToPath(new URL('benchmarks/package.json', root))
  const bundle = await rolldown({
    input,
    platform: 'browser',
    plugins: [
      {
        name: 'as for who depends on the packages',
        resolveId(id, importer) {
          const isOurs = importer?.includes('/test/browser/') && id.startsWith('@')
          return isOurs ? this.resolve(id, dependent) : null
        },
      },
    ],
  })
  const { output } = await bundle.generate({ format: 'esm', minify: true })
  await bundle.close()
  return new Map(output.map(({ fileName, code }) => [`/bundle/${name}/${fileName}`, code]))
}

async function answer(url, bundle) {
  if (Object.hasOwn(pages, url)) {
    const [headers, script] = pages[url]
    return { type: 'text/html', headers, body: html(script) }
  }
  if (bundle.has(url)) return { type: 'text/javascript', headers: {}, body: bundle.get(url) }
  if (!served.test(url) || url.includes('..')) throw new Error(`${url} is not served`)
  const body = await readFile(fileURLToPath(new URL(`.${url}`, root)))
  // Workers of an isolated page must say so themselves.
  return { type: 'text/javascript', headers: isolation, body }
}
