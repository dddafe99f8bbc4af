import { describe, expect, test } from 'vitest'
import { lsmr } from '@wengert/optim'
import { matmul, tensor, zeros, type Tensor } from '@wengert/tensor'
import { diagonal, randomOrthogonal, rectangular } from '../support/matrices.ts'

const error = (x: Tensor, y: Tensor): number => x.sub(y).abs().max().item()
const U = randomOrthogonal(7, 1)
const V = randomOrthogonal(4, 2)
const singularValues = diagonal([5, 2, 1, 0.25])
const A = rectangular(U, singularValues, V)
const coefficients = tensor([1, -2, 3, 4])
const x0 = zeros([4])

describe('lsmr', () => {
  test('solves consistent systems', () => {
    const x = matmul(V, coefficients)
    const result = lsmr(A, A(x), { x0 })
    expect(result).toMatchObject({ status: 'converged', success: true })
    expect(error(result.x, x)).toBeLessThan(1e-8)
  })

  test('finds the least-squares solution of inconsistent ones: b less what is outside the range', () => {
    const b = matmul(U, tensor([5, -4, 3, 1, 2, 3, 6]))
    const result = lsmr(A, b, { x0, tolerance: 1e-13 })
    expect(result).toMatchObject({ status: 'least-squares', success: true })
    expect(error(result.x, matmul(V, coefficients))).toBeLessThan(1e-10)
    expect(result.residualNorm).toBeCloseTo(7, 10)
    expect(result.normalNorm).toBeLessThan(1e-10)
  })

  test('estimates the norm and the condition number', () => {
    const b = matmul(U, tensor([5, -4, 3, 1, 2, 3, 6]))
    const { operatorNorm, condition } = lsmr(A, b, { x0, tolerance: 1e-14 })
    expect(operatorNorm).toBeGreaterThan(5)
    expect(operatorNorm).toBeLessThan(1.5 * Math.sqrt(30.0625))
    expect(condition).toBeGreaterThan(5)
    expect(condition).toBeLessThan(20 * 1.01)
  })

  test('of a singular operator finds the shortest solution', () => {
    const B = rectangular(U, diagonal([5, 2, 0, 0]), V)
    const b = matmul(U, tensor([5, -4, 3, 1, 2, 3, 6]))
    const result = lsmr(B, b, { x0, tolerance: 1e-13 })
    expect(result.status).toBe('least-squares')
    expect(error(result.x, matmul(V, tensor([1, -2, 0, 0])))).toBeLessThan(1e-9)
  })

  test('of an underdetermined system finds the solution nearest to the start', () => {
    const row = tensor([[1, 2, 2]])
    const result = lsmr((v: Tensor) => matmul(row, v), tensor([9]), { x0: tensor([1, 1, 1]) })
    expect(result.status).toBe('converged')
    // (1, 1, 1) plus (9 − 5)/9 of the row.
    expect(error(result.x, tensor([13 / 9, 17 / 9, 17 / 9]))).toBeLessThan(1e-12)
  })

  test('damping gives σ/(σ² + λ²) in place of 1/σ', () => {
    const b = matmul(U, tensor([5, -4, 3, 1, 2, 3, 6]))
    const result = lsmr(A, b, { x0, damping: 0.5, tolerance: 1e-13 })
    const expected = [5, 2, 1, 0.25].map((s, i) => (s * [5, -4, 3, 1][i]) / (s * s + 0.25))
    expect(result.status).toBe('least-squares')
    expect(error(result.x, matmul(V, tensor(expected)))).toBeLessThan(1e-10)
  })

  test('takes trees, and an adjoint that gives the structure', () => {
    interface P {
      a: Tensor
      b: Tensor
    }
    const forward = ({ a, b }: P): Tensor => b.mul(a.shape.length + 1).add(a)
    const { x } = lsmr<P, Tensor>(forward, tensor([1, 3]), {
      adjoint: (u) => ({ a: u.sum(), b: u }),
      tolerance: 1e-14,
    })
    // a + bᵢ = yᵢ with the shortest solution: a = Σy/3, bᵢ = yᵢ − a.
    expect(x.a.item()).toBeCloseTo(4 / 3, 12)
    expect(error(x.b, tensor([-1 / 3, 5 / 3]))).toBeLessThan(1e-12)
  })

  test('a square operator needs neither start nor adjoint; b = 0 gives 0 at once', () => {
    const M = tensor([
      [1, 2],
      [0, 3],
    ])
    expect(error(lsmr((v: Tensor) => matmul(M, v), tensor([5, 6])).x, tensor([1, 2]))).toBeLessThan(
      1e-9,
    )
    expect(lsmr((v: Tensor) => v, tensor([0, 0]))).toMatchObject({
      status: 'converged',
      iterations: 0,
    })
  })

  test('says when it is ill-conditioned, at the limit, at rounding, or not finite', () => {
    const steep = (v: Tensor): Tensor => v.mul(tensor([1, 1e-4, 1e-8, 1e-12]))
    const b = tensor([1, 1, 1, 1])
    expect(lsmr(steep, b, { conditionLimit: 1e3 })).toMatchObject({
      status: 'ill-conditioned',
      success: false,
    })
    expect(lsmr(steep, b, { maxIterations: 1 }).status).toBe('iteration-limit')
    expect(lsmr((v: Tensor) => v.mul(NaN), b).status).toBe('non-finite')
    const noisy = lsmr(A, matmul(U, tensor([5, -4, 3, 1, 2, 3, 6])), { x0, tolerance: 1e-25 })
    expect(noisy).toMatchObject({ status: 'noise-floor', success: false })
  })

  test('refuses an operator whose range is not like b, and bad options', () => {
    expect(() => lsmr((v: Tensor) => v.slice([0, 1]), tensor([1, 2]))).toThrow(
      /^lsmr: the operator maps 2 numbers to 1; b has 2; give x0 or adjoint/,
    )
    expect(() => lsmr((v: Tensor) => v, tensor([1]), { damping: -1 })).toThrow(/damping is -1/)
  })
})
