/**
 * Linear algebra as users call it: first and second derivatives against differences, and vmap against a
 * loop, at matrices that are neither symmetric nor diagonal; then what holds where a factorization is
 * not smooth but the function is.
 */
import { describe, expect, test } from 'vitest'
import { checkDerivatives, compile, grad, hessian, hvp, jvp, taylor, vmap } from '@wengert/autodiff'
import { eye, linalg, outer, stack, tensor, where, type Tensor } from '@wengert/tensor'
import { expectClose } from '../support/law.ts'

const square = tensor([
  [2.1, -0.7, 0.4],
  [0.9, 1.6, -1.1],
  [-0.3, 0.8, 3.2],
])
const tall = tensor([
  [1.2, -0.4],
  [0.7, 2.3],
  [-1.9, 0.6],
])
const wide = tall.transpose()
const b = tensor([0.6, -1.4, 0.9])
const two = tensor([
  [0.6, 1.1],
  [-1.4, 0.2],
  [0.9, -0.8],
])
const covariance = (a: Tensor): Tensor => a.matmul(a.transpose()).add(eye(a.shape[0]))

const cases: readonly (readonly [string, (...xs: Tensor[]) => Tensor | Tensor[], Tensor[]])[] = [
  ['solve of a vector', linalg.solve, [square, b]],
  ['solve of a matrix', linalg.solve, [square, two]],
  [
    'solve of many systems by one matrix',
    (a, c) => linalg.solve(a, stack([c, c.sin()])),
    [square, two],
  ],
  ['solve by many matrices', (a, c) => linalg.solve(stack([a, a.exp()]), c), [square, b]],
  ['inv', linalg.inv, [square]],
  ['det', linalg.det, [square]],
  ['slogdet', linalg.slogdet, [square]],
  ['cholesky', (a) => linalg.cholesky(covariance(a)), [square]],
  [
    'triangularSolve by a transposed unit triangle',
    (a, c) => linalg.triangularSolve(a, c, { transpose: true, unitDiagonal: true }),
    [square, b],
  ],
  ['lu', (a) => linalg.lu(a).slice(1), [square]],
  ['lu of a tall matrix', (a) => linalg.lu(a).slice(1), [tall]],
  ['lu of a wide matrix', (a) => linalg.lu(a).slice(1), [wide]],
  ['qr', (a) => linalg.qr(a), [square]],
  ['qr of a wide matrix', (a) => linalg.qr(a), [wide]],
  ['complete qr', (a) => linalg.qr(a, { mode: 'complete' }), [tall]],
  ['eigh', (a) => linalg.eigh(a), [square]],
  ['svd', linalg.svd, [square]],
  ['svd of a tall matrix', linalg.svd, [tall]],
  ['svd of a wide matrix', linalg.svd, [wide]],
  ['pinv of a wide matrix', (a) => linalg.pinv(a), [wide]],
  ['lstsq with more equations', (a, c) => linalg.lstsq(a, c), [tall, b]],
  ['lstsq with fewer equations', (a, c) => linalg.lstsq(a, c.slice([0, 2])), [wide, b]],
  [
    'lstsq of rank 1 among matrices of rank 1',
    (x, y, c) => linalg.lstsq(outer(x, y.slice([0, 2])), c),
    [b, b.add(2), two.slice([], 1)],
  ],
  [
    'the logarithm of a Gaussian density',
    (a, c) => {
      const l = linalg.cholesky(covariance(a))
      const z = linalg.triangularSolve(l, c, { lower: true })
      return z.square().sum().mul(-0.5).sub(linalg.slogdet(l)[1])
    },
    [square, b],
  ],
]

const list = (result: Tensor | Tensor[]): Tensor[] => (Array.isArray(result) ? result : [result])

describe('linear algebra', () => {
  test.each(cases)('%s: JVP, VJP and HVP agree with differences', (_, f, xs) => {
    checkDerivatives(f, xs)
  })

  test.each(cases)('%s: vmap is a loop, and compiled it is the same', (_, f, xs) => {
    const rows = xs.map((a) => [a, a.mul(0.9), a.mul(1.1)])
    const g = (...each: Tensor[]): Tensor[] => list(f(...each))
    const mapped = vmap(g)(...(rows.map((row) => stack(row)) as [Tensor]))
    for (let k = 0; k < 3; k++) {
      const expected = g(...rows.map((row) => row[k]))
      mapped.forEach((result, i) => expectClose(result.at(k), expected[i], 1e-12))
    }
    const compiled = compile(g)(...xs)
    g(...xs).forEach((expected, i) => expectClose(compiled[i], expected, 1e-13))
  })
})

