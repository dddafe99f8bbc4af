import { describe, expect, test } from 'vitest'
import { minimize, type Method } from '@wengert/optim'
import { tensor } from '@wengert/tensor'
import { problems, rosenbrock } from './support/problems.ts'

const methods: Method[] = ['l-bfgs', 'newton-cg', 'trust-ncg']

describe.each(problems)('$name, n = $n', ({ f, x0, fStart, fSecond, fStar, local }) => {
  test('has the published values', () => {
    expect(f(tensor(x0)).item() / fStart).toBeCloseTo(1, 12)
    const second = x0.map((x, i) => x + 0.1 * Math.sin(1 + i))
    expect(f(tensor(second)).item() / fSecond).toBeCloseTo(1, 10)
  })

  test.each(methods)('%s converges to a known minimum', (method) => {
    const result = minimize(f, x0, { method })
    expect(result.status).toBe('converged')
    expect(result.gradientNorm).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(result.value)))
    const near = (minimum: number): boolean =>
      Math.abs(result.value - minimum) <= 1e-5 * Math.max(1, Math.abs(minimum))
    expect([fStar, ...local].some(near), `value ${result.value}`).toBe(true)
  })
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
