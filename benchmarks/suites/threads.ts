/** Large work on one thread and on two; the second row is to take at most 1 / 1.6 of the first one's time. */
import { compile, setThreads } from '@wengert/autodiff'
import { matmul, random, type Tensor } from '@wengert/tensor'
import type { Contestant, Suite } from '../harness.ts'

/** tanh(2x + 1) · 3 + exp(−x²) */
const chain = (x: Tensor): Tensor => x.mul(2).add(1).tanh().mul(3).add(x.square().neg().exp())

export function threadSuites(): Suite[] {
  return [
    onThreads('matmul 512, threads', (x) => matmul(x, x), [512, 512]),
    onThreads('matmul 1024, threads', (x) => matmul(x, x), [1024, 1024]),
    onThreads('elementwise 1e6, threads', chain, [1e6]),
    onThreads('elementwise 1e6 and its sum, threads', (x) => chain(x).sum(), [1e6]),
  ]
}

function onThreads(name: string, f: (x: Tensor) => Tensor, shape: number[]): Suite {
  const x = random.normal(random.key(1), shape)
  const contestant = (count: number): Contestant => ({
    name: `Wengert, ${count} thread${count === 1 ? '' : 's'}`,
    make: async () => {
      const started = await setThreads(count)
      if (started !== count) throw new Error(`${name}: ${started} threads instead of ${count}`)
      const compiled = compile(f)
      return () => compiled(x).data
    },
    tolerance: 0,
  })
  return { name, contestants: [contestant(1), contestant(2)] }
}
