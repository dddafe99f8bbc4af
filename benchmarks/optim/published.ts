/**
 * Our solvers on the 130 published instances beside SciPy's recorded figures, and those with bounds:
 * a summary to print; to write, the work on each instance (Markdown), every run (JSON), and the
 * performance profile of Dolan & Moré (SVG).
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import type { Method } from '@wengert/optim'
import { boundedProblems, problems } from '../../packages/optim/test/support/problems.ts'
import { performanceProfile } from './figures.ts'
import { profileSvg } from './profile.ts'
import { basinHoppingLimit, runProblem, type BenchmarkMethod, type Run } from './runs.ts'
import { recorded, scipyRuns } from './scipy.ts'
import { bestOfAll, byInstance, summary } from './table.ts'

/** Methods with the largest number of parameters that they are meant for. */
const methods: readonly (readonly [BenchmarkMethod, number])[] = [
  ['l-bfgs', Infinity],
  ['newton-cg', Infinity],
  ['trust-ncg', Infinity],
  ['trust-krylov', Infinity],
  ['nonlinear-cg', Infinity],
  ['bfgs', 100],
  ['newton', 100],
  ['basin-hopping', Infinity],
]
const boundedMethods: readonly Method[] = ['l-bfgs-b', 'newton-cg']
/** What the profile draws of SciPy. */
const rivals = ['SciPy L-BFGS-B', 'SciPy Newton-CG', 'SciPy trust-ncg']

const explained =
  'W: shifted geometric mean (shift 10) of points evaluated + 2 × Hessian–vector products, on the ' +
  'instances that reach G6: ‖g‖∞ ≤ 1e-6 max(1, |f|). Ours run with defaults to their own end, ' +
  `basin-hopping to ${basinHoppingLimit.toLocaleString('en')} points; SciPy's are counted at the first point that satisfies ` +
  `G6.\n\n${recorded.source}.`

export interface Published {
  readonly runs: readonly Run[]
  readonly bounded: readonly Run[]
  /** Instances whose best known minimum at least one method reaches. */
  readonly best: { readonly local: number; readonly withHops: number; readonly scipy: number }
}

/** @param asked - Names of methods; none for all. */
export function runPublished(asked: readonly string[] = []): Published {
  const isAsked = (method: string): boolean => asked.length === 0 || asked.includes(method)
  const runs = methods
    .filter(([method]) => isAsked(method))
    .flatMap(([method, largest]) =>
      problems.filter(({ n }) => n <= largest).map((problem) => runProblem(method, problem)),
    )
  const bounded = boundedMethods
    .filter(isAsked)
    .flatMap((method) => boundedProblems.map((problem) => runProblem(method, problem)))
  const local = runs.filter(({ method }) => method !== 'basin-hopping')
  const best = {
    local: bestOfAll(local),
    withHops: bestOfAll(runs),
    scipy: bestOfAll(scipyRuns),
  }
  return { runs, bounded, best }
}

export function summaryOf({ runs, bounded, best }: Published): string {
  return (
    `${explained}\n\n${summary([...runs, ...scipyRuns])}\n\n` +
    `Best known minimum by at least one: our local methods ${best.local}, with basin-hopping ${best.withHops}, ` +
    `SciPy ${best.scipy} of ${problems.length}.\n\n` +
    `With bounds, by the reduced gradient:\n\n${summary(bounded)}\n`
  )
}

/** Writes optim.md, optim.json and optim.svg into a folder. */
export function writePublished(published: Published, folder: string, about: object): void {
  const { runs, bounded } = published
  const all = [...runs, ...scipyRuns]
  const drawn = all.filter(
    ({ method }) =>
      rivals.includes(method) || !(method.startsWith('SciPy') || method === 'basin-hopping'),
  )
  const title = 'Published unconstrained problems, reaching G6'
  mkdirSync(folder, { recursive: true })
  writeFileSync(`${folder}optim.svg`, profileSvg(performanceProfile(drawn), title))
  writeFileSync(
    `${folder}optim.json`,
    `${JSON.stringify({ ...about, ...published, scipy: scipyRuns }, null, 2)}\n`,
  )
  writeFileSync(
    `${folder}optim.md`,
    `# Solvers on published problems\n\n${summaryOf(published)}\n${byInstance(all)}\n\n${byInstance(bounded)}\n`,
  )
}
