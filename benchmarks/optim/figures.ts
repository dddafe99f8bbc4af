/** What is said of a set of runs in one number, and the performance profile of Dolan & Moré (2002). */
import type { Run } from './runs.ts'

/** exp(mean(log(w + 10))) − 10, so that the smallest instances do not decide. */
export function shiftedMean(work: readonly number[]): number {
  const shift = 10
  const logs = work.map((w) => Math.log(w + shift))
  return Math.exp(logs.reduce((sum, x) => sum + x, 0) / logs.length) - shift
}

export interface Curve {
  readonly method: string
  /** log₂ of the ratio to the best method, of each instance solved, ascending. */
  readonly ratios: readonly number[]
  /** How many instances there are. */
  readonly count: number
}

/** For each method, by how much it needs more work than the best one on each instance. */
export function performanceProfile(runs: readonly Run[]): Curve[] {
  const least = new Map<string, number>()
  for (const run of runs.filter(({ solved }) => solved)) {
    least.set(instance(run), Math.min(run.work, least.get(instance(run)) ?? Infinity))
  }
  const methods = [...new Set(runs.map(({ method }) => method))]
  return methods.map((method) => ({
    method,
    count: new Set(runs.map(instance)).size,
    ratios: runs
      .filter((run) => run.method === method && run.solved)
      .map((run) => Math.log2(run.work / least.get(instance(run))!))
      .sort((a, b) => a - b),
  }))
}

function instance({ name, n }: Run): string {
  return `${name} ${n}`
}
