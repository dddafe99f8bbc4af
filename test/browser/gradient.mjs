// A page that imports no more than `grad`: it interprets until the compiler, which it asks for when it
// first has a program to compile, has arrived.
import './watch.mjs'
import { cacheStats, grad } from '@wengert/autodiff'
import { linspace } from '@wengert/tensor'

globalThis.report = run()

async function run() {
  const scripts = performance.getEntriesByType('resource').map(({ name }) => name)
  const gradient = grad((x) => x.tanh().mul(x.exp()).sum())
  const x = linspace(-2, 2, 50)
  const turns = []
  const end = performance.now() + 10_000
  do {
    const { data } = gradient(x)
    turns.push({ compiled: cacheStats().compiled, gradient: Array.from(data) })
    await new Promise((resolve) => setTimeout(resolve))
  } while (turns.at(-1).compiled === 0 && performance.now() < end)
  const { modules, violations } = globalThis.watched
  return { scripts, turns, modules, violations }
}
