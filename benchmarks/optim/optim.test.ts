/** The figures that are drawn from the recorded runs are those published with them. */
import { describe, expect, test } from 'vitest'
import { problems } from '../../packages/optim/test/support/problems.ts'
import { performanceProfile, shiftedMean } from './figures.ts'
import { profileSvg } from './profile.ts'
import { runProblem } from './runs.ts'
import { scipyRuns } from './scipy.ts'
import { bestOfAll, byInstance, summary } from './table.ts'

// Method, instances solved, at the best known minimum, W, ρ(1), ρ(2), ρ(4), ρ(10)
const published: [string, number, number, number, number, number, number, number][] = [
  ['SciPy L-BFGS-B', 130, 120, 87.9, 0.48, 0.82, 0.92, 0.96],
  ['SciPy BFGS', 112, 96, 78.0, 0.32, 0.61, 0.7, 0.8],
  ['SciPy CG', 121, 107, 169.9, 0.05, 0.42, 0.65, 0.82],
  ['SciPy Newton-CG', 125, 112, 236.4, 0.02, 0.15, 0.55, 0.86],
  ['SciPy trust-ncg', 129, 118, 294.8, 0.0, 0.03, 0.32, 0.88],
]

describe.each(published)('%s', (method, solved, best, work, ...parts) => {
  test('has its published counts and mean work', () => {
    const runs = scipyRuns.filter((run) => run.method === method && run.solved)
    expect(runs.length).toBe(solved)
    expect(runs.filter((run) => run.best).length).toBe(best)
    expect(shiftedMean(runs.map((run) => run.work))).toBeCloseTo(work, 1)
  })

  test('has its published profile', () => {
    const { ratios, count } = performanceProfile(scipyRuns).find((one) => one.method === method)!
    const solvedWithin = (factor: number): number =>
      ratios.filter((log) => log <= Math.log2(factor) + 1e-12).length / count
    ;[1, 2, 4, 10].forEach((factor, i) => expect(solvedWithin(factor)).toBeCloseTo(parts[i], 2))
  })
})

test('at least one recorded method reaches the best known minimum of 126 instances', () => {
  expect(bestOfAll(scipyRuns)).toBe(126)
})

test('local searches from other points reach lower minima than one', () => {
  const problem = problems.find(({ name }) => name === 'FREUROTH2')!
  expect(runProblem('l-bfgs', problem)).toMatchObject({ success: true, solved: true, best: false })
  expect(runProblem('basin-hopping', problem)).toMatchObject({ success: true, best: true })
})

test('an unbounded function is not solved', () => {
  const problem = problems.find(({ name }) => name === 'HIMMELBH')!
  expect(runProblem('basin-hopping', problem)).toMatchObject({ status: 'unbounded', solved: false })
})

test('a run is reported beside them', () => {
  const run = runProblem(
    'newton-cg',
    problems.find(({ name }) => name === 'ZANGWIL2')!,
  )
  expect(run).toMatchObject({ status: 'converged', solved: true, best: true, work: 4 })
  expect(summary([run])).toContain('newton-cg')
  expect(byInstance([run, ...scipyRuns]).split('\n').length).toBe(2 + problems.length)
  expect(profileSvg(performanceProfile([run]), 'One')).toMatch(/^<svg[^]*<\/svg>\n$/)
})
