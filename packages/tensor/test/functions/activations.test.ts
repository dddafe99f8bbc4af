import { describe, expect, test } from 'vitest'
import { gelu, silu, tensor } from '@wengert/tensor'

describe('silu', () => {
  // Computed with 60 digits and rounded.
  test.each([
    [1, 0.7310585786300049],
    [-1, -0.2689414213699951],
    [3.5, 3.397407192370253],
    [-20, -4.122307236380407e-8],
    [-745, -2.105e-321],
    [-750, -1.5e-323],
    [1e-300, 5e-301],
    [0, 0],
    [1000, 1000],
    [Infinity, Infinity],
  ])('at %d is %d', (x, y) => {
    const value = silu(tensor([x])).data[0]
    if (value !== y) expect(Math.abs(value - y)).toBeLessThanOrEqual(1e-15 * Math.abs(y))
  })

  test('keeps float32, makes integers float64, and is −0 at −∞', () => {
    expect(silu(new Float32Array([1])).dtype).toBe('float32')
    expect(silu(tensor([1], { dtype: 'int32' })).dtype).toBe('float64')
    expect(silu(tensor([NaN, -Infinity])).toArray()).toEqual([NaN, -0])
  })
})

describe('gelu', () => {
  // Computed with 60 digits and rounded.
  test.each([
    [1, 0.8413447460685429, 0.8411919906082767],
    [-1, -0.15865525393145705, -0.1588080093917233],
    [3.5, 3.4991857982233756, 3.499383802344626],
    [-10, -7.619853024160526e-23, -1.204092348209806e-37],
    [-36, -1.505744663687022e-282, -0],
    [0.25, 0.14967658142073093, 0.149675350701685],
    [0, 0, 0],
  ])('at %d is %d, approximately %d', (x, y, approximation) => {
    const value = gelu(tensor([x])).data[0]
    expect(Math.abs(value - y)).toBeLessThanOrEqual(1e-15 * Math.abs(y))
    const close = gelu(tensor([x]), { approximate: true }).data[0]
    expect(Math.abs(close - approximation)).toBeLessThanOrEqual(
      4e-16 * (4 + x * x) * Math.abs(approximation),
    )
  })

  test('keeps float32, and is NaN at NaN and −∞', () => {
    expect(gelu(new Float32Array([1])).dtype).toBe('float32')
    expect(gelu(tensor([NaN, -Infinity, Infinity])).toArray()).toEqual([NaN, NaN, Infinity])
  })
})
