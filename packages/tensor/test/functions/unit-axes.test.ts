import { describe, expect, test } from 'vitest'
import { expandDims, ShapeError, squeeze, tensor, zeros } from '@wengert/tensor'
import { expectError } from '../support/reference.ts'

describe('expandDims', () => {
  test('puts axes of length 1 at places of the result', () => {
    expect(expandDims(zeros([2, 3]), 0).shape).toEqual([1, 2, 3])
    expect(expandDims(zeros([2, 3]), -1).shape).toEqual([2, 3, 1])
    expect(expandDims(zeros([2, 3]), [3, 1]).shape).toEqual([2, 1, 3, 1])
    expect(zeros([0]).expandDims([0, -1]).shape).toEqual([1, 0, 1])
    expect(expandDims(5, 0).toArray()).toEqual([5])
  })

  test('refuses places outside the result', () => {
    expect(() => expandDims(zeros([2]), 2)).toThrow(
      'expandDims: axis 2 is not an axis of a tensor of rank 2',
    )
    expect(() => expandDims(zeros([2]), [0, -3])).toThrow('names an axis twice')
  })
})

describe('squeeze', () => {
  test('drops axes of length 1, all or those named', () => {
    expect(squeeze(zeros([1, 3, 1, 0])).shape).toEqual([3, 0])
    expect(squeeze(zeros([1, 3, 1]), -1).shape).toEqual([1, 3])
    expect(zeros([1, 3, 1]).squeeze([0, 2]).shape).toEqual([3])
    expect(squeeze(tensor([[7]])).item()).toBe(7)
  })

  test('refuses a longer axis', () => {
    expectError(
      () => squeeze(zeros([1, 3]), 1),
      ShapeError,
      'squeeze: axis 1 of shape [1, 3] has length 3, not 1; name axes of length 1, or none to drop all of those.',
    )
  })
})
