import { describe, expect, test } from 'vitest'
import {
  checkDerivatives,
  grad,
  hessian,
  hvp,
  implicit,
  jacobian,
  jvp,
  vmap,
} from '@wengert/autodiff'
import { DerivativeError, eye, matmul, random, stack, tensor, type Tensor } from '@wengert/tensor'
import { gmres } from '../../src/implicit/gmres.ts'
import { expectClose } from '../support/law.ts'

describe('the derivative of a root', () => {
  // x³ + x = a by Newton's method on plain numbers
  const root = implicit(
    (a: Tensor) => {
      let x = 1
      for (let i = 0; i < 60; i++) x -= (x ** 3 + x - a.item()) / (3 * x * x + 1)
      return x
    },
    (x: Tensor, a: Tensor) => x.pow(3).add(x).sub(a),
  )
  const x = root(10).item()

  test('is 1 / (3x² + 1), its second −6x / (3x² + 1)³', () => {
    expect(x).toBeCloseTo(2, 14)
    expect(grad((a: Tensor) => root(a))(10).item()).toBeCloseTo(1 / 13, 14)
    expect(jvp((a: Tensor) => root(a), [10], [2])[1].item()).toBeCloseTo(2 / 13, 14)
    expect(hvp((a: Tensor) => root(a), 10, 1).item()).toBeCloseTo(-12 / 13 ** 3, 13)
    expect(grad(grad((a: Tensor) => root(a)))(10).item()).toBeCloseTo(-12 / 13 ** 3, 13)
  })
})

describe('the derivative of a fixed point', () => {
  const W = tensor([
    [0.3, -0.2],
    [0.1, 0.4],
  ])
  const settle = implicit(
    (b: Tensor) => {
      let x = b
      for (let i = 0; i < 200; i++) x = matmul(W, x).add(b).tanh()
      return x
    },
    (x: Tensor, b: Tensor) => x.sub(matmul(W, x).add(b).tanh()),
  )

  test('agrees with differences to second order, and with forward and reverse mode', () => {
    checkDerivatives((b: Tensor) => settle(b), [tensor([0.5, -0.3])])
    const modes = (['forward', 'reverse'] as const).map((mode) =>
      jacobian((b: Tensor) => settle(b), { mode })(tensor([0.5, -0.3])),
    )
    expectClose(modes[0], modes[1], 1e-12)
  })

  test('is (I − D W)⁻¹ D with D = diag(1 − x²)', () => {
    const b = tensor([0.5, -0.3])
    const d = settle(b).square().neg().add(1)
    const J = jacobian((p: Tensor) => settle(p))(b)
    const left = eye(2).sub(d.reshape([2, 1]).mul(W))
    expectClose(matmul(left, J), eye(2).mul(d), 1e-12)
  })

  test('under vmap is a loop', () => {
    const bs = [tensor([0.5, -0.3]), tensor([0.1, 0.9])]
    const f = (b: Tensor): Tensor => grad((p: Tensor) => settle(p).square().sum())(b)
    const mapped = vmap(f)(stack(bs))
    bs.forEach((b, i) => expectClose(mapped.at(i), f(b), 1e-10))
  })
})

