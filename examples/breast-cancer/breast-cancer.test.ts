/** The main job's numbers against data/reference.json. */
import { describe, expect, test } from 'vitest'
import { valueAndGrad } from '@wengert/autodiff'
import { inference, minimize, type Method } from '@wengert/optim'
import { loadData, loadReference } from './data.ts'
import { initialParameters, penalizedLoss } from './model.ts'

const data = loadData()
const reference = loadReference()
const loss = penalizedLoss(data, reference.lambda)

test('loss and gradient at zero are the reference’s', () => {
  const [value, gradient] = valueAndGrad(loss)(initialParameters(data))
  expect(value.item() / 394.40074573860886).toBeCloseTo(1, 14)
  const largest = Math.max(...[...gradient.weights.data, gradient.intercept.item()].map(Math.abs))
  expect(largest / 218.3157661077766).toBeCloseTo(1, 13)
})

describe.each<Method>(['l-bfgs', 'newton-cg', 'trust-ncg'])('%s', (method) => {
  const result = minimize(loss, initialParameters(data), { method, gradientTolerance: 1e-9 })

  test('converges to ‖g‖∞ ≤ 1e-8 and the reference loss', () => {
    expect(result.status).toBe('converged')
    expect(result.gradientNorm).toBeLessThanOrEqual(1e-8)
    expect(Math.abs(result.value - reference.loss)).toBeLessThanOrEqual(1e-10 * reference.loss)
  })

  test('finds the coefficients and their standard errors to 1e-6', () => {
    const estimates = [...result.x.weights.data, result.x.intercept.item()]
    const expected = [...reference.weights, reference.intercept]
    estimates.forEach((value, i) => expect(Math.abs(value - expected[i])).toBeLessThanOrEqual(1e-6))
    const { standardErrors, warnings } = inference(loss, result.x)
    expect(warnings).toEqual([])
    ;[...standardErrors.weights.data, standardErrors.intercept.item()].forEach((value, i) =>
      expect(Math.abs(value - reference.standardErrors[i])).toBeLessThanOrEqual(1e-6),
    )
  })
})
