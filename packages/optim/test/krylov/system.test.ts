import { describe, expect, test } from 'vitest'
import { cg, gmres, lsmr, minres, type KrylovResult, type SystemOptions } from '@wengert/optim'
import { matmul, tensor, type Tensor } from '@wengert/tensor'

type Solve = (
  A: (v: Tensor) => Tensor,
  b: Tensor,
  options?: SystemOptions<Tensor>,
) => Pick<KrylovResult<Tensor, string>, 'x' | 'status' | 'success' | 'iterations' | 'residualNorm'>
const solvers: [string, Solve][] = [
  ['cg', cg],
  ['minres', minres],
  ['gmres', gmres],
]
const b = tensor([1, 2])
const same = (v: Tensor): Tensor => v

describe.each(solvers)('%s', (name, solve) => {
  test('names what is not made of floats', () => {
    expect(() => solve(same, tensor([1, 2], { dtype: 'int32' }))).toThrow(
      new RegExp(`^${name}: b has a leaf int32\\[2\\]`),
    )
    expect(() => solve((v) => v.cast('int32'), b)).toThrow(
      new RegExp(`^${name}: the product has a leaf int32\\[2\\]`),
    )
  })

  test('refuses a start of another shape than b', () => {
    for (const x0 of [tensor([1]), tensor([1, 2, 3])]) {
      expect(() => solve(same, b, { x0 })).toThrow(
        `${name}: x0 has a leaf of shape [${x0.size}] where b has [2]`,
      )
    }
  })

  test('matches what operators return, and x0, by key', () => {
    interface P {
      a: Tensor
      b: Tensor
    }
    const system = solve as unknown as (
      A: (v: P) => P,
      b: { a: number; b: number },
      options?: SystemOptions<P>,
    ) => { x: P }
    const A = ({ a, b }: P): P => ({ b: b.mul(4), a: a.mul(2) })
    const inverse = ({ a, b }: P): P => ({ b: b.div(4), a: a.div(2) })
    for (const options of [{}, { preconditioner: inverse }, { x0: { b: 3, a: 5 } }]) {
      const { x } = system(A, { a: 1, b: 1 }, options)
      expect(x.a.item()).toBeCloseTo(0.5, 12)
      expect(x.b.item()).toBeCloseTo(0.25, 12)
    }
    expect(() => system(({ a, b }) => ({ c: b, a }) as unknown as P, { a: 1, b: 1 })).toThrow(
      `${name}: the product has another structure than b; give a tree like b.`,
    )
  })

  test('refuses a preconditioner that is not square', () => {
    expect(() => solve(same, b, { preconditioner: (v) => v.slice([0, 1]) })).toThrow(
      /maps 2 numbers to 1/,
    )
  })

  test('refuses an option that there is not', () => {
    const options = { rtol: 1e-5 } as SystemOptions<Tensor>
    expect(() => solve(same, b, options)).toThrow(
      new RegExp(`^${name}: there is no option rtol; the options are preconditioner, tolerance`),
    )
  })

  test('of no unknowns has the empty solution', () => {
    expect(solve(same, tensor([]))).toMatchObject({ status: 'converged', iterations: 0 })
  })

  test('of a zero right side is zero, whatever A', () => {
    const { x, status } = solve((v) => v.mul(NaN), tensor([0, 0]))
    expect([status, ...x.data]).toEqual(['converged', 0, 0])
  })

  test('of b with NaN is no success', () => {
    expect(solve(same, tensor([1, NaN]))).toMatchObject({ success: false, status: 'non-finite' })
  })
})

describe.each([...solvers, ['lsmr', lsmr] as [string, Solve]])('%s', (name, solve) => {
  const A = (v: Tensor): Tensor => v.mul(tensor([2, 3]))

  test.each([1e-300, 1e-200, 1e200, 1e300])('solves for a right side of size %s', (size) => {
    const { x, status } = solve(A, tensor([2 * size, 3 * size]))
    expect(status).toBe('converged')
    for (const value of x.data) expect(Number(value) / size).toBeCloseTo(1, 9)
  })

  test.each([1e-140, 1e-100, 1e100, 1e140])('solves with an operator of size %s', (size) => {
    const { x, status } = solve((v) => A(v).mul(size), tensor([2, 3]))
    expect(status).toBe('converged')
    for (const value of x.data) expect(Number(value) * size).toBeCloseTo(1, 9)
  })

  // Hilbert's matrix of order 10 has the condition number 1.6e13, so that rounding allows no small residual here.
  const ten = Array.from({ length: 10 }, (_, i) => i)
  const hilbert = tensor(ten.map((i) => ten.map((j) => 1 / (i + j + 1))))
  const right = tensor(ten.map((i) => (i % 2 === 0 ? 1 : -1)))

  test.each([1e-4, 1e-8, 1e-12])(
    'is a success at tolerance %s only by its residual',
    (tolerance) => {
      const { x, success, residualNorm } = solve((v) => matmul(hilbert, v), right, {
        tolerance,
        maxIterations: 1000,
      })
      const residual = right.sub(matmul(hilbert, x)).square().sum().sqrt().item()
      expect(residualNorm).toBeCloseTo(residual, 12)
      if (success && name !== 'lsmr')
        expect(residual).toBeLessThanOrEqual(tolerance * Math.sqrt(10))
    },
  )

  test('of a singular system without solution is no solution, and finite', () => {
    const { x, status } = solve((v) => v.mul(tensor([2, 3, 0])), tensor([2, 3, 1]))
    expect(status).not.toBe('converged')
    for (const value of x.data) expect(Number.isFinite(value)).toBe(true)
  })

  test('ends at rounding where the tolerance is 0', () => {
    const matrix = tensor([
      [4, 1],
      [1, 3],
    ])
    const { x, iterations } = solve((v) => matmul(matrix, v), b, { tolerance: 0 })
    expect(iterations).toBeLessThan(8)
    expect(matmul(matrix, x).sub(b).abs().max().item()).toBeLessThan(1e-14)
  })
})

test('lsmr names what is not made of floats', () => {
  expect(() => lsmr(same, tensor([1], { dtype: 'int32' }))).toThrow(/^lsmr: b has a leaf int32/)
})
