import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ArgumentError, log, logSoftmax, logsumexp, softmax, tensor, zeros } from '@wengert/tensor'
import { dtypes, fullShape, smallElements, tensorOf } from '../support/generated.ts'
import { reduced, reductions } from '../support/reductions.ts'
import { applied, elementAt, expectError, expectSame, fromFunction } from '../support/reference.ts'

const total = (elements: number[]): number => elements.reduce((a, b) => a + b, 0)

describe('logsumexp', () => {
  test.each(dtypes)('of %s over any axes is the logarithm of the sum', (dtype) => {
    const cases = reductions(dtype, { element: smallElements(dtype) })
    fc.assert(
      fc.property(cases, (reduction) => {
        const { x, axes, keepDims } = reduction
        const single = dtype === 'float32'
        const expected = reduced(reduction, single ? 'float32' : 'float64', (elements) =>
          Math.log(total(elements.map(Math.exp))),
        )
        const actual = applied((y) => logsumexp(y, axes, { keepDims }), x)
        expect(actual.shape).toEqual(expected.shape)
        expect(actual.dtype).toBe(expected.dtype)
        // The logarithm of what is near 1 has an absolute error.
        for (let i = 0; i < expected.size; i++) {
          const [a, e] = [actual.data[i], expected.data[i]]
          expect(a === e || Math.abs(a - e) <= (single ? 3e-6 : 1e-14)).toBe(true)
        }
      }),
      { numRuns: 200 },
    )
  })

  test('neither overflows nor underflows', () => {
    expectSame(logsumexp(tensor([1000, 1000])), tensor(1000 + Math.LN2), 1e-15)
    expectSame(logsumexp(tensor([-1000, -1000])), tensor(-1000 + Math.LN2), 1e-15)
    expect(logsumexp(tensor([1e308, -1e308])).item()).toBe(1e308)
    expect(logsumexp(tensor([100, 0], { dtype: 'float32' })).item()).toBe(100)
  })

  test('of nothing, and of −∞ only, is −∞; of a +∞ it is +∞', () => {
    expect(logsumexp(zeros([0])).item()).toBe(-Infinity)
    expect(logsumexp(zeros([2, 0]), 1).toArray()).toEqual([-Infinity, -Infinity])
    expect(
      logsumexp(
        tensor([
          [-Infinity, -Infinity],
          [0, -Infinity],
        ]),
        1,
      ).toArray(),
    ).toEqual([-Infinity, 0])
    expect(logsumexp(tensor([Infinity, 0, -Infinity])).item()).toBe(Infinity)
    expect(logsumexp(-Infinity).item()).toBe(-Infinity)
  })

  test('of a NaN is NaN', () => {
    expect(logsumexp(tensor([NaN, Infinity])).item()).toBeNaN()
    expect(logsumexp(tensor([NaN, -Infinity])).item()).toBeNaN()
  })

  test('names an axis that x does not have', () => {
    expectError(
      () => logsumexp(zeros([2]), 1),
      ArgumentError,
      'logsumexp: axis 1 is not an axis of a tensor of rank 1; use -1 to 0.',
    )
  })
})

describe('softmax', () => {
  test.each(dtypes)('of %s: exponentials over their sum along the axis', (dtype) => {
    const cases = fullShape.chain((dims) =>
      fc.record({
        x: tensorOf(dims, dtype, smallElements(dtype)),
        axis: fc.integer({ min: -dims.length, max: dims.length - 1 }),
      }),
    )
    fc.assert(
      fc.property(cases, ({ x, axis }) => {
        const single = dtype === 'float32'
        const sums = reduced({ x, axes: [axis], keepDims: true }, 'float64', (elements) =>
          total(elements.map(Math.exp)),
        )
        const expected = fromFunction(
          x.shape,
          single ? 'float32' : 'float64',
          (at) => Math.exp(elementAt(x, at)) / elementAt(sums, at),
        )
        const tolerance = single ? 1e-6 : 1e-14
        expectSame(
          applied((y) => softmax(y, axis), x),
          expected,
          tolerance,
        )
        const logarithm = applied((y) => logSoftmax(y, axis), x)
        const reference = log(expected.cast('float64')).data
        logarithm.data.slice().forEach((value, i) => {
          expect(Math.abs(value - reference[i])).toBeLessThanOrEqual(single ? 1e-5 : 1e-13)
        })
      }),
    )
  })

  test('goes along the last axis unless told otherwise', () => {
    expectSame(
      softmax(zeros([2, 4])),
      tensor(Array.from({ length: 8 }, () => 0.25)).reshape([2, 4]),
    )
    expectSame(
      softmax(zeros([2, 4]), 0),
      tensor(Array.from({ length: 8 }, () => 0.5)).reshape([2, 4]),
    )
    expect(softmax(zeros([2, 0])).shape).toEqual([2, 0])
    expect(logSoftmax(zeros([0, 3]), 0).shape).toEqual([0, 3])
  })

  test('does not overflow, and gives 0 at −∞', () => {
    expectSame(softmax(tensor([1000, 1000])), tensor([0.5, 0.5]))
    expectSame(softmax(tensor([-1000, -Infinity, -1000])), tensor([0.5, 0, 0.5]))
    expectSame(logSoftmax(tensor([0, -1e5])), tensor([0, -1e5]))
    expectSame(logSoftmax(tensor([5, -Infinity])), tensor([0, -Infinity]))
  })

  test('is NaN where the limit depends on the way: only −∞, or beside +∞', () => {
    const low = tensor([-Infinity, -Infinity])
    expectSame(softmax(low), tensor([NaN, NaN]))
    expectSame(logSoftmax(low), tensor([NaN, NaN]))
    expect(softmax(tensor([Infinity, 0])).data[0]).toBeNaN()
    expectSame(softmax(tensor([NaN, 0])), tensor([NaN, NaN]))
  })

  test('names an axis that x does not have', () => {
    expectError(
      () => softmax(1),
      ArgumentError,
      'softmax: axis -1 given for a scalar, which has no axes; leave the axis out, or give the operand one by expandDims.',
    )
    expect(() => logSoftmax(zeros([2]), 1)).toThrow('logSoftmax: axis 1 is not an axis')
  })
})
