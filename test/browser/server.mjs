// Serves the built packages as they are, and the pages that try them: one for each set of headers. An
// import map says where the packages lie; policies allow it by its hash.
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'

const root = new URL('../../', import.meta.url)
const served = /^\/(?:packages\/\w+\/dist|test\/(?:browser|reproducibility))\/[\w./-]+\.m?js$/

const importMap = JSON.stringify({
  imports: {
    '@wengert/tensor': '/packages/tensor/dist/index.js',
    '@wengert/tensor/internal': '/packages/tensor/dist/internal.js',
    '@wengert/autodiff': '/packages/autodiff/dist/index.js',
    '@wengert/optim': '/packages/optim/dist/index.js',
  },
})

const html = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Wengert</title>
    <script type="importmap">${importMap}</script>
    <script type="module" src="/test/browser/page.mjs"></script>
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

/** The headers of the pages by path. */
export const pages = {
  '/plain': {},
  '/wasm-but-no-eval': policy("'wasm-unsafe-eval'"),
  '/neither-wasm-nor-eval': policy(),
  '/isolated': isolation,
}

/** A server on a free port of this machine. */
export async function serve() {
  const server = createServer(async ({ url }, response) => {
    try {
      const { type, headers, body } = await answer(url)
      response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, ...headers }).end(body)
    } catch {
      response.writeHead(404).end()
    }
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() }
}

async function answer(url) {
  if (Object.hasOwn(pages, url)) return { type: 'text/html', headers: pages[url], body: html }
  if (!served.test(url) || url.includes('..')) throw new Error(`${url} is not served`)
  const body = await readFile(fileURLToPath(new URL(`.${url}`, root)))
  // Workers of an isolated page must say so themselves.
  return { type: 'text/javascript', headers: isolation, body }
}
