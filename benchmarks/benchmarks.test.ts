/** The contestants agree; timing is left to `npm run bench`. */
import { expect, test } from 'vitest'
import { checkAgreement, type Suite } from './harness.ts'
import { logisticGradient, logisticHvp } from './suites/logistic.ts'
import { scalarGradient } from './suites/scalar.ts'

test.each([scalarGradient, logisticGradient, logisticHvp])('%o agree', (make) => {
  checkAgreement(make())
})

test('a contestant with a wrong answer is refused', () => {
  const suite: Suite = {
    name: 'ones',
    contestants: [
      { name: 'right', run: () => [1], tolerance: 0 },
      { name: 'wrong', run: () => [1.1], tolerance: 1e-6 },
    ],
    absent: [],
  }
  expect(() => checkAgreement(suite)).toThrow(/ones: wrong is off by 0\.1/)
})
