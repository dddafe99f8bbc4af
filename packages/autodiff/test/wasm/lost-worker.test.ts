import { Worker } from 'node:worker_threads'
import { afterAll, expect, test, vi } from 'vitest'
import type { Tensor } from '@wengert/tensor'
import type { WorkerEvents } from '../../../tensor/src/wasm/threads/platform.ts'

vi.resetModules()
vi.doMock('../../../tensor/src/wasm/threads/platform.ts', () => ({
  startWorker: (events: WorkerEvents) => {
    const file = new URL('../../../tensor/test/support/faulty-worker.ts', import.meta.url)
    const worker = new Worker(file, { workerData: 'ends', execArgv: [] })
    worker.on('message', (data) => events.message(data))
    worker.on('exit', () => events.end())
    return {
      post: (message: unknown) => worker.postMessage(message),
      unref: () => worker.unref(),
      terminate: () => void worker.terminate(),
    }
  },
}))

const { compile, setThreads } = await import('@wengert/autodiff')
const { random } = await import('@wengert/tensor')
const { currentPool } = await import('@wengert/tensor/internal/wasm')

afterAll(() => setThreads(1))

test('a program that loses a worker gives the result of one thread, then and later', async () => {
  const f = compile((x: Tensor) => {
    const y = x.mul(3).tanh().add(x.exp())
    return [y, y.sum(0), y.max()]
  }) as (x: Tensor) => Tensor[]
  const [x, y] = [1, 2].map((seed) => random.normal(random.key(seed), [600, 500]))
  const expected = [f(x), f(y)]
  expect(await setThreads(2)).toBe(2)
  const { control } = currentPool()!
  const same = (results: Tensor[], i: number): void =>
    results.forEach(({ data }, k) => expect(data).toEqual(expected[i][k].data))
  while (control.helped === 0) same(f(x), 0)
  expect(currentPool()).toBeNull()
  same(f(y), 1)
  same(f(x), 0)
})
