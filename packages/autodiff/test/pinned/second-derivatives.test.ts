/** Second derivatives that others get wrong, against closed forms written down here. */
import { describe, expect, test } from 'vitest'
import { grad, hessian, jacobian } from '@wengert/autodiff'
import * as T from '@wengert/tensor'
import { tensor, type Tensor } from '@wengert/tensor'
import { expectClose } from '../support/law.ts'

const second = (f: (x: Tensor) => Tensor) => (x: number) => grad(grad(f))(x).item()
const sigma = (x: number): number => 1 / (1 + Math.exp(-x))

describe('of functions of one variable', () => {
  const closed: [string, (x: Tensor) => Tensor, (x: number) => number][] = [
    ['exp', T.exp, Math.exp],
    ['tanh', T.tanh, (x) => -2 * Math.tanh(x) * (1 - Math.tanh(x) ** 2)],
    ['sigmoid', T.sigmoid, (x) => sigma(x) * sigma(-x) * (1 - 2 * sigma(x))],
    ['softplus', T.softplus, (x) => sigma(x) * sigma(-x)],
    ['x |x|', (x) => x.mul(x.abs()), (x) => 2 * Math.sign(x)],
    ['log1p exp', (x) => x.exp().log1p(), (x) => sigma(x) * sigma(-x)],
    ['atan', T.atan, (x) => (-2 * x) / (1 + x * x) ** 2],
    ['sin', T.sin, (x) => -Math.sin(x)],
    ['x⁻²', (x) => x.pow(-2), (x) => 6 / x ** 4],
    ['sqrt |x|', (x) => x.abs().sqrt(), (x) => -0.25 / Math.abs(x) ** 1.5],
    ['clip', (x) => x.clip(-1, 1).square(), (x) => (Math.abs(x) < 1 ? 2 : 0)],
    ['relu', (x) => x.relu().square(), (x) => (x > 0 ? 2 : 0)],
    ['rem', (x) => x.rem(0.4).square(), () => 2],
  ]
  test.each(closed)('%s', (_, f, expected) => {
    for (const x of [-2.3, -0.7, 0.3, 1.9]) {
      expect(second(f)(x)).toBeCloseTo(expected(x), 12)
    }
  })

  test('sigmoid keeps its relative accuracy far out', () => {
    expect(second(T.sigmoid)(-40)).toBeCloseTo(Math.exp(-40), 30)
    expect(second(T.sigmoid)(40) / -Math.exp(-40)).toBeCloseTo(1, 10)
    expect(second(T.softplus)(700) / Math.exp(-700)).toBeCloseTo(1, 10)
  })
})

describe('of powers at 0', () => {
  const cases: [number, number, number][] = [
    [0, 0, 0],
    [1, 1, 0],
    [2, 0, 2],
    [3, 0, 0],
    [4, 0, 0],
  ]
  test.each(cases)('a number %d as exponent: first %d, second %d', (p, first, curvature) => {
    const f = (x: Tensor): Tensor => x.pow(p)
    expect(grad(f)(0).item()).toBe(first)
    expect(second(f)(0)).toBe(curvature)
  })

  test.each(cases)('a tensor %d as exponent: first %d, second %d', (p, first, curvature) => {
    const f = (x: Tensor): Tensor => x.pow(tensor(p))
    expect(grad(f)(0).item()).toBe(first)
    expect(second(f)(0)).toBe(curvature)
  })

  test('integer exponents take negative bases', () => {
    expect(second((x) => x.pow(3))(-2)).toBe(-12)
    expect(second((x) => x.pow(tensor(3)))(-2)).toBe(-12)
  })

  test('the third derivative of x³ at 0 is 6', () => {
    expect(grad(grad(grad((x) => x.pow(3))))(0).item()).toBe(6)
  })

  test('∂²(x^y)/∂x∂y = x^(y-1) (1 + y ln x), at y = 0 too', () => {
    const f = (p: Tensor): Tensor => p.at(0).pow(p.at(1))
    const H = hessian(f)(tensor([0.4, 0])).toArray() as number[][]
    expect(H[0][1]).toBeCloseTo(2.5, 14)
    expect(H[1][0]).toBeCloseTo(2.5, 14)
    expect(H[1][1]).toBeCloseTo(Math.log(0.4) ** 2, 14)
    expect(H[0][0]).toBeCloseTo(0, 14)
  })
})

