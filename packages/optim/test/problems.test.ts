import { describe, expect, test } from 'vitest'
import { minimize, type Method } from '@wengert/optim'
import { tensor } from '@wengert/tensor'
import { boundedProblems, problems, rosenbrock } from './support/problems.ts'

const methods: Method[] = ['l-bfgs', 'newton-cg', 'trust-ncg']
/** Instances that need tens of thousands of evaluations; the benchmark runs them. */
const long = ['OSCIPATH 8', 'EXTROSNB 100', 'EXTROSNB 1000', 'NONCVXUN 1000', 'CURLY10 1000']
const longest = 500

test.each([...problems, ...boundedProblems])(
  '$name, n = $n, has the published values',
  ({ f, x0, fStart, fSecond }) => {
    // The residuals of TRIG cancel to eight digits at its start.
    const relative = (value: number, known: number): number =>
      Math.abs(value - known) / Math.abs(known || 1)
    expect(relative(f(tensor(x0)).item(), fStart)).toBeLessThan(1e-11)
    const second = x0.map((x, i) => x + 0.1 * Math.sin(1 + i))
    expect(relative(f(tensor(second)).item(), fSecond)).toBeLessThan(1e-11)
  },
)

describe('on the published problems, with defaults,', () => {
  const chosen = problems.filter(({ name, n }) => n <= longest && !long.includes(`${name} ${n}`))

  test.each(methods)(
    '%s ends converged where ‖g‖∞ ≤ 1e-6 max(1, |f|)',
    { timeout: 240_000 },
    (method) => {
      const faults = chosen.flatMap(({ name, n, f, x0 }) => {
        const { status, value, gradientNorm } = minimize(f, x0, { method })
        const isSmall = gradientNorm <= 1e-6 * Math.max(1, Math.abs(value))
        return status === 'converged' && isSmall ? [] : [`${name} ${n}: ${status}, ${gradientNorm}`]
      })
      expect(faults).toEqual([])
    },
  )
})

describe('the chained Rosenbrock function, n = 1000, from the standard start', () => {
  const x0 = Float64Array.from({ length: 1000 }, (_, i) => (i % 2 === 0 ? -1.2 : 1))

  test.each(methods)(
    '%s converges to ‖g‖∞ ≤ 1e-6 with its defaults',
    { timeout: 240_000 },
    (method) => {
      const result = minimize(rosenbrock, x0, { method })
      expect(result.status).toBe('converged')
      expect(result.success).toBe(true)
      expect(result.gradientNorm).toBeLessThanOrEqual(1e-6)
      expect(result.value).toBeLessThan(1e-10)
    },
  )
})

test('the minimum of ENGVAL1 for n = 50 is 53.5822, not the 53.548 that is published', () => {
  // f is convex, and each term (a² + b²)² − 4a + 3 is at least 0, and above 9,000 where |a| or |b| is 10.
  // So minimisers y have |yᵢ| < 10, and f(y) ≥ f(x) + g·(y − x) ≥ f(x) − ‖g‖∞ ‖y − x‖₁.
  const { f, x0, fStar } = problems.find(({ name, n }) => name === 'ENGVAL1' && n === 50)!
  const { x, value, gradientNorm } = minimize(f, x0)
  const farthest = 50 * 10 + x.abs().sum().item()
  expect(value).toBeCloseTo(53.5822, 4)
  expect(value - gradientNorm * farthest).toBeGreaterThan(fStar! + 0.03)
})
