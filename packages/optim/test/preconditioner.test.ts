import { describe, expect, test } from 'vitest'
import { minimize, type SolverOptions } from '@wengert/optim'
import { arange, tensor, type Tensor } from '@wengert/tensor'

const n = 60
/** Curvatures from 1 to 1e5, and a quartic that makes the Hessian change. */
const scales = Float64Array.from({ length: n }, (_, i) => 10 ** ((5 * i) / (n - 1)))
const f = (x: Tensor): Tensor => {
  const shifted = x.sub(arange(n).add(1).reciprocal())
  return tensor(scales).mul(shifted.square()).sum().add(shifted.pow(4).sum())
}
const x0 = new Float64Array(n).fill(1)
const products = (method: 'newton-cg' | 'trust-ncg', options: SolverOptions): number => {
  const result = minimize(f, x0, { method, ...options })
  expect(result.status).toBe('converged')
  expect(result.value).toBeLessThan(1e-9)
  return result.evaluations.hvp
}

describe.each(['newton-cg', 'trust-ncg'] as const)('%s', (method) => {
  test('needs fewer products with the pairs of earlier ones', () => {
    expect(products(method, {})).toBeLessThan(0.8 * products(method, { preconditioner: 'none' }))
  })

  test('needs one product an iteration with the inverse of a diagonal Hessian', () => {
    const inverse = (x: Tensor) => (v: Tensor) =>
      v.div(
        tensor(scales)
          .mul(2)
          .add(x.sub(arange(n).add(1).reciprocal()).square().mul(12)),
      )
    const { evaluations, iterations, status } = minimize(f, x0, {
      method,
      preconditioner: inverse,
    })
    expect(status).toBe('converged')
    expect(evaluations.hvp).toBe(iterations)
  })

  test('finds a diagonal Hessian exactly by colouring, and by random signs', () => {
    const without = products(method, { preconditioner: 'none' })
    expect(products(method, { preconditioner: 'diagonal' })).toBeLessThan(0.5 * without)
    expect(products(method, { preconditioner: 'hutchinson' })).toBeLessThan(0.5 * without)
  })
})

test('an unknown preconditioner is refused', () => {
  expect(() => minimize(f, x0, { preconditioner: 'jacobi' as never })).toThrow(
    /^minimize: preconditioner is jacobi; give one of none, l-bfgs, diagonal, hutchinson/,
  )
})
