import { describe, expect, test } from 'vitest'
import { convexity } from '@wengert/optim'
import { arange, tensor, zeros, type Tensor } from '@wengert/tensor'

describe('the kinds of points, from their definitions', () => {
  test.each([
    ['minimum', [1, 2, 3]],
    ['maximum', [-1, -2, -3]],
    ['saddle', [-1, 2, 3]],
    ['flat', [0, 2, 3]],
    ['flat', [0, -2, -3]],
    ['flat', [0, 0, 0]],
    // 1e-300 is as positive as any, but not beside 1.
    ['flat', [1, 1, 1e-300]],
  ] as const)('%s: %o', (kind, d) => {
    const f = (x: Tensor): Tensor =>
      x
        .square()
        .mul(tensor([...d]))
        .sum()
        .mul(0.5)
    const result = convexity(f, zeros([3]))
    expect(result.kind).toBe(kind)
    expect(result.smallest).toBeCloseTo(Math.min(...d), 12)
    expect(result.largest).toBeCloseTo(Math.max(...d), 12)
    expect(result.gradientNorm).toBe(0)
  })

  test('units do not matter: f · 1e-30', () => {
    const f = (x: Tensor): Tensor =>
      x
        .square()
        .mul(tensor([1e-30, 2e-30]))
        .sum()
    expect(convexity(f, zeros([2])).kind).toBe('minimum')
  })
})

test('directions are unit eigenvectors, in the shape of x', () => {
  interface P {
    u: Tensor
    v: Tensor
  }
  // H = [[0, 1], [1, 0]]: eigenvalues ∓1 along (1, ∓1) / √2.
  const f = ({ u, v }: P): Tensor => u.mul(v)
  const { direction, steepest, kind } = convexity<P>(f, { u: 0, v: 0 })
  expect(kind).toBe('saddle')
  expect(direction.u.mul(direction.v).item()).toBeCloseTo(-0.5, 12)
  expect(steepest.u.mul(steepest.v).item()).toBeCloseTo(0.5, 12)
})

describe('of many parameters, by Lanczos', () => {
  const n = 5000
  test('one direction down among thousands up is found', () => {
    const d = arange(n).div(n).add(1)
    const f = (x: Tensor): Tensor => x.square().mul(d).sum().mul(0.5).sub(x.at(1234).square())
    const { kind, smallest, direction } = convexity(f, zeros([n]))
    expect(kind).toBe('saddle')
    expect(smallest).toBeCloseTo(1 + 1234 / n - 2, 9)
    expect(Math.abs(direction.data[1234])).toBeCloseTo(1, 6)
  })

  test('a minimum is known by its bound', () => {
    const d = arange(n).div(n).add(0.1)
    const f = (x: Tensor): Tensor => x.square().mul(d).sum().mul(0.5)
    const { kind, smallest, largest, bounds } = convexity(f, zeros([n]))
    expect(kind).toBe('minimum')
    expect(Math.abs(smallest - 0.1)).toBeLessThan(bounds[0])
    expect(Math.abs(largest - 1.1)).toBeLessThan(bounds[1])
    expect(Math.max(...bounds)).toBeLessThan(1.1e-3)
  })
})

test('a point that is not finite has no kind', () => {
  expect(() => convexity((x: Tensor) => x.square().sum(), tensor([NaN, 1]))).toThrow(
    /^convexity: the Hessian at x is unusable. The function there is NaN/,
  )
})

test('no parameters are flat', () => {
  const { kind, smallest, largest } = convexity((x: Tensor) => x.square().sum(), zeros([0]))
  expect([kind, smallest, largest]).toEqual(['flat', 0, 0])
})
