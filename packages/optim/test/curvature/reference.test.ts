/** Fitted from their starts, 14 published data sets give the coefficients and standard errors of 22-digit arithmetic. */
import { describe, expect, test } from 'vitest'
import { inference, minimize } from '@wengert/optim'
import { tensor } from '@wengert/tensor'
import { loadModel, modelNames } from '../support/statistical-models.ts'

const relative = (actual: ArrayLike<number>, expected: readonly number[]): number =>
  Math.max(...expected.map((value, i) => Math.abs(actual[i] - value) / Math.abs(value)))

describe.each(modelNames)('%s', (name) => {
  const model = loadModel(name)
  const { optimum } = model
  const fit = minimize(model.nll, tensor(model.start), {
    method: 'newton-cg',
    gradientTolerance: 1e-7,
  })
  const result = inference(model.nll, fit.x)

  test('coefficients and likelihood to 1e-6', () => {
    expect(relative(fit.x.data, optimum.params)).toBeLessThan(1e-6)
    expect(Math.abs(fit.value / optimum.nll - 1)).toBeLessThan(1e-12)
  })

  test('standard errors to 1e-6, condition numbers to the digits given', () => {
    expect(relative(result.standardErrors.data, optimum.standardErrors)).toBeLessThan(1e-6)
    const { hessianConditionRaw, hessianConditionScaled } = optimum
    expect(result.conditionNumber / hessianConditionRaw).toBeCloseTo(1, 3)
    expect(result.scaledConditionNumber / hessianConditionScaled).toBeCloseTo(1, 3)
    expect(result.warnings).toEqual([])
  })
})
