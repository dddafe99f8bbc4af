/** The contestants agree; timing is left to `npm run bench`. */
import { afterAll, expect, test } from 'vitest'
import { setThreads } from '@wengert/autodiff'
import { checkAgreement, type Suite } from './harness.ts'
import { logisticGradient, logisticHvp } from './suites/logistic.ts'
import { scalarGradient } from './suites/scalar.ts'
import { threadSuites } from './suites/threads.ts'
import { trainingOnDigits } from './suites/training.ts'

afterAll(() => setThreads(1))

test.each([scalarGradient, logisticGradient, logisticHvp, trainingOnDigits, ...threadSuites])(
  '%o agree',
  (make) => checkAgreement(make()),
)

test('a contestant with a wrong answer is refused', async () => {
  const suite: Suite = {
    name: 'ones',
    contestants: [
      { name: 'right', run: () => [1], tolerance: 0 },
      { name: 'wrong', run: () => [1.1], tolerance: 1e-6 },
    ],
    absent: [],
  }
  await expect(checkAgreement(suite)).rejects.toThrow(/ones: wrong is off by 0\.1/)
})
