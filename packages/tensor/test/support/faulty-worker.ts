/**
 * A worker that takes a piece of a job and does not do it, but as the pool's messages go is a worker
 * like any other. How it fails is its data: it ends, throws, or keeps the piece for ever.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { Control } from '../../src/wasm/threads/control.ts'
import type { StartMessage } from '../../src/wasm/threads/messages.ts'

const faults: Record<string, () => void> = {
  ends: () => process.exit(),
  throws: () => {
    throw new Error('a fault')
  },
  hangs: () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0),
}

parentPort!.once('message', (message: StartMessage) => {
  const control = new Control(message.control)
  parentPort!.postMessage('ready')
  for (;;) {
    const { signal } = control
    control.work(message.thread, () => faults[workerData as string])
    control.sleep(signal)
  }
})
