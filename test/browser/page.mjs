// What every page runs: the programs, in every way, and what the page is allowed to do. The report is
// a promise on the window, for the test to await.
import './watch.mjs'
import { grad, loadCompiler } from '@wengert/autodiff'
import { minimize } from '@wengert/optim'
import { tensor } from '@wengert/tensor'
import { allHashes } from '../reproducibility/programs.mjs'

globalThis.report = run()

async function run() {
  await loadCompiler()
  const hashes = await allHashes()
  const { modules, violations } = globalThis.watched
  return {
    hashes,
    gradient: grad((x) => x.pow(3).sum())(tensor([1, 2])).toArray(),
    status: minimize((x) => x.sub(3).square().sum(), tensor([0, 0])).status,
    modules,
    violations: [...violations],
    crossOriginIsolated: globalThis.crossOriginIsolated,
    evaluates: evaluates(),
  }
}

/** Whether the page may make code from text. Asked last, since to be refused is a violation. */
function evaluates() {
  try {
    return new Function('return true')()
  } catch {
    return false
  }
}
