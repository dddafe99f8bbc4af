import fc from 'fast-check'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { grad, hessian, sparseHessian, whileLoop, type SparseMatrix } from '@wengert/autodiff'
import {
  ArgumentError,
  DerivativeError,
  DTypeError,
  ShapeError,
  tensor,
  type Tensor,
} from '@wengert/tensor'
import { expectClose } from '../support/law.ts'
import { arrow, bundleErrors, rosenbrock, type Bundle } from './models.ts'
import { dense, expectMatrix, programs, wave } from './support.ts'

/** The same bits on either side of the diagonal. */
function expectSymmetric(H: SparseMatrix): void {
  const entries = new Map<number, number>()
  const [n] = H.shape
  H.rows.forEach((row, k) => entries.set(row * n + H.columns[k], H.values.data[k]))
  H.rows.forEach((row, k) =>
    expect(entries.get(H.columns[k] * n + row)).toBe(entries.get(row * n + H.columns[k])),
  )
}

describe('sparseHessian', () => {
  test('is the dense Hessian of random programs, and symmetric to the bit', () => {
    fc.assert(
      fc.property(programs, fc.integer({ min: 1, max: 7 }), ({ f }, n) => {
        const value = (x: Tensor): Tensor =>
          f(x)
            .mul(wave(n).slice([0, f(x).size]))
            .sum()
        const H = sparseHessian(value)(wave(n))
        expectMatrix(H, hessian(value)(wave(n)), 1e-9)
        expectSymmetric(H)
      }),
      { numRuns: 200 },
    )
  })

  test('of a linear function has no entries, of a separable one only the diagonal', () => {
    const linear = (x: Tensor): Tensor => x.mul(wave(4)).sum().add(x.at(2))
    expect(sparseHessian(linear)(wave(4)).values.size).toBe(0)
    const separable = (x: Tensor): Tensor => x.sin().exp().sum().add(x.mean())
    const H = sparseHessian(separable)(wave(4))
    expect(Array.from(H.rows)).toEqual([0, 1, 2, 3])
    expect(H.columns).toEqual(H.rows)
  })

  test('of a sum of products has entries where factors meet', () => {
    const f = (x: Tensor): Tensor =>
      x
        .at(0)
        .mul(x.at(1))
        .mul(x.at(2))
        .add(x.at(3).mul(x.at(4)))
    const H = sparseHessian(f)(wave(5))
    expect(H.values.size).toBe(6 + 2)
    expectMatrix(H, hessian(f)(wave(5)))
  })

  test('numbers the leaves of a tree in their order; further arguments are constants', () => {
    const f = (p: { u: Tensor; v: Tensor }, scale: Tensor): Tensor =>
      p.u.square().sum().mul(p.v).mul(scale)
    const H = sparseHessian(f)({ u: tensor([1, 2]), v: 3 }, 10)
    expectTypeOf(H).toEqualTypeOf<SparseMatrix>()
    expect(Array.from(dense(H))).toEqual([60, 0, 20, 0, 60, 40, 20, 40, 0])
  })

  test('keeps float32, and of an empty tensor is empty', () => {
    expect(sparseHessian(rosenbrock)(new Float32Array([1, 2, 3])).values.dtype).toBe('float32')
    const H = sparseHessian((x: Tensor) => x.square().sum())(tensor([]))
    expect([H.shape, H.values.shape]).toEqual([[0, 0], [0]])
  })

  test('can be differentiated', () => {
    const trace = (x: Tensor): Tensor => sparseHessian(rosenbrock)(x).values.sum()
    const total = (x: Tensor): Tensor => hessian(rosenbrock)(x).sum()
    expectClose(grad(trace)(wave(5)), grad(total)(wave(5)), 1e-10)
  })

  test('of Rosenbrock in 100,000 unknowns is tridiagonal', () => {
    const n = 100_000
    const x = wave(n)
    const H = sparseHessian(rosenbrock)(x)
    expect(H.values.size).toBe(3 * n - 2)
    for (const k of [0, 1, 2, 149_999, 150_000, 3 * n - 4, 3 * n - 3]) {
      const [i, j] = [H.rows[k], H.columns[k]]
      const diagonal =
        (i > 0 ? 200 : 0) + (i < n - 1 ? 1200 * x.data[i] ** 2 - 400 * x.data[i + 1] + 2 : 0)
      expect(H.values.data[k]).toBeCloseTo(i === j ? diagonal : -400 * x.data[Math.min(i, j)], 9)
    }
  })

  test('of 100,000 unknowns that all meet the first is an arrow', () => {
    const n = 100_000
    const x = wave(n)
    const H = sparseHessian(arrow)(x)
    expect(H.values.size).toBe(3 * n - 2)
    const [a, b] = [x.data[0], x.data[n - 1]]
    expect(H.values.data[n - 1]).toBeCloseTo(Math.cos(a * b) - a * b * Math.sin(a * b), 12)
    expect(H.values.data[3 * n - 4]).toBe(H.values.data[n - 1])
    expect(H.values.data[3 * n - 3]).toBeCloseTo(Math.exp(b) - a * a * Math.sin(a * b), 12)
  })

  test('of bundle adjustment couples what an observation sees', () => {
    const [n, m, p] = [3, 8, 20]
    const cycle = (length: number): Tensor =>
      tensor(Int32Array.from({ length: p }, (_, i) => i % length))
    const rest = [wave(2 * p).reshape([p, 2]), cycle(n), cycle(m)] as const
    const cost = (bundle: Bundle): Tensor => {
      const [errors, weights] = bundleErrors(bundle, ...rest)
      return errors.square().sum().add(weights.square().sum())
    }
    const whole = (x: Tensor): Tensor =>
      cost({
        cameras: x.slice([0, 33]).reshape([3, 11]),
        points: x.slice([33, 57]).reshape([8, 3]),
        weights: x.slice([57]),
      })
    const x = wave(77).add(3)
    const H = sparseHessian(whole)(x)
    expectMatrix(H, hessian(whole)(x), 1e-9)
    expectSymmetric(H)
    // A point and a camera meet in at least one observation where i = i' mod 3 and mod 8.
    expect(H.values.size).toBeLessThan(0.6 * 77 * 77)
  })

  test('says what is wrong, and what to do', () => {
    expect(() => sparseHessian(3 as never)).toThrow(ArgumentError)
    expect(() => sparseHessian((x: Tensor) => x)(wave(3))).toThrow(ShapeError)
    expect(() => sparseHessian((x: Tensor) => x.sum())(new Int32Array(3))).toThrow(DTypeError)
    expect(() => (sparseHessian(rosenbrock) as () => unknown)()).toThrow(
      /sparseHessian: .* pass it/,
    )
    const loop = (x: Tensor): Tensor =>
      whileLoop(
        (y: Tensor) => y.less(9),
        (y: Tensor) => y.mul(2),
        x,
      )
    expect(() => sparseHessian(loop)(2)).toThrow(DerivativeError)
  })
})
