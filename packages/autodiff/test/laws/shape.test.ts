import { expect } from 'vitest'
import { allocate, avalsOf, type Aval } from '@wengert/tensor/internal'
import { applyPrimitive } from '../support/cases.ts'
import { lawForEveryPrimitive } from '../support/law.ts'

lawForEveryPrimitive(
  'the shape rule says what the kernel returns',
  ({ primitive, operands, params }) => {
    const rule = primitive.shape(avalsOf(operands), params)
    const avals: readonly Aval[] = Array.isArray(rule) ? rule : [rule as Aval]
    const outputs = applyPrimitive(primitive, operands, params)
    expect(outputs.length).toBe(avals.length)
    outputs.forEach((output, i) => {
      const { shape, dtype, size } = avals[i]
      expect(output.shape).toEqual(shape)
      expect(output.dtype).toBe(dtype)
      expect(output.host!.length).toBe(size)
      expect(output.host!.constructor).toBe(allocate(dtype, 0).constructor)
    })
  },
)
