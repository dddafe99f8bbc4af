import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { leastSquares, type Loss } from '@wengert/optim'
import { arange, tensor, type Tensor } from '@wengert/tensor'
import { applyLoss, losses } from '../../src/least-squares/loss.ts'

const names = Object.keys(losses) as Loss[]
const t = arange(12).mul(0.5)
// A decay with two outliers.
const y = tensor([5.02, 3.75, 2.88, 2.1, 1.65, 4.9, 0.95, 0.7, -1.8, 0.42, 0.3, 0.28])
const residual = (p: Tensor): Tensor => p.at(0).mul(p.at(1).mul(t).neg().exp()).add(p.at(2)).sub(y)

describe('losses', () => {
  test('are ρ(0) = 0 and ρ′(0) = 1, with slopes and curvatures that are those of the values', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.double({ min: 0.01, max: 9, noNaN: true }),
        (name, z) => {
          fc.pre(Math.abs(z - 1) > 1e-3)
          const rho = losses[name]
          const h = 1e-4 * Math.min(z, Math.abs(z - 1))
          expect((rho(z + h)[0] - rho(z - h)[0]) / (2 * h)).toBeCloseTo(rho(z)[1], 5)
          expect((rho(z + h)[1] - rho(z - h)[1]) / (2 * h)).toBeCloseTo(rho(z)[2], 5)
        },
      ),
    )
    for (const name of names) expect(losses[name](0).slice(0, 2)).toEqual([0, 1])
  })

  test('leave the gradient as it is: rows times residuals are ρ′ r', () => {
    const raw = Float64Array.from([-5, -1, -0.2, 0, 0.3, 0.99, 2, 40])
    for (const name of names) {
      const { residual: r, rows } = applyLoss(name, 0.5, raw)
      raw.forEach((value, i) => {
        const weighted = (rows?.[i] ?? 1) * r[i]
        expect(weighted).toBeCloseTo(losses[name]((value / 0.5) ** 2)[1] * value, 12)
      })
    }
  })

  // scipy.optimize.least_squares 1.17.1 with f_scale=0.3 and tolerances of 1e-15; the biweight, which
  // it has not, as a callable with f_scale=1 from the start below.
  const published: [Loss, number, number[], number][] = [
    ['linear', 0.3, [6.85222377, 0.23621338, -2.12102212], 8.658957821692152],
    ['huber', 0.3, [5.04898815, 0.53561529, -0.06601025], 1.7112042373030443],
    ['soft-l1', 0.3, [5.05099619, 0.53468073, -0.06855282], 1.630503049395008],
    ['cauchy', 0.3, [4.97735142, 0.57004945, 0.03299155], 0.41467242108784685],
    ['tukey', 1, [4.96706125, 0.57370295, 0.04536411], 0.33658161084172344],
  ]
  test.each(published)('%s fits as SciPy does', (loss, lossScale, expected, cost) => {
    for (const linearSolver of ['qr', 'lsmr'] as const) {
      const start = loss === 'tukey' ? [5, 0.57, 0.03] : [4, 1, 0]
      const result = leastSquares(residual, tensor(start), { loss, lossScale, linearSolver })
      expect(result.status).toBe('converged')
      expect(result.value).toBeCloseTo(cost, 9)
      expected.forEach((value, i) => expect(result.x.data[i]).toBeCloseTo(value, 6))
    }
  })

  test('an unknown loss, and a scale that is not positive, are refused', () => {
    const start = tensor([4, 1, 0])
    expect(() => leastSquares(residual, start, { loss: 'l1' as Loss })).toThrow(
      /^leastSquares: loss is l1; give one of linear, huber, soft-l1, cauchy, tukey/,
    )
    expect(() => leastSquares(residual, start, { lossScale: 0 })).toThrow(/lossScale is 0/)
  })
})
