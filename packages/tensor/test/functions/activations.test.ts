import { describe, expect, test } from 'vitest'
import { silu, tensor } from '@wengert/tensor'

describe('silu', () => {
  // Computed with 60 digits and rounded.
  test.each([
    [1, 0.7310585786300049],
    [-1, -0.2689414213699951],
    [3.5, 3.397407192370253],
    [-20, -4.122307236380407e-8],
    [1e-300, 5e-301],
    [0, 0],
    [1000, 1000],
    [Infinity, Infinity],
  ])('at %d is %d', (x, y) => {
    const value = silu(tensor([x])).data[0]
    if (value !== y) expect(Math.abs(value - y)).toBeLessThanOrEqual(1e-15 * Math.abs(y))
  })

  test('keeps float32, makes integers float64, and is NaN at NaN and −∞', () => {
    expect(silu(new Float32Array([1])).dtype).toBe('float32')
    expect(silu(tensor([1], { dtype: 'int32' })).dtype).toBe('float64')
    expect(silu(tensor([NaN, -Infinity])).toArray()).toEqual([NaN, NaN])
  })
})
