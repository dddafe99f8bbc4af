import { describe, expect, expectTypeOf, test } from 'vitest'
import { hessian, jacfwd, jacobian, jacrev, scan, trace, vmap } from '@wengert/autodiff'
import {
  arange,
  concatenate,
  diag,
  matmul,
  ones,
  stack,
  tensor,
  type Tensor,
} from '@wengert/tensor'
import { countKernels } from '../support/count-kernels.ts'
import { chunkLength } from '../../src/api/jacobian-blocks.ts'
import { expectClose } from '../support/law.ts'

const A = tensor([
  [1, 2],
  [3, 4],
  [5, 6],
])

describe('jacobian', () => {
  test('of a linear map is its matrix, in every mode', () => {
    for (const mode of ['auto', 'forward', 'reverse'] as const) {
      const J = jacobian((x: Tensor) => matmul(A, x), { mode })(tensor([7, 8]))
      expect(J.toArray()).toEqual(A.toArray())
    }
  })

  test('has shape output ++ input for tensors of higher rank', () => {
    const f = (x: Tensor): Tensor => stack([x.square(), x.sin()]).sum(1)
    const x = tensor([
      [0.1, 0.2, 0.3],
      [0.4, 0.5, 0.6],
    ])
    for (const mode of [jacfwd, jacrev]) {
      const J = mode(f)(x)
      expect(J.shape).toEqual([2, 3, 2, 3])
      expect(J.at(0).at(1).at(1).at(1).item()).toBeCloseTo(1, 14)
      expect(J.at(1).at(2).at(0).at(2).item()).toBeCloseTo(Math.cos(0.3), 14)
      expect(J.at(1).at(2).at(0).at(1).item()).toBe(0)
    }
  })

  test('of several inputs and trees is the output tree of input trees', () => {
    const f = (p: { a: Tensor; b: Tensor }, s: Tensor) => ({
      sum: p.a.sum().mul(s),
      list: [p.b.mul(2), p.a] as [Tensor, Tensor],
    })
    const J = jacobian(f)({ a: tensor([1, 2]), b: tensor([[3], [4], [5]]) }, 10)
    expectTypeOf(J.sum).toEqualTypeOf<{ a: Tensor; b: Tensor }>()
    expectTypeOf(J.list[1].a).toEqualTypeOf<Tensor>()
    expect(J.sum.a.toArray()).toEqual([10, 10])
    expect(J.sum.b.shape).toEqual([3, 1])
    expect(J.list[0].b.shape).toEqual([3, 1, 3, 1])
    expect(J.list[0].a.shape).toEqual([3, 1, 2])
    expect(J.list[1].a.toArray()).toEqual([
      [1, 0],
      [0, 1],
    ])
    const both = jacobian(f, { argnums: [0, 1] })({ a: tensor([1, 2]), b: tensor([[3]]) }, 10)
    expect(both.sum[1].item()).toBe(3)
    expect(both.sum[0].a.toArray()).toEqual([10, 10])
  })

  test('forward and reverse agree on a non-square, nonlinear function', () => {
    const f = (x: Tensor): Tensor => concatenate([matmul(A, x.tanh()), x.exp().mul(x.sum())])
    const x = tensor([0.3, -0.6])
    expectClose(jacfwd(f)(x), jacrev(f)(x), 1e-14)
  })

  test('that would not fit in memory as one batch is computed in parts', () => {
    const wide = ones([64, 40_000])
    const f = (x: Tensor): Tensor => x.sin().reshape([64, 1]).mul(wide).mean(1)
    const x = arange(64).div(64)
    expectClose(jacfwd(f)(x), diag(x.cos()), 1e-12)
    expectClose(jacrev(f)(x), diag(x.cos()), 1e-12)
  })

  test('counts all that an equation defines when it shares out the memory', () => {
    const f = (x: Tensor): Tensor[] =>
      scan((c: Tensor, a: Tensor) => [c, c.mul(a)], x, ones([1000, 1])) as Tensor[]
    const program = trace(f, ones([50]))
    expect(chunkLength(program)).toBeLessThanOrEqual(2 ** 28 / (8 * 50 * 1001))
  })

  test('of empty inputs and outputs is empty', () => {
    expect(jacobian((x: Tensor) => x.square())(tensor([])).shape).toEqual([0, 0])
    expect(jacrev((x: Tensor) => x.slice([0, 0]))(tensor([1, 2])).shape).toEqual([0, 2])
    expect(jacfwd((x: Tensor) => x.sum())(tensor([])).shape).toEqual([0])
  })

  test('hands aux through, undifferentiated, in every mode', () => {
    const f = (x: Tensor, s: Tensor): [Tensor, { norm: Tensor; note: string }] => [
      matmul(A, x).mul(s),
      { norm: x.square().sum(), note: 'kept' },
    ]
    for (const mode of ['auto', 'forward', 'reverse'] as const) {
      const [J, aux] = jacobian(f, { hasAux: true, mode })(tensor([3, 4]), 2)
      expectTypeOf(J).toEqualTypeOf<Tensor>()
      expectTypeOf(aux).toEqualTypeOf<{ norm: Tensor; note: string }>()
      expect(J.toArray()).toEqual(A.mul(2).toArray())
      expect([aux.norm.item(), aux.note]).toEqual([25, 'kept'])
    }
    const [[byX, byS]] = jacrev(f, { hasAux: true, argnums: [0, 1] })(tensor([3, 4]), 2)
    expect(byX.shape).toEqual([3, 2])
    expect(byS.toArray()).toEqual([11, 25, 39])
    expect(jacfwd(f, { hasAux: true })(tensor([3, 4]), 2)[1].norm.item()).toBe(25)
  })

  test('does not push a basis through aux', () => {
    const f = (x: Tensor): [Tensor, Tensor] => [x.square(), x.sin()]
    const x = tensor([1, 2, 3])
    const products = (run: () => unknown): number | undefined => countKernels(run).get('mul')
    expect(products(() => jacfwd(f, { hasAux: true })(x))).toBe(
      products(() => jacfwd((y: Tensor) => f(y)[0])(x)),
    )
  })

  test('refuses a mode that it does not know', () => {
    expect(() => jacobian((x: Tensor) => x, { mode: 'fwd' as 'forward' })).toThrow(
      'jacobian: mode is fwd; give auto, forward or reverse.',
    )
  })

  test('keeps float32', () => {
    expect(jacobian((x: Tensor) => x.square())(new Float32Array([1, 2])).dtype).toBe('float32')
  })
})

