import { expect } from 'vitest'
import { expectClose, isDifferentiable, lawForEveryPrimitive } from '../support/law.ts'
import { singlePairs } from '../support/measured.ts'

lawForEveryPrimitive(
  'float32 gives float32, and agrees with float64',
  (subject) => {
    for (const { actual, expected } of singlePairs(subject)) {
      // cast names its output's dtype itself
      if (subject.primitive.name !== 'cast') expect(actual.dtype).toBe('float32')
      expectClose(actual.cast('float64'), expected, 2e-5)
    }
  },
  { applies: isDifferentiable, runs: 20 },
)
