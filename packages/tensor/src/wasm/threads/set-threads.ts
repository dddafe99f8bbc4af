/** How many threads compute: one, unless more were asked for and the engine has shared memory. */
import { ArgumentError } from '../../errors.ts'
import { wasmEngine } from '../engine.ts'
import { Pool } from './pool.ts'

/** Scratch memory is laid out for each of them. */
const mostThreads = 256

/** Pages of the largest memory: 2 GiB. */
export const mostPages = 2 ** 15

let pool: Pool | null = null
let last: Promise<unknown> = Promise.resolve()

/** The worker threads in use, or null where this thread is alone. */
export function currentPool(): Pool | null {
  return pool !== null && pool.active > 1 ? pool : null
}

/** Of how many threads code is to provide for. */
export function threadCount(): number {
  return currentPool()?.threads ?? 1
}

/**
 * Computes large products, elementwise operations and reductions on so many threads: in Node with
 * `worker_threads`, in a browser with workers, which need a cross-origin-isolated page
 * (`Cross-Origin-Opener-Policy: same-origin`, `Cross-Origin-Embedder-Policy: require-corp`). Results
 * have the same bits on any number of threads. Only work of more than about 200 µs is divided, and
 * everything stays synchronous: `grad(f)(x)` returns when all threads are done.
 *
 * Starting takes about 35 ms. Programs compiled before are compiled once more at their next run. The
 * workers do not keep a process from ending; `setThreads(1)` stops them. Should a worker be lost in the
 * middle of its work, the work is done again on this thread alone, which it stays until the next call.
 *
 * @param count - With the thread that calls; at best the number of cores that are free.
 * @returns How many threads there are now: 1 where there is no shared memory, or no worker starts.
 * @throws ArgumentError unless `count` is an integer from 1 to 256.
 * @example
 * ```ts
 * import { setThreads } from '@wengert/autodiff'
 * import { matmul, random } from '@wengert/tensor'
 * const x = random.normal(random.key(1), [300, 300])
 * const alone = matmul(x, x)
 * await setThreads(2)
 * matmul(x, x).equal(alone).all().item() // → 1
 * await setThreads(1) // → 1
 * ```
 */
export async function setThreads(count: number): Promise<number> {
  if (!Number.isInteger(count) || count < 1 || count > mostThreads) {
    throw new ArgumentError(
      `setThreads: ${String(count)} is no number of threads; give an integer from 1 to ${mostThreads}.`,
    )
  }
  const change = last.then(() => changeTo(count))
  last = change
  return change
}

async function changeTo(count: number): Promise<number> {
  if (currentPool()?.active === count) return count
  pool?.stop()
  pool = count > 1 && hasSharedMemory() ? await Pool.start(count) : null
  return pool?.active ?? 1
}

function hasSharedMemory(): boolean {
  if (typeof SharedArrayBuffer === 'undefined') return false
  const engine = wasmEngine()
  if (engine === null) return false
  try {
    const memory = new engine.Memory({ initial: 1, maximum: mostPages, shared: true })
    return (memory.buffer as object) instanceof SharedArrayBuffer
  } catch {
    return false
  }
}
