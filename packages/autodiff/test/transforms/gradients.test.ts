import { describe, expect, expectTypeOf, test } from 'vitest'
import { grad, hvp, jvp, linearize, stopGradient, valueAndGrad, vjp, gnvp } from '@wengert/autodiff'
import { matmul, sum, tensor, type Tensor, type TensorLike } from '@wengert/tensor'
import { countKernels } from '../support/count-kernels.ts'

interface Model {
  readonly w: Tensor
  b: Tensor
}

const predict = ({ w, b }: Model, x: Tensor): Tensor => matmul(x, w).add(b)
const loss = (model: Model, x: Tensor, y: Tensor): Tensor => predict(model, x).sub(y).square().sum()
const x = tensor([
  [1, 2, 3],
  [4, 5, 6],
])
const y = tensor([1, -1])
const model = { w: tensor([0.1, 0.2, 0.3]), b: tensor(0.5) }
// residuals r = Xw + b − y = (0.9, 4.7): ∇w = 2 Xᵀ r, ∇b = 2 Σ r
const gradW = [2 * (0.9 + 4 * 4.7), 2 * (1.8 + 5 * 4.7), 2 * (2.7 + 6 * 4.7)]

describe('grad', () => {
  test('of a function of an interface has that very type and its closed form', () => {
    const g = grad(loss)(model, x, y)
    expectTypeOf(g).toEqualTypeOf<Model>()
    ;(g.w.toArray() as number[]).forEach((value, i) => expect(value).toBeCloseTo(gradW[i], 12))
    expect(g.b.item()).toBeCloseTo(11.2, 12)
  })

  test('takes numbers and typed arrays for leaves', () => {
    const g = grad(loss)(
      { w: new Float64Array([0.1, 0.2, 0.3]), b: 0.5 },
      x,
      new Float64Array([1, -1]),
    )
    expect(g.b.item()).toBeCloseTo(11.2, 12)
  })

  test('infers tensors where a lambda says nothing', () => {
    const g = grad((a) => a.mul(a))
    expectTypeOf(g(2)).toEqualTypeOf<Tensor>()
    expect(g(2).item()).toBe(4)
  })

  test('of tuples, arrays and nested objects gives the same tree', () => {
    const f = (p: { pair: [Tensor, Tensor]; list: readonly Tensor[] }): Tensor =>
      p.pair[0].mul(p.pair[1]).add(p.list[0].square()).add(p.list[1])
    const g = grad(f)({ pair: [2, 3], list: [4, 5] })
    expectTypeOf(g.pair).toEqualTypeOf<[Tensor, Tensor]>()
    expect([g.pair[0], g.pair[1], ...g.list].map((t) => t.item())).toEqual([3, 2, 8, 1])
  })

  test('differentiates the arguments named by argnums', () => {
    const f = (a: Tensor, b: Tensor, c: Tensor): Tensor => a.mul(b).mul(c)
    expect(grad(f, { argnums: 2 })(2, 3, 5).item()).toBe(6)
    const both = grad(f, { argnums: [0, 2] })(2, 3, 5)
    expectTypeOf(both).toEqualTypeOf<[Tensor, Tensor]>()
    expect(both.map((t) => t.item())).toEqual([15, 6])
    expect(grad(f, { argnums: [2] })(2, 3, 5).map((t) => t.item())).toEqual([6])
  })

  test('hands aux through', () => {
    const f = (a: Tensor): [Tensor, { twice: Tensor; note: string }] => [
      a.square(),
      { twice: a.mul(2), note: 'kept' },
    ]
    const [g, aux] = grad(f, { hasAux: true })(3)
    expect([g.item(), aux.twice.item(), aux.note]).toEqual([6, 6, 'kept'])
    const [[value, again], g2] = valueAndGrad(f, { hasAux: true })(3)
    expect([value.item(), again.twice.item(), g2.item()]).toEqual([9, 6, 6])
  })

  test('of a constant function is zero, of the identity one', () => {
    expect(grad((a: Tensor) => a.mul(0))(3).item()).toBe(0)
    expect(grad((_: Tensor) => tensor(5))(3).item()).toBe(0)
    expect(grad((a: Tensor) => a)(3).item()).toBe(1)
  })

  test('of empty tensors is empty', () => {
    expect(grad((a: Tensor) => a.square().sum())(tensor([])).shape).toEqual([0])
  })

  test('of grad of a tree nests its types', () => {
    const f = (p: { a: Tensor }): Tensor => p.a.pow(3)
    const second = grad((p: { a: Tensor }) => grad(f)(p).a)({ a: 2 })
    expect(second.a.item()).toBe(12)
    const again = grad(grad((a) => a.pow(3)))
    expectTypeOf(again(2)).toEqualTypeOf<Tensor>()
  })

  test('passes options and functions among the constants as they are', () => {
    const f = (a: Tensor, options: { power: string; map: (t: Tensor) => Tensor }): Tensor =>
      options.power === 'two' ? options.map(a) : a
    expect(grad(f)(3, { power: 'two', map: (t) => t.square() }).item()).toBe(6)
  })

  test('stops at stopGradient', () => {
    expect(grad((a: Tensor) => stopGradient(a).mul(a))(3).item()).toBe(3)
    expect(
      grad((a: Tensor) => grad((b: Tensor) => stopGradient(a).mul(b.square()))(a))(3).item(),
    ).toBe(6)
  })

  test('keeps float32', () => {
    expect(grad((a: Tensor) => a.exp().sum())(new Float32Array([1, 2])).dtype).toBe('float32')
  })

  test('reads closures anew at each call', () => {
    let scale = 2
    const g = grad((a: Tensor) => a.mul(scale))
    expect(g(1).item()).toBe(2)
    scale = 5
    expect(g(1).item()).toBe(5)
  })
})

