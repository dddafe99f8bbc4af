import { describe, expect, test } from 'vitest'
import { minres } from '@wengert/optim'
import { matmul, tensor, type Tensor } from '@wengert/tensor'
import { diagonal, randomOrthogonal, times } from '../support/matrices.ts'

const error = (x: Tensor, y: Tensor): number => x.sub(y).abs().max().item()

describe('minres', () => {
  test('solves indefinite systems with chosen eigenvalues in at most n steps', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const Q = randomOrthogonal(6, seed)
      const A = times(Q, diagonal([-5, -2, -0.1, 0.3, 1, 7]))
      const x = tensor([1, -2, 3, -4, 5, -6])
      const result = minres(A, A(x), { tolerance: 1e-10 })
      expect(result.status).toBe('converged')
      expect(result.iterations).toBeLessThanOrEqual(6)
      expect(error(result.x, x)).toBeLessThan(1e-7)
    }
  })

  test('takes as many steps as there are distinct eigenvalues', () => {
    const A = times(randomOrthogonal(8, 3), diagonal([2, 2, 2, -1, -1, -1, 5, 5]))
    expect(minres(A, tensor([1, 2, 3, 4, 5, 6, 7, 8])).iterations).toBe(3)
  })

  test('of a consistent singular system finds the shortest solution', () => {
    const A = (v: Tensor): Tensor => v.mul(tensor([2, 0, -4]))
    const { x, status } = minres(A, tensor([2, 0, 4]))
    expect(status).toBe('converged')
    expect(error(x, tensor([1, 0, -1]))).toBeLessThan(1e-12)
  })

  test('of an inconsistent system says so, with the least residual', () => {
    const Q = randomOrthogonal(5, 11)
    const A = times(Q, diagonal([3, -2, 1, 0, 0]))
    // The residual is what b has along the last two columns of Q: 3 and 4.
    const b = matmul(Q, tensor([1, 1, 1, 3, 4]))
    const result = minres(A, b)
    expect(result).toMatchObject({ status: 'least-squares', success: false })
    expect(result.residualNorm).toBeCloseTo(5, 10)
  })

  test('the residual never grows from one limit to the next', () => {
    const A = times(
      randomOrthogonal(12, 5),
      diagonal(Array.from({ length: 12 }, (_, i) => i - 5.5)),
    )
    const b = tensor(Array.from({ length: 12 }, (_, i) => Math.sin(i + 1)))
    let last = Infinity
    for (let maxIterations = 0; maxIterations <= 12; maxIterations++) {
      const { residualNorm, x } = minres(A, b, { maxIterations })
      expect(residualNorm).toBeLessThanOrEqual(last * (1 + 1e-12))
      expect(b.sub(A(x)).norm().item()).toBeCloseTo(residualNorm, 12)
      last = residualNorm
    }
    expect(last).toBeLessThan(1e-9)
  })

  test('a preconditioner that is |A|⁻¹ leaves two eigenvalues, ±1, hence two steps', () => {
    const d = tensor([1e6, -1e3, 1, -1e-3])
    const result = minres((v: Tensor) => v.mul(d), tensor([1, 1, 1, 1]), {
      preconditioner: (v) => v.div(d.abs()),
      tolerance: 1e-12,
    })
    expect(result.status).toBe('converged')
    expect(result.iterations).toBeLessThanOrEqual(3)
    expect(result.x.at(3).item()).toBeCloseTo(-1000, 7)
  })

  test('works on trees and starts', () => {
    const A = ({ a, b }: { a: Tensor; b: Tensor }) => ({ a: a.mul(-2), b: b.mul(tensor([3, 5])) })
    const { x, iterations } = minres(
      A,
      { a: 4, b: tensor([3, 10]) },
      { x0: { a: -2, b: tensor([1, 2]) } },
    )
    expect(iterations).toBe(0)
    expect(x.b.toArray()).toEqual([1, 2])
  })

  test('an ill-conditioned system ends at the tolerance or honestly at the noise floor', () => {
    const eigenvalues = Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? 1 : -1) * 10 ** -i)
    const A = times(randomOrthogonal(10, 2), diagonal(eigenvalues))
    const x = tensor(Array.from({ length: 10 }, () => 1))
    const b = A(x)
    const loose = minres(A, b, { tolerance: 1e-8, maxIterations: 500 })
    expect(loose.status).toBe('converged')
    expect(b.sub(A(loose.x)).norm().item()).toBeLessThanOrEqual(1e-8 * b.norm().item())
    const tight = minres(A, b, { tolerance: 1e-30, maxIterations: 500 })
    expect(tight.success).toBe(false)
    expect(['noise-floor', 'least-squares']).toContain(tight.status)
  })

  test('says when A is not symmetric, the preconditioner indefinite, a product not finite', () => {
    const b = tensor([1, 2, 3])
    const M = tensor([
      [1, 5, 0],
      [0, 2, 1],
      [3, 0, 4],
    ])
    expect(minres((v: Tensor) => matmul(M, v), b).status).toBe('not-symmetric')
    const negative = minres((v: Tensor) => v, b, { preconditioner: (v) => v.neg() })
    expect(negative.status).toBe('indefinite-preconditioner')
    expect(minres((v: Tensor) => v.mul(NaN), b).status).toBe('non-finite')
    expect(minres((v: Tensor) => v.mul(tensor([1, 2, 3])), b, { maxIterations: 1 }).status).toBe(
      'iteration-limit',
    )
    expect(() => minres((v: Tensor) => v, b, { tolerance: NaN })).toThrow(
      /^minres: tolerance is NaN/,
    )
  })
})
