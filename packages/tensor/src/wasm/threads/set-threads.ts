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

/** As the function of this name of @wengert/autodiff, which explains it. */
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
