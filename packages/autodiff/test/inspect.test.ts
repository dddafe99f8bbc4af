import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { grad, inspect, scan, trace, whileLoop } from '@wengert/autodiff'
import { ones, tensor, type Tensor } from '@wengert/tensor'

describe('inspect', () => {
  test('gives the values of all variables, and their cotangents by the chain rule', () => {
    const x = 0.7
    const program = trace((v: Tensor) => v.sin().mul(v).exp(), x)
    const { values, cotangents } = inspect(program, [x])
    const product = Math.sin(x) * x
    const expected = [x, Math.sin(x), product, Math.exp(product)]
    ;[...values.values()].forEach((v, i) => expect(v.item()).toBeCloseTo(expected[i], 14))
    // ∂y/∂x, ∂y/∂sin x, ∂y/∂(x sin x), ∂y/∂y
    const slope = Math.exp(product)
    const slopes = [slope * (Math.sin(x) + x * Math.cos(x)), slope * x, slope, 1]
    ;[...cotangents.values()].forEach((v, i) => expect(v.item()).toBeCloseTo(slopes[i], 13))
  })

  test("a variable's cotangent is what the output changes by, when the variable is changed", () => {
    const coordinates = fc.tuple(fc.double({ min: 0.2, max: 2, noNaN: true }), fc.nat(5))
    fc.assert(
      fc.property(coordinates, ([at, shift]) => {
        const f = (v: Tensor): Tensor => v.mul(at).add(shift).log().square().sum()
        const program = trace(f, ones([3]))
        const { cotangents } = inspect(program, [ones([3])])
        const [first] = program.inputs
        const expected = grad(f)(ones([3])).toArray() as number[]
        ;(cotangents.get(first)!.toArray() as number[]).forEach((v, i) =>
          expect(v).toBeCloseTo(expected[i], 12),
        )
      }),
    )
  })

  test('seeds choose among outputs; integers have values but no cotangents', () => {
    const f = (x: Tensor): Tensor[] => [x.mul(2), x.mul(3), x.greater(1)]
    const program = trace(f, 5)
    const { values, cotangents } = inspect(program, [5], [1, 0, 0])
    const [x] = program.inputs
    expect(cotangents.get(x)!.item()).toBe(2)
    expect(inspect(program, [5], [0, 1, 0]).cotangents.get(x)!.item()).toBe(3)
    const [, , above] = program.outputs as number[]
    expect(values.get(above)!.item()).toBe(1)
    expect(cotangents.has(above)).toBe(false)
  })

  test('captures and programs with loops are followed', () => {
    const w = tensor([1, 2, 3])
    const f = (x: Tensor): Tensor => scan((c: Tensor, y: Tensor) => [c.mul(y), c], x, w)[0]
    const program = trace(f, 2)
    const { values, cotangents } = inspect(program, [2])
    expect(values.get(program.outputs[0] as number)!.item()).toBe(12)
    expect(cotangents.get(program.inputs[0])!.item()).toBe(6)
    // ∂(x w₁ w₂ w₃)/∂wᵢ
    expect(cotangents.get(program.captures[0].variable)!.toArray()).toEqual([12, 6, 4])
  })

  test('inputs of other shapes, and loops without reverse mode, are refused by name', () => {
    const program = trace((x: Tensor) => x.sin(), ones([2]))
    expect(() => inspect(program, [1])).toThrow(/^inspect: the inputs are \(float64\[\]\) where/)
    const loop = (x: Tensor): Tensor =>
      whileLoop(
        (c: Tensor) => c.less(9),
        (c: Tensor) => c.mul(2),
        x,
      )
    expect(() => inspect(trace(loop, 1), [1])).toThrow(/whileLoop/)
  })
})