describe('where values repeat', () => {
  const sum = (a: Tensor): Tensor => linalg.eigh(a)[0].sum()
  const squares = (a: Tensor): Tensor => linalg.eigh(a)[0].square().sum()

  test('symmetric functions of eigenvalues have their gradients, as has the sum of singular values', () => {
    expectClose(grad(sum)(eye(3)), eye(3), 1e-15)
    expectClose(grad(squares)(eye(3).mul(2)), eye(3).mul(4), 1e-15)
    const nuclear = (a: Tensor): Tensor => linalg.svd(a)[1].sum()
    expectClose(grad(nuclear)(eye(3)), eye(3), 1e-15)
    expectClose(grad(nuclear)(eye(3).slice([], [0, 2])), eye(3).slice([], [0, 2]), 1e-15)
  })

  test('what does not exist is not a number that looks like it', () => {
    const v = square.add(square.transpose())
    expect(Number.isFinite(hvp(squares, eye(3), v).sum().item())).toBe(false)
    const vectors = jvp((a: Tensor) => linalg.eigh(a)[1], [eye(3)], [v])[1]
    expect(Number.isFinite(vectors.sum().item())).toBe(false)
    const left = jvp((a: Tensor) => linalg.svd(a)[0], [eye(3)], [v])[1]
    expect(Number.isFinite(left.sum().item())).toBe(false)
    expect(Number.isFinite(grad((a: Tensor) => linalg.qr(a)[0].sum())(eye(3).mul(0)).sum().item())).toBe(false) // prettier-ignore
  })

  test('least squares do not mind: the derivative at A = I is −dA b + dAᵀ r', () => {
    const f = (a: Tensor): Tensor => linalg.lstsq(a, b)
    expectClose(jvp(f, [eye(3)], [square])[1], square.matmul(b).neg(), 1e-14)
    const part = eye(3).slice([], [0, 2])
    const v = square.slice([], [0, 2])
    const x = b.slice([0, 2])
    const r = b.mul(tensor([0, 0, 1]))
    const expected = v
      .transpose()
      .matmul(r)
      .sub(v.slice([0, 2]).matmul(x))
    expectClose(jvp(f, [part], [v])[1], expected, 1e-14)
    checkDerivatives(f, [part])
  })
})

describe('closed forms', () => {
  test('the largest eigenvalue of [[a, c], [c, d]] is (a + d)/2 + √((a − d)²/4 + c²), to second order', () => {
    const entries = tensor([1.3, -0.6, 2.4])
    const matrixOf = (x: Tensor): Tensor => stack([x.slice([0, 2]), x.slice([1, 3])])
    const largest = (x: Tensor): Tensor => linalg.eigh(matrixOf(x))[0].at(1)
    const formula = (x: Tensor): Tensor => {
      const [a, c, d] = [x.at(0), x.at(1), x.at(2)]
      return a.add(d).div(2).add(a.sub(d).square().div(4).add(c.square()).sqrt())
    }
    expectClose(largest(entries), formula(entries), 1e-15)
    expectClose(grad(largest)(entries), grad(formula)(entries), 1e-14)
    expectClose(hessian(largest)(entries), hessian(formula)(entries), 1e-13)
  })

  test('the series of (A + t I)⁻¹ is Σ (−t)ᵏ A⁻ᵏ⁻¹', () => {
    const inverse = linalg.inv(square)
    const series = taylor((a: Tensor) => linalg.inv(a), square, eye(3), 6)
    let expected = inverse
    for (const c of series) {
      expectClose(c, expected, 1e-13)
      expected = expected.matmul(inverse).neg()
    }
  })

  test('the series of the Cholesky factor of (1 + t)² A is (1 + t) L', () => {
    const a = covariance(square)
    const series = taylor(
      (t: Tensor) => linalg.cholesky(t.add(1).square().mul(a)),
      tensor(0),
      tensor(1),
      4,
    )
    const l = linalg.cholesky(a)
    series.forEach((c, k) => expectClose(c, k < 2 ? l : l.mul(0), 1e-12))
  })

  test('a branch that is not taken does no harm to gradients made safe', () => {
    const f = (a: Tensor): Tensor => {
      const definite = linalg.det(a).greater(0)
      const safe = where(definite, a, eye(2))
      return where(definite, linalg.slogdet(linalg.cholesky(safe))[1], 0)
    }
    const mapped = vmap(grad(f))(stack([eye(2).mul(4), tensor([[1, 2], [2, 1]])])) // prettier-ignore
    expectClose(mapped, stack([eye(2).div(8), eye(2).mul(0)]), 1e-15)
  })
})
