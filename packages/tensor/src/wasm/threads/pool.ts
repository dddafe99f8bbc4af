/**
 * The worker threads, and code that runs on them: fork and join. A job's pieces do not depend on each
 * other nor on who computes them, so results have the same bits on any number of threads. When a worker
 * keeps a piece for too long, the pool is given up for good: its caller has the inputs still, and
 * computes again without it.
 */
import type { Memory, WasmFunction } from '../engine.ts'
import { Control } from './control.ts'
import { partName, type Message } from './messages.ts'
import { startWorker, type WorkerThread } from './platform.ts'

/** Milliseconds that a worker may take to start, which is 35 on an idle machine. */
const startLimit = 10_000

/** Milliseconds that a join waits, beside a multiple of what this thread's own pieces took. */
const joinLimit = 2_000
const joinFactor = 20

/** Thrown by a job that lost a worker: memory that it wrote to is not to be used again. */
export class LostWorker extends Error {}

/** Code in a shared memory, which exports parts. */
export interface SharedCode {
  readonly module: object
  readonly memory: Memory
  /** The names of the functions that the module asks the host for. */
  readonly escapes: readonly string[]
  readonly exports: Record<string, WasmFunction>
}

export class Pool {
  /** Numbers of threads, this one's included, are below. */
  readonly threads: number
  readonly control = new Control()
  private readonly workers = new Set<WorkerThread>()
  private readonly unused: FinalizationRegistry<number>
  private codes = 0

  private constructor(threads: number) {
    this.threads = threads
    this.unused = new FinalizationRegistry((code) => this.broadcast({ kind: 'remove', code }))
  }

  /** A pool of up to so many threads; null where no worker starts. */
  static async start(threads: number): Promise<Pool | null> {
    const pool = new Pool(threads)
    const starts = Array.from({ length: threads - 1 }, (_, i) => pool.startWorker(i + 1))
    await Promise.all(starts)
    return pool.active > 1 ? pool : null
  }

  /** How many threads take part. */
  get active(): number {
    return this.workers.size + 1
  }

  stop(): void {
    for (const worker of this.workers) worker.terminate()
    this.workers.clear()
  }

  /** Makes code known to all threads, as long as what is returned is in use. */
  add({ module, memory, escapes, exports }: SharedCode): SharedTask {
    const code = this.codes++
    this.broadcast({ kind: 'add', code, module, memory, escapes })
    const task = new SharedTask(this, code, exports)
    this.unused.register(task, code)
    return task
  }

  private broadcast(message: Message): void {
    for (const worker of this.workers) worker.post(message)
    this.control.ring()
  }

  /** Resolves once the worker is ready, or will never be. */
  private startWorker(thread: number): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        if (worker !== null) this.workers.delete(worker)
        clear(timer)
        resolve()
      }
      const ready = (message: unknown): void => {
        if (message !== 'ready') return
        this.workers.add(worker!)
        worker!.unref()
        clear(timer)
        resolve()
      }
      const worker = startWorker({ message: ready, end })
      const timer = later(() => {
        worker?.terminate()
        end()
      }, startLimit)
      if (worker === null) end()
      else worker.post({ kind: 'start', control: this.control.buffer, thread } satisfies Message)
    })
  }
}

/** Code that the threads of a pool know; without the pool, this thread does it all. */
export class SharedTask {
  private readonly pool: Pool
  private readonly code: number
  private readonly exports: Record<string, WasmFunction>

  constructor(pool: Pool, code: number, exports: Record<string, WasmFunction>) {
    this.pool = pool
    this.code = code
    this.exports = exports
  }

  /**
   * Computes all pieces of a part.
   * @throws LostWorker when a worker has not done a piece that it had taken.
   */
  run(part: number, pieces: number, args: readonly number[] = []): void {
    const { pool, code } = this
    const { control } = pool
    const f = this.exports[partName(part)]
    if (pool.active === 1) {
      for (let piece = 0; piece < pieces; piece++) f(piece, 0, ...args)
      return
    }
    const began = Date.now()
    control.publish({ code, part, pieces, args })
    control.work(0, () => f)
    const limit = joinLimit + joinFactor * (Date.now() - began)
    if (control.join(pieces, limit)) return
    pool.stop()
    throw new LostWorker()
  }
}

const { setTimeout: later, clearTimeout: clear } = globalThis as unknown as {
  setTimeout(f: () => void, milliseconds: number): unknown
  clearTimeout(timer: unknown): void
}
