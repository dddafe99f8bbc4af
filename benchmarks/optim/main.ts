/**
 * Our solvers on the 130 published instances beside SciPy's recorded figures, and those with bounds:
 * `node benchmarks/optim/main.ts [method …]`. Prints a summary; writes results/optim.md with the work
 * on each instance, and the performance profile results/optim.svg.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Method } from '@wengert/optim'
import { boundedProblems, problems } from '../../packages/optim/test/support/problems.ts'
import { performanceProfile } from './figures.ts'
import { profileSvg } from './profile.ts'
import { runProblem, type Run } from './runs.ts'
import { recorded, scipyRuns } from './scipy.ts'
import { bestOfAll, byInstance, summary } from './table.ts'

/** Methods with the largest number of parameters that they are meant for. */
const methods: readonly (readonly [Method, number])[] = [
  ['l-bfgs', Infinity],
  ['newton-cg', Infinity],
  ['trust-ncg', Infinity],
  ['trust-krylov', Infinity],
  ['nonlinear-cg', Infinity],
  ['bfgs', 100],
  ['newton', 100],
]
/** What the profile draws of SciPy. */
const rivals = ['SciPy L-BFGS-B', 'SciPy Newton-CG', 'SciPy trust-ncg']

const asked = process.argv.slice(2)
const chosen = methods.filter(([method]) => asked.length === 0 || asked.includes(method))
const runs: Run[] = chosen.flatMap(([method, largest]) =>
  problems.filter(({ n }) => n <= largest).map((problem) => runProblem(method, problem)),
)
const all = [...runs, ...scipyRuns]
const explained =
  'W: shifted geometric mean (shift 10) of points evaluated + 2 × Hessian–vector products, on the ' +
  'instances that reach G6: ‖g‖∞ ≤ 1e-6 max(1, |f|). Ours run with defaults to their own end; ' +
  `SciPy's are counted at the first point that satisfies G6.\n\n${recorded.source}.`
const sums =
  `${summary(all)}\n\nBest known minimum by at least one: ours ${bestOfAll(runs)}, SciPy ${bestOfAll(scipyRuns)} ` +
  `of ${problems.length}.\n`
const bounded: Run[] = (['l-bfgs-b', 'newton-cg'] as const).flatMap((method) =>
  asked.length === 0 || asked.includes(method)
    ? boundedProblems.map((problem) => runProblem(method, problem))
    : [],
)
const withBounds = `With bounds, by the reduced gradient:\n\n${summary(bounded)}\n`
console.log(`${explained}\n\n${sums}\n${withBounds}`)

const folder = fileURLToPath(new URL('../results/', import.meta.url))
mkdirSync(folder, { recursive: true })
const shown = all.filter(({ method }) => !method.startsWith('SciPy') || rivals.includes(method))
writeFileSync(
  `${folder}optim.svg`,
  profileSvg(performanceProfile(shown), 'Published unconstrained problems, reaching G6'),
)
writeFileSync(
  `${folder}optim.md`,
  `# Solvers on published problems\n\n${explained}\n\n${sums}\n${byInstance(all)}\n\n${withBounds}\n${byInstance(bounded)}\n`,
)
console.log(`Written to ${folder}`)
