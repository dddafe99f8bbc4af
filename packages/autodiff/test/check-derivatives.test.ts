import { describe, expect, test } from 'vitest'
import { checkDerivatives, customJvp, whileLoop } from '@wengert/autodiff'
import { DerivativeError, tensor, type Tensor } from '@wengert/tensor'
import { bind, type Primitive } from '@wengert/tensor/internal'

/** A sine whose derivative is wrong by a factor. */
const wrong = (factor: number): Primitive => ({
  name: 'wrongSine',
  shape: ([x]) => x,
  kernel: ([x]) => Float64Array.from(x.host!, Math.sin),
  jvp: ([dx], [x]) => dx!.mul(x.cos()).mul(factor),
  batch: ([x]) => bind(wrong(factor), [x], {}),
})

describe('checkDerivatives', () => {
  test('passes what is right, over trees and constants', () => {
    const f = (p: { w: Tensor; n: Tensor }, k: Tensor): Tensor => p.w.tanh().mul(p.n.exp()).mul(k)
    checkDerivatives(f, [{ w: tensor([0.3, -0.4]), n: 0.2 }, tensor([2, 3], { dtype: 'int32' })])
  })

  test('passes constants on as tensors, and options as they are', () => {
    const f = (x: Tensor, mask: Tensor, options: { twice: boolean }): Tensor =>
      x.mul(mask.cast('float64')).mul(options.twice ? 2 : 1)
    checkDerivatives(f, [tensor([1, 2]), new Int32Array([1, 0]) as never, { twice: true }])
  })

  test('throws a table of what is wrong', () => {
    const f = (x: Tensor): Tensor => bind(wrong(1.001), [x], {})
    expect(() => checkDerivatives(f, [tensor([0.3, 1])])).toThrow(DerivativeError)
    expect(() => checkDerivatives(f, [tensor([0.3, 1])], { order: 1 })).toThrow(
      /values disagree.*\ncheck +element +rule +expected +error\nJ v +\[0\]/,
    )
  })

  test('finds an error of the second order only', () => {
    // The value of the first derivative is right, its own derivative is cut off.
    const detached: Primitive = {
      ...wrong(1),
      jvp: ([dx], [x]) => dx!.mul(tensor(Float64Array.from(x.peek() as number[], Math.cos))),
    }
    const f = (x: Tensor): Tensor => bind(detached, [x], {})
    checkDerivatives(f, [tensor([0.3, 1])], { order: 1 })
    expect(() => checkDerivatives(f, [tensor([0.3, 1])])).toThrow(/H v/)
  })

  describe('of a function without a reverse mode', () => {
    // Squares until the sum exceeds 3: x⁴ elementwise at (1.1, 1.2).
    const powers = (x: Tensor): Tensor =>
      whileLoop(
        (s: Tensor) => s.sum().less(3),
        (s: Tensor) => s.square(),
        x,
      )

    test('passes what is right', () => {
      checkDerivatives(powers, [tensor([1.1, 1.2])])
      checkDerivatives(powers, [tensor([1.1, 1.2])], { order: 1 })
    })

    test('finds an error of the first and of the second order', () => {
      const rule = (slope: (x: Tensor) => Tensor) =>
        customJvp(
          (x: Tensor) => x.sin(),
          ([x], [dx]) => [x.sin(), dx.mul(slope(x))],
        )
      const first = rule((x) => x.cos().mul(1.01))
      expect(() => checkDerivatives((x: Tensor) => first(powers(x)), [tensor([1.1, 1.2])])).toThrow(
        /\nJ v/,
      )
      // The value of the slope is right, its derivative is not.
      const cosine = customJvp(
        (x: Tensor) => x.cos(),
        ([x], [dx]) => [x.cos(), dx.mul(x.sin())],
      )
      const second = rule((x) => cosine(x))
      const wrongAtSecond = (x: Tensor): Tensor => second(powers(x))
      checkDerivatives(wrongAtSecond, [tensor([1.1, 1.2])], { order: 1 })
      expect(() => checkDerivatives(wrongAtSecond, [tensor([1.1, 1.2])])).toThrow(/∂\(J v\) v/)
    })
  })
})
