/**
 * `node --expose-gc benchmarks/checkpoint.ts`: time and peak memory of the gradient of a residual
 * network of 200 layers, plain, with a checkpoint for each layer, and with one for each √200 layers;
 * interpreted, and compiled. Interpreted, the peak is that of array buffers, sampled after a collection
 * at every few kernels, and time is measured apart, without sampling. Compiled, it is the memory of the
 * modules, which hold copies of the weights and of their gradients as well.
 */
import { checkpoint, clearCache, grad, setCompilation } from '@wengert/autodiff'
import { backend, matmul, random, setBackend, type Tensor } from '@wengert/tensor'

const collect = (globalThis as { gc?: () => void }).gc
if (collect === undefined) throw new Error('run with node --expose-gc')

const layers = 200
const [batch, width] = [128, 64]
const keys = random.split(random.key(1), layers)
const weights = Array.from({ length: layers }, (_, i) =>
  random.normal(keys.at(i), [width, width]).mul(0.1),
)
const x0 = random.normal(random.key(2), [batch, width])

type Block = (x: Tensor, ws: readonly Tensor[]) => Tensor
const chain: Block = (x, ws) => ws.reduce((y, w) => y.add(matmul(y, w).tanh().mul(0.5)), x)

/** The gradient of the network, `block` by `block` of so many layers. */
const gradientBy = (block: Block, perBlock: number) => (): Tensor[] =>
  grad((ws: Tensor[]) => {
    let x: Tensor = x0
    for (let i = 0; i < layers; i += perBlock) x = block(x, ws.slice(i, i + perBlock))
    return x.square().mean()
  })(weights)

const spared: Block = checkpoint(chain) as Block
const contestants: [string, () => Tensor[]][] = [
  ['plain', gradientBy(chain, 1)],
  ['checkpoint each layer', gradientBy(spared, 1)],
  ['checkpoint each 14 layers', gradientBy(spared, 14)],
]

function interpretedPeak(f: () => Tensor[]): number {
  const host = backend()
  collect!()
  collect!()
  const start = process.memoryUsage().arrayBuffers
  let peak = 0
  let count = 0
  setBackend({
    name: 'sampling',
    run(primitive, ...rest) {
      const result = host.run(primitive, ...rest)
      if (count++ % 10 === 0) {
        collect!()
        peak = Math.max(peak, process.memoryUsage().arrayBuffers - start)
      }
      return result
    },
  })
  try {
    f()
  } finally {
    setBackend(host)
  }
  return peak / 2 ** 20
}

interface Engine {
  Memory: new (descriptor: { readonly initial: number }) => unknown
}

/** What the modules made for f import as their memories, whose pages have 64 KiB. */
function compiledPeak(f: () => Tensor[]): number {
  const engine = (globalThis as unknown as { WebAssembly: Engine }).WebAssembly
  const { Memory } = engine
  let pages = 0
  engine.Memory = class extends (Memory as new (descriptor: unknown) => object) {
    constructor(descriptor: { readonly initial: number }) {
      super(descriptor)
      pages += descriptor.initial
    }
  }
  clearCache()
  try {
    f()
  } finally {
    engine.Memory = Memory
  }
  return pages / 16
}

function medianMilliseconds(f: () => Tensor[]): number {
  const times = Array.from({ length: 9 }, () => {
    const start = performance.now()
    f()
    return performance.now() - start
  })
  return times.sort((a, b) => a - b)[4]
}

const flat = (tensors: Tensor[]): number[] => tensors.flatMap((t) => [...t.data])
const ways = [
  ['interpreted', 'never', interpretedPeak],
  ['compiled', 'always', compiledPeak],
] as const
for (const [way, compilation, peakMegabytes] of ways) {
  setCompilation(compilation)
  const reference = flat(contestants[0][1]())
  const results = contestants.map(([name, f]) => {
    const agrees = flat(f()).every((value, i) => Math.abs(value - reference[i]) < 1e-12)
    if (!agrees) throw new Error(`${name} has another gradient`)
    return { name, peak: peakMegabytes(f), time: medianMilliseconds(f) }
  })
  for (const { name, peak, time } of results) {
    const memory = ((100 * peak) / results[0].peak).toFixed(0)
    const slower = (time / results[0].time).toFixed(2)
    console.log(
      `${way}, ${name}: ${peak.toFixed(1)} MiB (${memory} %), ${time.toFixed(0)} ms (× ${slower})`,
    )
  }
}
