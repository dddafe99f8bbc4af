/** Derivatives of determinants and inverses, at singular matrices too, against closed forms. */
import { describe, expect, test } from 'vitest'
import { compile, grad, hessian, hvp, jvp, vmap } from '@wengert/autodiff'
import { eye, linalg, stack, tensor, zeros, type Tensor } from '@wengert/tensor'
import { expectClose, patternLike } from '../support/law.ts'

const det = (a: Tensor): Tensor => linalg.det(a)
const x = patternLike(zeros([3, 3]), 1)
const y = patternLike(zeros([3, 3]), 2)
const z = patternLike(zeros([3, 3]), 3)

/** The cofactors of a 3×3 matrix by its 2×2 minors. */
function cofactors(a: Tensor): Tensor {
  const at = (i: number, j: number): number => a.data[(i % 3) * 3 + (j % 3)]
  const entry = (i: number, j: number): number =>
    at(i + 1, j + 1) * at(i + 2, j + 2) - at(i + 1, j + 2) * at(i + 2, j + 1)
  return tensor([0, 1, 2].map((i) => [0, 1, 2].map((j) => entry(i, j))))
}

/** The derivative of the cofactors in a direction: they are quadratic. */
function cofactorsAlong(a: Tensor, v: Tensor): Tensor {
  return cofactors(a.add(v))
    .sub(cofactors(a.sub(v)))
    .div(2)
}

const matrices: [string, Tensor][] = [
  ['regular', x],
  ['of rank 2', tensor([[1, 2, 3], [4, 5, 6], [7, 8, 9]])], // prettier-ignore
  ['of rank 2, with a zero column', tensor([[0, 1, 2], [0, 4, 3], [0, 1, 1]])], // prettier-ignore
  ['of rank 1', tensor([[1, 2, 4], [2, 4, 8], [-3, -6, -12]])], // prettier-ignore
  ['zero', zeros([3, 3])],
]

describe.each(matrices)('the determinant of a matrix that is %s', (_, a) => {
  test('has the cofactors as its gradient', () => {
    expectClose(grad(det)(a), cofactors(a), 1e-14)
    expectClose(jvp(det, [a], [y])[1], cofactors(a).mul(y).sum(), 1e-14)
  })

  test('has the polarized cofactors as its Hessian, forward over reverse and compiled', () => {
    expectClose(hvp(det, a, y), cofactorsAlong(a, y), 1e-13)
    expectClose(compile((b: Tensor) => hvp(det, b, y))(a), cofactorsAlong(a, y), 1e-13)
  })
})

test.each(matrices.slice(0, 3))(
  'the third derivative of the determinant of a matrix that is %s is constant',
  (_, a) => {
    const third = grad((b: Tensor) => hvp(det, b, y).mul(z).sum())(a)
    expectClose(third, cofactorsAlong(z, y), 1e-12)
  },
)

describe('of a 2×2 matrix', () => {
  const expected = tensor([[0, 0, 0, 1], [0, 0, -1, 0], [0, -1, 0, 0], [1, 0, 0, 0]]) // prettier-ignore
  test('the Hessian of the determinant is constant, at 0 and in float32 too', () => {
    for (const dtype of ['float64', 'float32'] as const) {
      const at = hessian(det)(zeros([2, 2], { dtype })).reshape([4, 4])
      expectClose(at, expected.cast(dtype), 1e-10)
    }
  })
})

describe('slogdet and inv', () => {
  test('the gradient of ln|det| is the transposed inverse, its Hessian −A⁻ᵀ Vᵀ A⁻ᵀ', () => {
    const log = (a: Tensor): Tensor => linalg.slogdet(a)[1]
    const inverse = linalg.inv(x).transpose()
    expectClose(grad(log)(x), inverse, 1e-13)
    expectClose(hvp(log, x, y), inverse.matmul(y.transpose()).matmul(inverse).neg(), 1e-12)
  })

  test('of a singular matrix inside a transform infinities or NaN come out, and mask away', () => {
    const singular = zeros([2, 2])
    const f = (a: Tensor): Tensor => linalg.solve(a, tensor([1, 1])).sum()
    expect(Number.isFinite(jvp(f, [singular], [singular])[0].item())).toBe(false)
    const both = vmap(f)(stack([eye(2), singular]))
    expect([both.data[0], Number.isFinite(both.data[1])]).toEqual([2, false])
    const l = vmap((a: Tensor) => linalg.cholesky(a).sum())(stack([eye(2), eye(2).neg()]))
    expect(l.toArray()).toEqual([2, NaN])
    expect(grad((a: Tensor) => linalg.cholesky(a).sum())(eye(2).neg()).data[0]).toBeNaN()
  })
})
