/**
 * Worker threads of Node and of browsers, as far as we use them. Node's module is asked for at run time
 * (`process.getBuiltinModule`) rather than imported, so that a bundle for browsers has no trace of it.
 */

export interface WorkerThread {
  post(message: unknown): void
  /** Lets the process end while the worker lives. */
  unref(): void
  terminate(): void
}

/** What becomes of a worker. */
export interface WorkerEvents {
  message(data: unknown): void
  /** It has failed or ended. */
  end(): void
}

interface NodePort {
  on(event: string, listener: (data: unknown) => void): void
  postMessage(data: unknown): void
}

interface NodeWorker extends NodePort {
  unref(): void
  terminate(): Promise<number>
}

interface NodeThreads {
  readonly Worker: new (url: URL, options: { execArgv: readonly string[] }) => NodeWorker
  readonly parentPort: NodePort | null
}

type Listener = (event: { readonly data: unknown }) => void

interface WebPort {
  addEventListener(event: string, listener: Listener): void
  postMessage(data: unknown): void
}

interface WebWorker extends WebPort {
  terminate(): void
}

interface Globals extends WebPort {
  readonly process?: { getBuiltinModule?(name: string): unknown }
  readonly Worker?: unknown
}

// Bundlers look for the call with these names.
declare const Worker: new (url: URL, options: { type: 'module' }) => WebWorker
declare const URL: new (url: string, base?: string) => URL
interface URL {
  readonly href: string
}
interface Module {
  readonly url: string
}

const globals = globalThis as unknown as Globals

function nodeThreads(): NodeThreads | null {
  return (globals.process?.getBuiltinModule?.('node:worker_threads') as NodeThreads) ?? null
}

/** A worker thread that runs pool-worker.ts, or null where there are none. */
export function startWorker(events: WorkerEvents): WorkerThread | null {
  const node = nodeThreads()
  if (node !== null) return startNode(node, events)
  if (globals.Worker === undefined) return null
  const worker = new Worker(new URL('./pool-worker.js', (import.meta as Module).url), {
    type: 'module',
  })
  worker.addEventListener('message', ({ data }) => events.message(data))
  worker.addEventListener('error', () => events.end())
  return {
    post: (message) => worker.postMessage(message),
    unref: () => {},
    terminate: () => worker.terminate(),
  }
}

function startNode({ Worker: NodeWorker }: NodeThreads, events: WorkerEvents): WorkerThread {
  // The file beside this one, of the same kind: TypeScript or compiled.
  const { url } = import.meta as Module
  const file = new URL(url.replace(/[^/]*(\.[jt]s)$/, 'pool-worker$1'))
  // What the process was started with (`--eval`, `--import`) is not for the worker.
  const worker = new NodeWorker(file, { execArgv: [] })
  worker.on('message', (data) => events.message(data))
  worker.on('error', () => events.end())
  worker.on('exit', () => events.end())
  return {
    post: (message) => worker.postMessage(message),
    unref: () => worker.unref(),
    terminate: () => void worker.terminate(),
  }
}

/** In a worker: hears messages; returns what posts to the thread that started it. */
export function listen(hear: (data: unknown) => void): (message: unknown) => void {
  const port = nodeThreads()?.parentPort
  if (port) {
    port.on('message', hear)
    return (message) => port.postMessage(message)
  }
  globals.addEventListener('message', ({ data }) => hear(data))
  return (message) => globals.postMessage(message)
}
