import { describe, expect, test } from 'vitest'
import {
  branch,
  checkpoint,
  cond,
  customVjp,
  fori,
  hessian,
  implicit,
  jacobian,
  scan,
  sparseHessian,
  sparseJacobian,
  whileLoop,
} from '@wengert/autodiff'
import { arange, take, tensor, type Tensor } from '@wengert/tensor'
import { structured } from '../support/structured.ts'
import { tridiagonal } from './models.ts'
import { expectMatrix, wave } from './support.ts'

describe('through structured primitives', () => {
  for (const { name, f, plain } of structured) {
    test(`${name}: the Jacobian and its pattern are those without it`, () => {
      const x = tensor([0.4, 0.7, 1.1])
      const J = sparseJacobian(f)(x)
      expectMatrix(J, jacobian(plain)(x))
      expect(J.columns).toEqual(sparseJacobian(plain)(x).columns)
    })

    test(`${name}: so is the Hessian`, () => {
      const x = tensor([0.4, 0.7, 1.1])
      const value = (g: (x: Tensor) => Tensor) => (x: Tensor) => g(x).sin().sum()
      const H = sparseHessian(value(f))(x)
      expectMatrix(H, hessian(value(plain))(x), 1e-10)
      expect(H.values.size).toBe(sparseHessian(value(plain))(x).values.size)
    })
  }

  test('a scan gathers with the indices of each step', () => {
    const order = tensor([2, 0, 3, 1], { dtype: 'int32' })
    const f = (x: Tensor): Tensor =>
      scan((c: Tensor, i: Tensor) => [take(x, i, 0), c.mul(take(x, i, 0))], 1, order)[1]
    const J = sparseJacobian(f)(wave(4))
    expectMatrix(J, jacobian(f)(wave(4)))
    expect(Array.from(J.columns)).toEqual([2, 0, 2, 0, 3, 1, 3])
  })

  test('steps of an explicit scheme widen the band by one each', () => {
    const f = (x: Tensor): Tensor => fori(3, (_: Tensor, y: Tensor) => tridiagonal(y), x)
    const J = sparseJacobian(f)(wave(40))
    expectMatrix(J, jacobian(f)(wave(40)), 1e-9)
    expect(J.values.size).toBe(7 * 40 - 2 * (1 + 2 + 3))
  })

  test('a scan of no steps is the identity, and has no rows for its outputs', () => {
    const f = (x: Tensor) => scan((c: Tensor, a: Tensor) => [c.mul(a), c], x, tensor([]))
    const J = sparseJacobian(f)(wave(3))
    expect([J.shape, J.values.toArray()]).toEqual([
      [3, 3],
      [1, 1, 1],
    ])
  })

  test('the branch that is taken is the one that counts', () => {
    const f = (x: Tensor): Tensor =>
      cond(
        x.at(0).greater(0),
        (y: Tensor) => y.square(),
        (y: Tensor) => y.mul(y.sum()),
        x,
      )
    expect(sparseJacobian(f)(tensor([1, 2])).values.toArray()).toEqual([2, 4])
    expect(sparseJacobian(f)(tensor([-1, 2])).values.toArray()).toEqual([0, -1, 2, 3])
    const clamped = (x: Tensor): Tensor =>
      branch(7, [(y: Tensor) => y.sum(), (y: Tensor) => y.at(1)], x)
    expect(Array.from(sparseJacobian(clamped)(wave(3)).columns)).toEqual([1])
  })

  test('a loop of unknown length is walked as far as it goes', () => {
    const f = (x: Tensor): Tensor =>
      whileLoop(
        (s: [Tensor, Tensor]) => s[1].less(2),
        ([y, k]: [Tensor, Tensor]) => [tridiagonal(y), k.add(1)] as [Tensor, Tensor],
        [x, tensor(0)],
      )[0]
    const twice = (x: Tensor): Tensor => tridiagonal(tridiagonal(x))
    expectMatrix(sparseJacobian(f)(wave(12)), jacobian(twice)(wave(12)))
    expect(sparseJacobian(f)(wave(12)).values.size).toBe(5 * 12 - 2 * (1 + 2))
  })

  test('a custom pullback counts, not the function', () => {
    const straightThrough = customVjp(
      (x: Tensor) => x.round(),
      (x: Tensor) => [x.round(), null],
      (_, ct: Tensor) => [ct],
    )
    const f = (x: Tensor): Tensor => straightThrough(x).mul(3)
    expect(sparseJacobian(f)(wave(3)).values.toArray()).toEqual([3, 3, 3])
  })

  test('a checkpoint recomputes the indices that it needs', () => {
    const f = checkpoint((x: Tensor) => {
      const at = arange(x.size, { dtype: 'int32' }).mul(3).add(1).rem(x.size)
      return take(x, at, 0).mul(x)
    })
    const J = sparseJacobian((x: Tensor) => f(x.sin()))(wave(5))
    expectMatrix(J, jacobian((x: Tensor) => f(x.sin()))(wave(5)))
    expect(J.values.size).toBe(9)
  })

  test('the solution of an implicit equation depends on all of it', () => {
    const root = implicit(
      (a: Tensor) => a.sqrt(),
      (x: Tensor, a: Tensor) => x.square().sub(a),
    )
    const J = sparseJacobian((a: Tensor) => root(a))(tensor([1, 4, 9]))
    expect(J.values.size).toBe(9)
    expectMatrix(J, jacobian((a: Tensor) => a.sqrt())(tensor([1, 4, 9])), 1e-9)
  })
})