describe('hessian', () => {
  test('of a quadratic form is its symmetric part doubled', () => {
    const Q = tensor([
      [1, 2],
      [5, 3],
    ])
    const H = hessian((x: Tensor) => x.dot(matmul(Q, x)))(tensor([0.3, 0.4]))
    expect(H.toArray()).toEqual([
      [2, 7],
      [7, 6],
    ])
  })

  test('of a tree is a tree of trees', () => {
    const f = (p: { u: Tensor; v: Tensor }): Tensor => p.u.square().sum().mul(p.v)
    const H = hessian(f)({ u: tensor([1, 2]), v: 3 })
    expect(H.u.u.toArray()).toEqual([
      [6, 0],
      [0, 6],
    ])
    expect(H.u.v.toArray()).toEqual([2, 4])
    expect(H.v.u.toArray()).toEqual([2, 4])
    expect(H.v.v.item()).toBe(0)
  })

  test('hands aux through', () => {
    const f = (x: Tensor): [Tensor, Tensor] => [x.pow(3).sum(), x.mul(2)]
    const [H, aux] = hessian(f, { hasAux: true })(tensor([1, 2]))
    expectTypeOf(H).toEqualTypeOf<Tensor>()
    expect(H.toArray()).toEqual([
      [6, 0],
      [0, 12],
    ])
    expect(aux.toArray()).toEqual([2, 4])
  })

  test('of a function with two outputs is 2 × n × n', () => {
    const H = hessian((x: Tensor) => stack([x.at(0).mul(x.at(1)), x.square().sum()]))(
      tensor([1, 2, 3]),
    )
    expect(H.shape).toEqual([2, 3, 3])
    expect(H.at(0).toArray()).toEqual([
      [0, 1, 0],
      [1, 0, 0],
      [0, 0, 0],
    ])
  })

  test('under vmap is a batch of Hessians', () => {
    const H = vmap(hessian((x: Tensor) => x.pow(3).sum()))(
      tensor([
        [1, 2],
        [3, 4],
      ]),
    )
    expect(H.toArray()).toEqual([
      [
        [6, 0],
        [0, 12],
      ],
      [
        [18, 0],
        [0, 24],
      ],
    ])
  })
})

describe('vmap', () => {
  test('maps over any axis of any argument, and puts the batch where it is asked', () => {
    const f = (a: Tensor, b: Tensor): Tensor => a.mul(b)
    const a = tensor([
      [1, 2, 3],
      [4, 5, 6],
    ])
    expect(vmap(f, { inAxes: [1, null] })(a, 10).toArray()).toEqual([
      [10, 40],
      [20, 50],
      [30, 60],
    ])
    expect(vmap(f, { inAxes: [0, null], outAxes: 1 })(a, 10).toArray()).toEqual([
      [10, 40],
      [20, 50],
      [30, 60],
    ])
    expect(vmap(f, { inAxes: [-1, 0] })(a, tensor([1, 2, 3])).toArray()).toEqual([
      [1, 4],
      [4, 10],
      [9, 18],
    ])
  })

  test('takes trees of axes', () => {
    const f = (p: { w: Tensor; b: Tensor }): { y: Tensor; b: Tensor } => ({
      y: p.w.add(p.b),
      b: p.b,
    })
    const { y, b } = vmap(f, { inAxes: [{ w: 0, b: null }], outAxes: { y: 0, b: null } })({
      w: tensor([1, 2]),
      b: 10,
    })
    expect(y.toArray()).toEqual([11, 12])
    expect(b.item()).toBe(10)
  })

  test('repeats results that do not depend on the batch', () => {
    expect(vmap((_: Tensor) => tensor([1, 2]))(tensor([0, 0, 0])).shape).toEqual([3, 2])
  })

  test('over an empty batch gives an empty result of the right shape', () => {
    expect(vmap((a: Tensor) => a.sin())(tensor([[1, 2]]).slice([0, 0])).shape).toEqual([0, 2])
  })
})
