// What a page computes in turn after turn of its event loop: interpreted until the compiler has arrived,
// and compiled from then on.
import './watch.mjs'
import { cacheStats } from '@wengert/autodiff'

/** Lets the page's other tasks have their turn. */
export async function turn() {
  await new Promise((resolve) => setTimeout(resolve))
}

/** Computes in every turn until something was compiled, and says which scripts there were at the start. */
export async function untilCompiled(compute) {
  const scripts = performance.getEntriesByType('resource').map(({ name }) => name)
  const turns = []
  const end = performance.now() + 10_000
  do {
    const { data } = compute()
    turns.push({ compiled: cacheStats().compiled, result: Array.from(data) })
    await turn()
  } while (turns.at(-1).compiled === 0 && performance.now() < end)
  const { modules, violations } = globalThis.watched
  return { scripts, turns, modules, violations }
}
