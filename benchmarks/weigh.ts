/** `node --expose-gc weigh.ts <group> <suite> <contestant>`: the memory of one contestant, as JSON; see memory.ts. */
import { GCProfiler, getHeapStatistics } from 'node:v8'

const runMilliseconds = 500
const mebibyte = 2 ** 20

const [group, suiteName, contestantName] = process.argv.slice(2)
const memories = watchMemories()
// Only now, since packages may make memories as they are loaded.
const { groups } = await import('./suites/index.ts')
const contestant = groups[group]()
  .find(({ name }) => name === suiteName)
  ?.contestants.find(({ name }) => name === contestantName)
if (contestant === undefined) throw new Error(`no ${contestantName} in ${suiteName}`)

const collect = (globalThis as { gc?: () => void }).gc
if (collect === undefined) throw new Error('run with node --expose-gc')
// What array buffers leave is counted off a little later.
for (let i = 0; i < 3; i++) {
  collect()
  await new Promise((resolve) => setTimeout(resolve, 20))
}
const before = inUse(getHeapStatistics())
const profiler = new GCProfiler()
profiler.start()
const solve = await contestant.make()
const until = performance.now() + runMilliseconds
do solve()
while (performance.now() < until)
const after = getHeapStatistics()
const peaks = profiler.stop()!.statistics.map(({ beforeGC }) => {
  const { usedHeapSize, externalMemory } = beforeGC.heapStatistics
  return usedHeapSize + externalMemory
})
const wasmMiB = memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0) / mebibyte
const heapMiB = (Math.max(inUse(after), ...peaks) - before) / mebibyte
console.log(JSON.stringify({ heapMiB, wasmMiB }))

function inUse(statistics: { used_heap_size: number; external_memory: number }): number {
  return statistics.used_heap_size + statistics.external_memory
}

interface Memory {
  readonly buffer: { readonly byteLength: number }
}

type Exports = Readonly<Record<string, unknown>>

interface Engine {
  Memory: new (descriptor: unknown) => Memory
  Instance: new (...args: unknown[]) => { readonly exports: Exports }
  instantiate: (...args: unknown[]) => Promise<{
    readonly instance?: { readonly exports: Exports }
  }>
}

/** All memories from now on: those made by themselves, and those that modules export. */
function watchMemories(): Memory[] {
  const found: Memory[] = []
  const engine = (globalThis as unknown as { WebAssembly: Engine }).WebAssembly
  const { Memory, Instance, instantiate } = engine
  const lookInto = (exports: Exports): void => {
    for (const value of Object.values(exports)) {
      if (value instanceof Memory && !found.includes(value)) found.push(value)
    }
  }
  engine.Memory = new Proxy(Memory, {
    construct(target, [descriptor]: [unknown]) {
      const memory = new target(descriptor)
      found.push(memory)
      return memory
    },
  })
  engine.Instance = new Proxy(Instance, {
    construct(target, args: unknown[]) {
      const instance = new target(...args)
      lookInto(instance.exports)
      return instance
    },
  })
  engine.instantiate = async (...args) => {
    const result = await instantiate(...args)
    if (result.instance !== undefined) lookInto(result.instance.exports)
    return result
  }
  return found
}
