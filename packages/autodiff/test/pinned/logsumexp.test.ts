/** Logsumexp where there is nothing to sum: the logarithm of 0 must not make NaN of its derivative. */
import { describe, expect, test } from 'vitest'
import { grad, hessian, jvp } from '@wengert/autodiff'
import { isFinite, logsumexp, tensor, where, type Tensor } from '@wengert/tensor'

const lse = (x: Tensor): Tensor => logsumexp(x, -1)
const nothing = [-Infinity, -Infinity]

describe('logsumexp of −∞ only', () => {
  test('has the gradient 0, forwards and backwards', () => {
    expect(grad(lse)(tensor(nothing)).toArray()).toEqual([0, 0])
    expect(jvp(lse, [tensor(nothing)], [tensor([1, 2])])[1].item()).toBe(0)
  })

  test('has the Hessian 0', () => {
    const zeros = [
      [0, 0],
      [0, 0],
    ]
    expect(hessian(lse)(tensor(nothing)).toArray()).toEqual(zeros)
  })

  test('spoils no other row', () => {
    const x = tensor([nothing, [0, 0]])
    const f = (t: Tensor): Tensor => where(isFinite(lse(t)), lse(t), 0).sum()
    expect(grad(f)(x).toArray()).toEqual([
      [0, 0],
      [0.5, 0.5],
    ])
  })
})

test('logsumexp of one number, or over no axes, has the derivative 1', () => {
  expect(grad((x: Tensor) => logsumexp(x))(3).item()).toBe(1)
  expect(grad((x: Tensor) => logsumexp(x, []).sum())(tensor([1, 2])).toArray()).toEqual([1, 1])
})
