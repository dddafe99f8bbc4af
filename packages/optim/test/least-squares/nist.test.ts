import { describe, expect, test } from 'vitest'
import { leastSquares } from '@wengert/optim'
import { tensor } from '@wengert/tensor'
import { correctDigits, nistProblems } from '../support/nist.ts'

const runs = nistProblems.flatMap((problem) =>
  problem.starts.map((start, i) => ({
    problem,
    start,
    title: `${problem.name} from start ${i + 1}`,
  })),
)
const digits: number[] = []

/**
 * The residuals of Lanczos1 are 1e-13 of its responses, which float64 holds to 1e-16. So its residual
 * standard deviation has three digits, whoever computes it, and the parameters' are multiples of that.
 */
const deviationDigits = (name: string): number => (name === 'Lanczos1' ? 2.5 : 5)

describe('NIST StRD, nonlinear regression, with default options', () => {
  test.each(runs)('$title', ({ problem, start }) => {
    const { certified, refined, residual, name } = problem
    const result = leastSquares(residual, start)
    expect(result).toMatchObject({ status: 'converged', success: true })
    expect(correctDigits(result.x.data as Iterable<number>, certified.values)).toBeGreaterThan(6)
    digits.push(correctDigits(result.x.data as Iterable<number>, refined.values))

    expect(result.degreesOfFreedom).toBe(certified.dof)
    const errors = result.standardErrors!.data as Iterable<number>
    expect(correctDigits(errors, certified.standardDeviations)).toBeGreaterThan(
      deviationDigits(name),
    )
    expect(
      correctDigits([result.residualStandardDeviation!], [certified.residualStdDev]),
    ).toBeGreaterThan(deviationDigits(name))
  })

  test('has 9.5 correct digits in the median, and 8 everywhere', () => {
    expect(digits.length).toBe(36)
    const sorted = [...digits].sort((a, b) => a - b)
    expect((sorted[17] + sorted[18]) / 2).toBeGreaterThan(9.5)
    expect(sorted[0]).toBeGreaterThan(8)
  })

  test('what limits the deviations of Lanczos1 is that its responses are read as doubles', () => {
    // Both solutions are exact; they differ in that the second takes the data as float64 holds them.
    for (const { name, certified, refined } of nistProblems) {
      const agreed = correctDigits(refined.standardDeviations, certified.standardDeviations)
      if (name === 'Lanczos1') expect(agreed).toBeLessThan(3.5)
      else expect(agreed).toBeGreaterThan(5)
    }
  })

  test.each(runs)('$title: deviations over that of the residuals have 8 digits', (run) => {
    const { certified, refined, residual } = run.problem
    const { standardErrors, residualStandardDeviation } = leastSquares(residual, run.start)
    const ours = Array.from(standardErrors!.data, (e) => Number(e) / residualStandardDeviation!)
    const s = Math.sqrt(refined.rss / certified.dof)
    const exact = refined.standardDeviations.map((deviation) => deviation / s)
    expect(correctDigits(ours, exact)).toBeGreaterThan(8)
  })

  test('the models have the certified sums of squares at the certified parameters', () => {
    for (const { residual, refined, name } of nistProblems) {
      const rss = residual(tensor([...refined.values]))
        .square()
        .sum()
        .item()
      expect(rss / refined.rss).toBeCloseTo(1, name === 'Lanczos1' ? 1 : 6)
    }
  })
})

describe('NIST StRD without a Jacobian', () => {
  test.each(runs)('$title, by LSMR on products', ({ problem, start }) => {
    const result = leastSquares(problem.residual, start, { linearSolver: 'lsmr' })
    expect(result.status).toBe('converged')
    const found = result.x.data as Iterable<number>
    expect(correctDigits(found, problem.certified.values)).toBeGreaterThan(8)
    expect(result.evaluations.jvp).toBeGreaterThan(0)
  })
})

describe('NIST StRD by Gauss–Newton', () => {
  test.each(runs.filter(({ title }) => title.endsWith('2')))('$title', ({ problem, start }) => {
    const result = leastSquares(problem.residual, start, { method: 'gauss-newton' })
    expect(result.status).toBe('converged')
    const found = result.x.data as Iterable<number>
    expect(correctDigits(found, problem.certified.values)).toBeGreaterThan(8)
  })
})
