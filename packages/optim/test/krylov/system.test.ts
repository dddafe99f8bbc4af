import { describe, expect, test } from 'vitest'
import { cg, gmres, lsmr, minres, type KrylovResult, type SystemOptions } from '@wengert/optim'
import { tensor, type Tensor } from '@wengert/tensor'

type Solve = (
  A: (v: Tensor) => Tensor,
  b: Tensor,
  options?: SystemOptions<Tensor>,
) => Pick<KrylovResult<Tensor, string>, 'x' | 'status' | 'success' | 'iterations'>
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

  test('refuses a start of another size than b', () => {
    for (const x0 of [tensor([1]), tensor([1, 2, 3])]) {
      expect(() => solve(same, b, { x0 })).toThrow(
        new RegExp(`^${name}: x0 has ${x0.size} elements and should have 2`),
      )
    }
  })

  test('refuses a preconditioner that is not square', () => {
    expect(() => solve(same, b, { preconditioner: (v) => v.slice([0, 1]) })).toThrow(
      /maps 2 numbers to 1/,
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

test('lsmr names what is not made of floats', () => {
  expect(() => lsmr(same, tensor([1], { dtype: 'int32' }))).toThrow(/^lsmr: b has a leaf int32/)
})
