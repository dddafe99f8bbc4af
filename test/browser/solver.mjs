// A page that imports a solver and waits for an event: the compiler, which it asked for then, is there
// for the first run.
import { turn } from './turns.mjs'
import { cacheStats } from '@wengert/autodiff'
import { minimize } from '@wengert/optim'
import { linspace } from '@wengert/tensor'

globalThis.report = run()

async function run() {
  const scripts = () => performance.getEntriesByType('resource').map(({ name }) => name)
  const end = performance.now() + 10_000
  while (scripts().length < 3 && performance.now() < end) await turn()
  await turn()
  minimize((x) => x.sub(1).square().mul(x.exp()).sum(), linspace(-1, 2, 50))
  return { scripts: scripts(), compiled: cacheStats().compiled, ...globalThis.watched }
}
