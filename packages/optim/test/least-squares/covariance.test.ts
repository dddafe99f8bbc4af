import { describe, expect, test } from 'vitest'
import { covarianceOperator, leastSquares } from '@wengert/optim'
import { arange, concatenate, eye, ones, tensor, type Tensor } from '@wengert/tensor'

const t = arange(12).mul(0.5)
const y = tensor([5.02, 3.75, 2.88, 2.1, 1.65, 4.9, 0.95, 0.7, -1.8, 0.42, 0.3, 0.28])
const decay = (p: Tensor): Tensor => p.at(0).mul(p.at(1).mul(t).neg().exp()).add(p.at(2)).sub(y)

describe('the covariance of the parameters', () => {
  test('of a straight line is the closed form of regression', () => {
    interface Line {
      slope: Tensor
      intercept: Tensor
    }
    const x = tensor([1, 2, 4, 7, 11])
    const response = tensor([2.1, 3.9, 8.3, 13.6, 22.4])
    const line = ({ slope, intercept }: Line): Tensor => slope.mul(x).add(intercept).sub(response)
    const fit = leastSquares(line, { slope: 0, intercept: 0 })
    const spread = x.sub(x.mean()).square().sum().item()
    const variance = (2 * fit.value) / 3
    expect(fit.degreesOfFreedom).toBe(3)
    expect(fit.residualStandardDeviation).toBeCloseTo(Math.sqrt(variance), 14)
    expect(fit.standardErrors!.slope.item()).toBeCloseTo(Math.sqrt(variance / spread), 14)
    const ofIntercept = Math.sqrt(variance * (1 / 5 + x.mean().item() ** 2 / spread))
    expect(fit.standardErrors!.intercept.item()).toBeCloseTo(ofIntercept, 14)
    const between = (-variance * x.mean().item()) / spread
    expect(fit.covariance!.at(0).at(1).item()).toBeCloseTo(between, 14)
    expect(fit.covariance!.at(1).at(0).item()).toBeCloseTo(between, 14)
  })

  test('is that of scipy.optimize.curve_fit', () => {
    const fit = leastSquares(decay, tensor([4, 1, 0]))
    const expected = [5.210806, 0.3533494, 5.7203755]
    expected.forEach((value, i) =>
      expect((fit.standardErrors!.data[i] as number) / value).toBeCloseTo(1, 6),
    )
    expect(fit.covariance!.at(0).at(2).item()).toBeCloseTo(-29.31056, 4)
  })

  test('has zeros for a parameter held by a bound, and the others as if it were a constant', () => {
    const fit = leastSquares(decay, tensor([4, 1, 1]), { bounds: { lower: tensor([0, 0, 0.5]) } })
    const held = leastSquares((p: Tensor) => decay(concatenate([p, tensor([0.5])])), tensor([4, 1]))
    expect(fit.x.data[2]).toBe(0.5)
    expect(fit.standardErrors!.data[2]).toBe(0)
    expect(fit.degreesOfFreedom).toBe(held.degreesOfFreedom)
    for (const i of [0, 1]) {
      const ratio =
        (fit.standardErrors!.data[i] as number) / (held.standardErrors!.data[i] as number)
      expect(ratio).toBeCloseTo(1, 8)
    }
  })

  test.each([
    // s² (Jᵀ W J)⁻¹ at the minimum in NumPy, s² = 2 cost / 4, W of SciPy's robust Jacobian
    ['soft-l1', [2.71373235, 1.31180573]],
    ['cauchy', [0.9485019, 0.38751845]],
  ] as const)('with the loss %s weighs outliers as SciPy does', (loss, expected) => {
    const x = arange(6)
    const y = tensor([1, 3, 5, 7, 9, 31])
    const line = (b: Tensor): Tensor => b.at(0).add(b.at(1).mul(x)).sub(y)
    const fit = leastSquares(line, tensor([0, 0]), { loss })
    const C = covarianceOperator(line, fit.x, { loss })
    expected.forEach((value, i) => {
      expect((fit.standardErrors!.data[i] as number) / value).toBeCloseTo(1, 7)
      expect(Math.sqrt(C(eye(2).at(i)).at(i).item()) / value).toBeCloseTo(1, 7)
    })
  })

  test('as an operator is the dense one, for robust losses too', () => {
    for (const loss of ['linear', 'cauchy'] as const) {
      const fit = leastSquares(decay, tensor([4, 1, 0]), { loss, lossScale: 0.3 })
      const C = covarianceOperator(decay, fit.x, { loss, lossScale: 0.3 })
      for (let i = 0; i < 3; i++) {
        const column = C(eye(3).at(i))
        const dense = fit.covariance!.at(i)
        expect(column.sub(dense).norm().item()).toBeLessThan(1e-7 * dense.norm().item())
      }
    }
  })

  test('as an operator works for many parameters: means of groups', () => {
    // Each of n means is of two observations m ± 1, so that s² = 2n/(2n − n) = 2 and its variance is 1.
    const n = 3000
    const groups = (m: Tensor): Tensor => concatenate([m.sub(1), m.add(1)])
    const C = covarianceOperator(groups, tensor(new Float64Array(n)))
    expect(
      C(ones([n]))
        .sub(1)
        .abs()
        .max()
        .item(),
    ).toBeLessThan(1e-9)
  })

  test('as an operator refuses what the data do not determine', () => {
    expect(() => covarianceOperator((x: Tensor) => x, tensor([1, 2]))).toThrow(
      /^covarianceOperator: 2 residuals leave no freedom beside 2 parameters/,
    )
    const C = covarianceOperator((p: Tensor) => p.at(0).add(p.at(1)).mul(t).sub(y), tensor([1, 2]))
    expect(() => C(tensor([1, 0]))).toThrow(/has not full rank/)
    expect(
      C(tensor([1, 1]))
        .at(0)
        .item(),
    ).toBeGreaterThan(0)
  })
})
