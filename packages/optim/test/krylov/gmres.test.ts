import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { gmres } from '@wengert/optim'
import { concatenate, matmul, tensor, type Tensor } from '@wengert/tensor'
import { randomOrthogonal } from '../support/matrices.ts'

const error = (x: Tensor, y: Tensor): number => x.sub(y).abs().max().item()

describe('gmres', () => {
  test('solves generated systems without symmetry in at most n steps', () => {
    const entries = fc.integer({ min: 1, max: 6 }).chain((n) =>
      fc
        .array(fc.integer({ min: -1000, max: 1000 }), {
          minLength: n * n + n,
          maxLength: n * n + n,
        })
        .map((list) => ({ n, list: list.map((k) => k / 1000) })),
    )
    fc.assert(
      fc.property(entries, ({ n, list }) => {
        const B = tensor(Float64Array.from(list.slice(0, n * n)), { shape: [n, n] })
        const x = tensor(Float64Array.from(list.slice(n * n)))
        // Diagonally dominant, so that it is regular.
        const A = (v: Tensor): Tensor => matmul(B, v).add(v.mul(n + 1))
        const result = gmres(A, A(x), { tolerance: 1e-12 })
        expect(result.status).toBe('converged')
        expect(result.iterations).toBeLessThanOrEqual(n)
        expect(error(result.x, x)).toBeLessThan(1e-10)
      }),
      { numRuns: 50 },
    )
  })

  const shift = (v: Tensor): Tensor => concatenate([v.slice([1, null]), v.slice([0, 1])])

  test('of the cyclic shift makes no progress until the last step, then all of it', () => {
    const b = tensor([1, 0, 0, 0, 0])
    const early = gmres(shift, b, { maxIterations: 4 })
    expect(early).toMatchObject({ status: 'iteration-limit', residualNorm: 1 })
    const whole = gmres(shift, b)
    expect(whole).toMatchObject({ status: 'converged', iterations: 5 })
    expect(whole.x.toArray()).toEqual([0, 1, 0, 0, 0])
  })

  test('says that it stagnates where a restart loses everything', () => {
    expect(gmres(shift, tensor([1, 0, 0, 0, 0]), { restart: 3 })).toMatchObject({
      status: 'stagnated',
      success: false,
    })
  })

  test('a singular system is solved where b is in range, and named where it is not', () => {
    const A = (v: Tensor): Tensor => v.mul(tensor([1, 2, 0]))
    const solved = gmres(A, tensor([1, 4, 0]))
    expect(solved.status).toBe('converged')
    expect(error(solved.x, tensor([1, 2, 0]))).toBeLessThan(1e-12)
    const named = gmres(A, tensor([1, 4, 3]))
    expect(named).toMatchObject({ status: 'singular', success: false })
    expect(named.residualNorm).toBeCloseTo(3, 10)
  })

  test('the preconditioner A⁻¹ leaves one step; residuals are those of A x = b', () => {
    const d = tensor([1, 1e4, 1e8])
    const b = tensor([1, 2, 3])
    const A = (v: Tensor): Tensor => v.mul(d)
    const result = gmres(A, b, { preconditioner: (v) => v.div(d) })
    expect(result.iterations).toBe(1)
    expect(b.sub(A(result.x)).norm().item()).toBe(result.residualNorm)
  })

  test('reaches the backward error of dense elimination on ill-conditioned matrices', () => {
    // The Hilbert matrix of order 10, κ = 1.6e13, times ones.
    const n = 10
    const H = tensor(
      Array.from({ length: n }, (_, i) => Array.from({ length: n }, (__, j) => 1 / (i + j + 1))),
    )
    const b = matmul(H, tensor(Array.from({ length: n }, () => 1)))
    const result = gmres((v: Tensor) => matmul(H, v), b, { tolerance: 1e-14 })
    expect(result.status).toBe('converged')
    expect(error(matmul(H, result.x), b)).toBeLessThan(1e-13)
  })

  test('restarts', () => {
    const Q = randomOrthogonal(30, 4)
    const A = (v: Tensor): Tensor => matmul(Q, v).mul(0.5).add(v)
    const b = tensor(Array.from({ length: 30 }, (_, i) => Math.cos(i)))
    const result = gmres(A, b, { restart: 5 })
    expect(result.status).toBe('converged')
    expect(result.iterations).toBeGreaterThan(5)
    expect(error(A(result.x), b)).toBeLessThan(1e-9)
  })

  test('starts, works on trees, and ends at products that are not finite', () => {
    const A = ([a, c]: [Tensor, Tensor]): [Tensor, Tensor] => [c.mul(2), a.neg()]
    const { x, iterations } = gmres(A, [4, 1] as [number, number], { x0: [0, 0] })
    expect(x[0].item()).toBeCloseTo(-1, 14)
    expect(x[1].item()).toBeCloseTo(2, 14)
    expect(iterations).toBe(2)
    expect(gmres((v: Tensor) => v.mul(NaN), tensor([1])).status).toBe('non-finite')
    expect(() => gmres((v: Tensor) => v, tensor([1]), { restart: 0 })).toThrow(
      /^gmres: restart is 0; give a positive integer/,
    )
  })
})
