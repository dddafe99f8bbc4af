import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type * as threadPlatform from '../../../src/wasm/threads/platform.ts'
import type { WorkerEvents, WorkerThread } from '../../../src/wasm/threads/platform.ts'

const platform = '../../../src/wasm/threads/platform.ts'

afterEach(async () => {
  const { setThreads } = await import('../../../src/wasm/threads/set-threads.ts')
  await setThreads(1)
  vi.doUnmock(platform)
  vi.doUnmock('../../../src/wasm/engine.ts')
  vi.unstubAllGlobals()
  vi.resetModules()
})

/** Has pools start workers in another way. */
function startWorkersBy(start: (events: WorkerEvents) => WorkerThread | null): void {
  vi.resetModules()
  vi.doMock(platform, () => ({ startWorker: start }))
}

function startFaulty(how: string): (events: WorkerEvents) => WorkerThread {
  return (events) => {
    const file = new URL('../../support/faulty-worker.ts', import.meta.url)
    const worker = new Worker(file, { workerData: how, execArgv: [] })
    worker.on('message', (data) => events.message(data))
    worker.on('exit', () => events.end())
    return {
      post: (message) => worker.postMessage(message),
      unref: () => worker.unref(),
      terminate: () => void worker.terminate(),
    }
  }
}

/** A product that threads divide, again and again, and what one thread makes of it. */
async function products() {
  const { matmul, random } = await import('@wengert/tensor')
  const { currentPool, setThreads } = await import('../../../src/wasm/threads/set-threads.ts')
  const x = random.normal(random.key(1), [300, 300])
  await setThreads(1)
  matmul(x, x)
  const expected = matmul(x, x).data
  return { multiply: () => matmul(x, x).data, expected, setThreads, currentPool }
}

describe('one thread it stays', () => {
  test('where SharedArrayBuffer is missing', async () => {
    const { multiply, expected, setThreads, currentPool } = await products()
    vi.stubGlobal('SharedArrayBuffer', undefined)
    expect(await setThreads(4)).toBe(1)
    expect(currentPool()).toBeNull()
    expect(multiply()).toEqual(expected)
  })

  test('where there is no WebAssembly', async () => {
    vi.resetModules()
    vi.doMock('../../../src/wasm/engine.ts', async (original) => ({
      ...(await original<object>()),
      wasmEngine: () => null,
    }))
    const { multiply, expected, setThreads } = await products()
    expect(await setThreads(4)).toBe(1)
    expect(multiply()).toEqual(expected)
  })

  test.each<[string, (events: WorkerEvents) => WorkerThread | null]>([
    ['where there are no workers', () => null],
    [
      'where workers end before they are ready',
      ({ end }) => {
        queueMicrotask(end)
        return { post: () => {}, unref: () => {}, terminate: () => {} }
      },
    ],
  ])('%s', async (_, start) => {
    startWorkersBy(start)
    const { multiply, expected, setThreads } = await products()
    expect(await setThreads(4)).toBe(1)
    expect(multiply()).toEqual(expected)
  })
})

describe('a worker that takes a piece and', () => {
  test.each(['ends', 'throws', 'hangs'])('%s costs time alone', async (how) => {
    startWorkersBy(startFaulty(how))
    const { multiply, expected, setThreads, currentPool } = await products()
    expect(await setThreads(2)).toBe(2)
    const { control } = currentPool()!
    while (control.helped === 0) expect(multiply()).toEqual(expected)
    expect(currentPool()).toBeNull()
    expect(multiply()).toEqual(expected)
  })
})

test('workers that end between jobs are missed by nobody', async () => {
  const workers: WorkerThread[] = []
  const actual = await vi.importActual<typeof threadPlatform>(platform)
  startWorkersBy((events) => {
    const worker = actual.startWorker(events)!
    workers.push(worker)
    return worker
  })
  const { multiply, expected, setThreads, currentPool } = await products()
  expect(await setThreads(3)).toBe(3)
  expect(multiply()).toEqual(expected)
  workers[0].terminate()
  expect(multiply()).toEqual(expected)
  await vi.waitFor(() => expect(currentPool()!.active).toBe(2), 10_000)
  expect(multiply()).toEqual(expected)
  workers[1].terminate()
  await vi.waitFor(() => expect(currentPool()).toBeNull(), 10_000)
  expect(multiply()).toEqual(expected)
})
