import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cg, gaussNewtonOperator, hessianOperator } from '@wengert/optim'
import { matmul, tensor, type Tensor } from '@wengert/tensor'

describe('cg', () => {
  test('solves generated positive definite systems in at most n steps', () => {
    const matrix = fc.integer({ min: 1, max: 6 }).chain((n) =>
      fc
        .array(
          fc.integer({ min: -1000, max: 1000 }).map((k) => k / 1000),
          { minLength: n * n + n, maxLength: n * n + n },
        )
        .map((list) => ({
          B: tensor(Float64Array.from(list.slice(0, n * n)), { shape: [n, n] }),
          x: tensor(Float64Array.from(list.slice(n * n))),
        })),
    )
    fc.assert(
      fc.property(matrix, ({ B, x }) => {
        const A = (v: Tensor): Tensor => matmul(B.transpose(), matmul(B, v)).add(v)
        const result = cg(A, A(x), { tolerance: 1e-12 })
        expect(result.status).toBe('converged')
        expect(result.iterations).toBeLessThanOrEqual(x.size + 2)
        expect(result.x.sub(x).abs().max().item()).toBeLessThan(1e-9)
      }),
      { numRuns: 50 },
    )
  })

  test('works on trees, with a preconditioner and a start', () => {
    const A = ({ a, b }: { a: Tensor; b: Tensor }) => ({ a: a.mul(100), b: b.mul(tensor([1, 4])) })
    const preconditioner = ({ a, b }: { a: Tensor; b: Tensor }) => ({
      a: a.div(100),
      b: b.div(tensor([1, 4])),
    })
    const b = { a: 200, b: tensor([3, 8]) }
    const result = cg(A, b, { preconditioner, x0: { a: 1, b: tensor([0, 0]) } })
    expect(result.iterations).toBe(1)
    expect(result.x.a.item()).toBeCloseTo(2, 12)
    expect(result.x.b.toArray()).toEqual([3, 2])
  })

  test('of a zero right-hand side is zero at once', () => {
    expect(cg((v: Tensor) => v, tensor([0, 0]))).toMatchObject({
      status: 'converged',
      iterations: 0,
    })
  })

  test('says when A is indefinite, the limit is reached, or a product is not finite', () => {
    const b = tensor([1, 1])
    expect(cg((v: Tensor) => v.mul(tensor([1, -1])), b).status).toBe('indefinite')
    expect(cg((v: Tensor) => v.mul(tensor([1, 9])), b, { maxIterations: 1 }).status).toBe(
      'iteration-limit',
    )
    expect(cg((v: Tensor) => v.mul(NaN), b).status).toBe('non-finite')
  })

  test('refuses an operator that is not square, and bad options', () => {
    expect(() => cg((v: Tensor) => v.slice([0, 1]), tensor([1, 2]))).toThrow(
      /maps 2 numbers to 1; give a square one/,
    )
    expect(() => cg((v: Tensor) => v, tensor([1]), { tolerance: -1 })).toThrow(/tolerance is -1/)
  })
})

describe('operators', () => {
  test('hessianOperator is the Hessian of a quadratic', () => {
    const Q = tensor([
      [3, 1],
      [1, 2],
    ])
    const H = hessianOperator((x: Tensor) => x.dot(matmul(Q, x)).mul(0.5), tensor([5, 6]))
    expect(H(tensor([1, 0])).toArray()).toEqual([3, 1])
    expect(H(tensor([0, 1])).toArray()).toEqual([1, 2])
  })

  test('gaussNewtonOperator is JᵀJ', () => {
    const J = tensor([
      [1, 2],
      [3, 4],
      [5, 6],
    ])
    const G = gaussNewtonOperator((x: Tensor) => matmul(J, x), tensor([0, 0]))
    expect(G(tensor([1, 0])).toArray()).toEqual([35, 44])
  })

  test('gaussNewtonOperator works at its point once, not at every product', () => {
    let calls = 0
    const residual = (x: Tensor): Tensor => {
      calls++
      return x.square()
    }
    const G = gaussNewtonOperator(residual, tensor([1, 2]))
    const before = calls
    expect(G(tensor([1, 1])).toArray()).toEqual([4, 16])
    expect(G(tensor([0, 1])).toArray()).toEqual([0, 16])
    expect(calls).toBe(before)
  })

  test('mistakes are reported where the operator is made', () => {
    expect(() => gaussNewtonOperator((x: Tensor) => x, new Int32Array([1]))).toThrow(
      /a differentiated argument is int32\[1\]/,
    )
  })
})
