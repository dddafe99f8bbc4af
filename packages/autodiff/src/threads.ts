/** `setThreads`: worker threads, for what is compiled. */
import { compilerFor, loadCompiler } from './executable.ts'

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
  await loadCompiler()
  return compilerFor('setThreads').setThreads(count)
}