describe('products', () => {
  test('jvp takes lists of arguments, or a single one alone', () => {
    const f = (a: Tensor, b: Tensor): Tensor => a.mul(b)
    expect(jvp(f, [2, 3], [1, 10]).map((t) => t.item())).toEqual([6, 23])
    expect(jvp((a: Tensor) => a.square(), tensor([1, 2]), tensor([1, 1]))[1].toArray()).toEqual([
      2, 4,
    ])
  })

  test('vjp gives a cotangent for each primal, of its own type', () => {
    const [value, pullback] = vjp(predict, model, x)
    expect(value.shape).toEqual([2])
    const [dModel, dx] = pullback(tensor([1, 0]))
    expectTypeOf(dModel.w).toEqualTypeOf<Tensor>()
    expect(dModel.w.toArray()).toEqual([1, 2, 3])
    expect(dModel.b.item()).toBe(1)
    expect(dx.toArray()).toEqual([
      [0.1, 0.2, 0.3],
      [0, 0, 0],
    ])
  })

  test('hvp and gnvp of linear least squares are 2XᵀXv and XᵀXv', () => {
    const v = { w: tensor([1, 0, -1]), b: 0 }
    const XtXv = [1 * -2 + 4 * -2, 2 * -2 + 5 * -2, 3 * -2 + 6 * -2]
    const h = hvp(loss, model, v, x, y)
    expectTypeOf(h).toEqualTypeOf<Model>()
    expect(h.w.toArray()).toEqual(XtXv.map((value) => 2 * value))
    expect(h.b.item()).toBe(-8)
    expect(gnvp((m: Model) => predict(m, x).sub(y), model, v).w.toArray()).toEqual(XtXv)
  })

  test('linearize gives the gradient and a Hessian operator that share one pass', () => {
    const f = (a: Tensor): Tensor => sum(a.pow(3))
    const [g, H] = linearize(grad(f), tensor([1, 2]))
    expect(g.toArray()).toEqual([3, 12])
    expect(H(tensor([1, 1])).toArray()).toEqual([6, 12])
    expect(H(tensor([0, 1])).toArray()).toEqual([0, 12])
  })

  test('a pullback or pushforward does not repeat the primal pass', () => {
    const f = (a: Tensor): Tensor => a.sin().exp().sum()
    const [, pullback] = vjp(f, tensor([1, 2]))
    const [, push] = linearize(f, tensor([1, 2]))
    const counts = countKernels(() => {
      for (let i = 0; i < 3; i++) {
        pullback(i)
        push(tensor([i, 1]))
      }
    })
    expect(counts.size).toBeGreaterThan(0)
    for (const name of ['sin', 'cos', 'exp']) expect(counts.get(name)).toBeUndefined()
  })
})

test('types of callers: leaves may be anything like a tensor', () => {
  expectTypeOf(grad(loss)).parameter(0).toEqualTypeOf<{ readonly w: TensorLike; b: TensorLike }>()
  expectTypeOf(grad((a) => a))
    .parameter(0)
    .toEqualTypeOf<TensorLike>()
})
