import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stopGradient } from '@wengert/tensor/internal'
import { anyTensor } from '../support/generated.ts'
import { applied, expectSame } from '../support/reference.ts'

test('stopGradient is the identity', () => {
  fc.assert(fc.property(anyTensor, (x) => expectSame(applied(stopGradient, x), x)))
  expect(stopGradient(3).item()).toBe(3)
})