describe('of the softmax family', () => {
  const x = tensor([0.3, -1.1, 2, 0.4])
  const p = Array.from(T.softmax(x).data)
  const delta = (i: number, j: number): number => (i === j ? 1 : 0)

  test('logsumexp: diag p − p pᵀ', () => {
    const expected = p.map((pi, i) => p.map((pj, j) => delta(i, j) * pi - pi * pj))
    expectClose(hessian((z: Tensor) => z.logsumexp())(x), tensor(expected), 1e-14)
  })

  test('softmax: its Jacobian is diag p − p pᵀ, its Hessian that of each output', () => {
    const jacobianOf = p.map((pi, i) => p.map((pj, j) => pi * (delta(i, j) - pj)))
    expectClose(jacobian((z: Tensor) => z.softmax())(x), tensor(jacobianOf), 1e-14)
    const hessianOf = p.map((pi, i) =>
      p.map((pj, j) =>
        p.map((pk, k) => pi * ((delta(i, j) - pj) * (delta(i, k) - pk) - pj * (delta(j, k) - pk))),
      ),
    )
    expectClose(hessian((z: Tensor) => z.softmax())(x), tensor(hessianOf), 1e-14)
  })

  test('logSoftmax: minus the Hessian of logsumexp, for every output', () => {
    const expected = p.map(() => p.map((pi, i) => p.map((pj, j) => pi * pj - delta(i, j) * pi)))
    expectClose(hessian((z: Tensor) => z.logSoftmax())(x), tensor(expected), 1e-14)
  })

  test('an entry of −∞ has no derivative and spoils no other', () => {
    const g = grad((z: Tensor) => z.logsumexp())(tensor([0, -Infinity, 0]))
    expect(g.toArray()).toEqual([0.5, 0, 0.5])
    const H = hessian((z: Tensor) => z.logsumexp())(tensor([0, -Infinity, 0]))
    expect(H.toArray()).toEqual([
      [0.25, 0, -0.25],
      [0, 0, 0],
      [-0.25, 0, 0.25],
    ])
  })
})

describe('at kinks the derivative is', () => {
  test('shared equally by ties of max and min', () => {
    const x = tensor([
      [3, 1, 3],
      [2, 2, 2],
    ])
    const [a, b] = [1 / 2, 1 / 3]
    expect(grad((z: Tensor) => z.max(1).sum())(x).toArray()).toEqual([
      [a, 0, a],
      [b, b, b],
    ])
    expect(grad((z: Tensor) => z.min().square())(x).toArray()).toEqual([
      [0, 2, 0],
      [0, 0, 0],
    ])
  })

  test('halved where maximum, minimum and clip meet', () => {
    expect(grad((x: Tensor) => x.maximum(1))(1).item()).toBe(0.5)
    expect(grad((x: Tensor) => x.minimum(1))(1).item()).toBe(0.5)
    expect(grad((x: Tensor) => x.clip(-1, 1))(1).item()).toBe(0.5)
  })

  test('0 for abs and relu at 0', () => {
    expect(grad((x: Tensor) => x.abs())(0).item()).toBe(0)
    expect(grad((x: Tensor) => x.relu())(0).item()).toBe(0)
  })

  test('that of the chosen branch of where', () => {
    const f = (x: Tensor): Tensor => T.where(x.greater(0), x.square(), x.pow(3))
    expect(second(f)(2)).toBe(2)
    expect(second(f)(-2)).toBe(-12)
  })

  test('0 through floor, ceil, round, sign and comparisons', () => {
    for (const f of [T.floor, T.ceil, T.round, T.sign]) expect(grad(f)(0.3).item()).toBe(0)
    expect(grad((x: Tensor) => x.greater(0).cast('float64').mul(x))(0.3).item()).toBe(1)
  })
})

test('the Hessian of atan2 is that of the angle of a point', () => {
  const [y, x] = [0.6, -0.8]
  const H = hessian((p: Tensor) => T.atan2(p.at(0), p.at(1)))(tensor([y, x])).toArray()
  const r4 = (x * x + y * y) ** 2
  const cross = (y * y - x * x) / r4
  expectClose(
    tensor(H as number[][]),
    tensor([
      [(-2 * x * y) / r4, cross],
      [cross, (2 * x * y) / r4],
    ]),
    1e-14,
  )
})
