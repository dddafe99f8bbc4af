/**
 * Serves the built playground on this machine: `node playground/serve.ts [port]`, 4173 unless it is taken.
 * Tests give it headers, which stand for the sites that it may be put on.
 */
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const dist = fileURLToPath(new URL('./dist', import.meta.url))

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}

export interface Served {
  readonly origin: string
  close(): Promise<void>
}

/** @param prefix - The folder under which the files lie, as on a site; with slashes around. */
export async function serve(
  port = 0,
  headers: Readonly<Record<string, string>> = {},
  prefix = '/',
): Promise<Served> {
  const server = createServer(async ({ url = '/' }, response) => {
    try {
      const path = decodeURIComponent(new URL(url, 'http://localhost').pathname)
      if (!path.startsWith(prefix)) throw new Error(`${path} is not served`)
      const rest = path.slice(prefix.length)
      const file = join(dist, normalize(rest === '' ? 'index.html' : rest))
      if (!file.startsWith(dist + sep)) throw new Error(`${path} is not served`)
      const body = await readFile(file)
      const type = types[extname(file)] ?? 'application/octet-stream'
      response.writeHead(200, { 'content-type': type, ...headers }).end(body)
    } catch {
      response.writeHead(404).end()
    }
  })
  await listen(server, port)
  const { port: own } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${own}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** On the port given, or on any that is free where that is taken. */
function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' && port !== 0) listen(server, 0).then(resolve, reject)
      else reject(error)
    })
    server.listen(port, '127.0.0.1', resolve)
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { origin } = await serve(Number(process.argv[2] ?? 4173))
  process.stdout.write(`The playground is at ${origin}/ (Ctrl+C ends it).\n`)
}
