/**
 * Nested derivatives must not mistake one another's tangents (Siskind & Pearlmutter, "Perturbation
 * confusion and referential transparency", IFL 2005; Manzyuk et al., JFP 29, 2019).
 */
import { describe, expect, test } from 'vitest'
import { grad, hvp, jvp, vjp } from '@wengert/autodiff'
import type { Tensor } from '@wengert/tensor'

const derivative = (f: (x: Tensor) => Tensor) => (x: Tensor | number) => jvp(f, [x], [1])[1]

describe('nested derivatives', () => {
  test('d/dx [x · d/dy (x + y)] at 1 is 1, not 2, in every mix of modes', () => {
    for (const outer of [grad, derivative]) {
      for (const inner of [grad, derivative]) {
        const f = (x: Tensor): Tensor => x.mul(inner((y: Tensor) => x.add(y))(1))
        expect(outer(f)(1).item()).toBe(1)
      }
    }
  })

  test('d/dx [x · d/dy (x y²)] is 4 x y at the inner point', () => {
    const f = (x: Tensor): Tensor => x.mul(grad((y: Tensor) => x.mul(y.square()))(3))
    expect(grad(f)(5).item()).toBe(60)
    expect(derivative(f)(5).item()).toBe(60)
  })

  test('a closure over an outer variable is a constant to the inner derivative only', () => {
    const f = (x: Tensor): Tensor => grad((y: Tensor) => x.mul(y))(7)
    expect(grad(f)(2).item()).toBe(1)
  })

  test('an inner vjp pulls back through the outer variable', () => {
    const f = (x: Tensor): Tensor => {
      const [y, pullback] = vjp((z: Tensor) => z.mul(x).sin(), x)
      return y.add(pullback(x)[0])
    }
    // f(x) = sin x² + x² cos x²
    const at = 0.7
    const expected =
      2 * at * Math.cos(at ** 2) + 2 * at * Math.cos(at ** 2) - 2 * at ** 3 * Math.sin(at ** 2)
    expect(grad(f)(at).item()).toBeCloseTo(expected, 14)
  })

  test('hvp inside grad inside jvp: derivatives of order four of x⁵', () => {
    const f = (x: Tensor): Tensor => x.pow(5)
    const second = (x: Tensor): Tensor => hvp(f, x, 1)
    expect(second(grad((y: Tensor) => y.square())(1)).item()).toBe(160)
    expect(derivative(grad(second))(2).item()).toBe(240)
  })

  test('three levels of gradients with sums of all their variables', () => {
    const f = (x: Tensor): Tensor =>
      grad((y: Tensor) => grad((z: Tensor) => x.mul(y).mul(z).mul(z))(y).mul(y))(x)
    // inner: 2xyz at z = y → 2xy², times y → 2xy³; derivative 6xy² at y = x → 6x³
    expect(grad(f)(2).item()).toBe(72)
  })
})
