/**
 * The memory that a contestant needs: run for a while in a process of its own, which reports the highest
 * use of the JavaScript heap with its array buffers (before any garbage collection, so that what is let go
 * of counts too) beyond that at the start, and the size of all WebAssembly memories.
 */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

export interface Memory {
  readonly heapMiB: number
  readonly wasmMiB: number
}

const script = fileURLToPath(new URL('./weigh.ts', import.meta.url))

/** Null where the process failed. */
export async function weigh(
  group: string,
  suite: string,
  contestant: string,
): Promise<Memory | null> {
  const args = ['--expose-gc', ...process.execArgv, script, group, suite, contestant]
  try {
    const { stdout } = await promisify(execFile)(process.execPath, args)
    return JSON.parse(stdout.trim().split('\n').at(-1)!) as Memory
  } catch {
    return null
  }
}