describe('the hyper-gradient of ridge regression', () => {
  const X = random.normal(random.key(1), [30, 4])
  const y = random.normal(random.key(2), [30])
  const V = random.normal(random.key(3), [20, 4])
  const u = random.normal(random.key(4), [20])
  const gram = matmul(X.transpose(), X)
  const moment = matmul(X.transpose(), y)

  /** (XᵀX + λI) w = Xᵀy by Jacobi-preconditioned Richardson steps, on plain values. */
  const fit = (lambda: Tensor): Tensor => {
    const A = gram.add(eye(4).mul(lambda.item()))
    const step = 1 / A.abs().sum(1).max().item()
    let w = moment.mul(0)
    for (let i = 0; i < 5000; i++) w = w.add(moment.sub(matmul(A, w)).mul(step))
    return w
  }
  const ridge = implicit(fit, (w: Tensor, lambda: Tensor) =>
    matmul(gram, w).add(w.mul(lambda)).sub(moment),
  )
  const validation = (lambda: Tensor): Tensor => matmul(V, ridge(lambda)).sub(u).square().sum()

  test('is the closed form −2 (Vw − u)ᵀ V A⁻¹ w, and its derivative that of the closed form', () => {
    const lambda = 0.7
    const w = fit(tensor(lambda))
    const solve = (b: Tensor): Tensor => {
      // A⁻¹b from the same iteration, written for another right-hand side
      const A = gram.add(eye(4).mul(lambda))
      const step = 1 / A.abs().sum(1).max().item()
      let z = b.mul(0)
      for (let i = 0; i < 5000; i++) z = z.add(b.sub(matmul(A, z)).mul(step))
      return z
    }
    const z = solve(w)
    const r = matmul(V, w).sub(u)
    const Vz = matmul(V, z)
    const first = -2 * r.mul(Vz).sum().item()
    const second =
      2 * Vz.square().sum().item() +
      4 *
        r
          .mul(matmul(V, solve(z)))
          .sum()
          .item()
    expect(grad(validation)(lambda).item() / first).toBeCloseTo(1, 10)
    expect(hessian(validation)(lambda).item() / second).toBeCloseTo(1, 9)
  })
})

describe('trees, closures and faults', () => {
  test('unknowns and parameters may be trees, and optimality may close over traced values', () => {
    const pair = implicit(
      ({ s, p }: { s: Tensor; p: Tensor }) => {
        const [a, b] = [s.item(), p.item()]
        const root = Math.sqrt(a * a - 4 * b)
        return { u: tensor((a + root) / 2), v: tensor((a - root) / 2) }
      },
      ({ u, v }, { s, p }: { s: Tensor; p: Tensor }) => ({
        u: u.add(v).sub(s),
        v: u.mul(v).sub(p),
      }),
    )
    // u + v = s, uv = p: du/ds = u / (u − v)
    const g = grad(({ s, p }: { s: Tensor; p: Tensor }) => pair({ s, p }).u)({ s: 5, p: 6 })
    expect(g.s.item()).toBeCloseTo(3, 12)
    expect(g.p.item()).toBeCloseTo(-1, 12)
    const scaled = (k: Tensor): Tensor =>
      implicit(
        (a: Tensor) => a.peek() as number,
        (x: Tensor, a: Tensor) => x.mul(k).sub(a.mul(k.square())),
      )(3)
    expect(grad(scaled)(1).item()).toBeCloseTo(3, 12)
  })

  test('the solver may close over values that only the trace knows', () => {
    const divided = (w: Tensor): Tensor =>
      implicit(
        (a: Tensor) => a.div(w),
        (x: Tensor, a: Tensor) => x.mul(w).sub(a),
      )(6)
    expect(vmap(divided)(tensor([2, 3])).toArray()).toEqual([3, 2])
    expectClose(vmap(grad(divided))(tensor([2, 3])), tensor([-6 / 4, -6 / 9]), 1e-15)
  })

  test('a condition that does not determine the solution throws', () => {
    const free = implicit(
      (a: Tensor) => tensor([a.item(), 0]),
      (x: Tensor, a: Tensor) => stack([x.at(0).sub(a), x.at(0).sub(a)]),
    )
    expect(() => grad((a: Tensor) => free(a).sum())(1)).toThrow(DerivativeError)
    expect(() => grad((a: Tensor) => free(a).sum())(1)).toThrow(/looks singular/)
  })

  test('an optimality of another structure throws', () => {
    const bad = implicit(
      (a: Tensor) => a,
      (x: Tensor) => [x],
    )
    expect(() => bad(1)).toThrow(/^implicit: what optimality returns should be a tensor/)
  })
})

test('gmres solves a nonsymmetric system, and says how far it got', () => {
  const A = [
    [4, 1, 0],
    [-2, 3, 1],
    [0, 5, 1],
  ]
  const apply = (v: Float64Array): Float64Array =>
    Float64Array.from(A, (row) => row.reduce((sum, a, j) => sum + a * v[j], 0))
  const { x, residual } = gmres(apply, Float64Array.of(6, 7, 13), 1e-14)
  expect(residual).toBeLessThan(1e-14)
  ;[...x].forEach((value, i) => expect(value).toBeCloseTo([1, 2, 3][i], 12))
})
