import { describe, expect, test } from 'vitest'
import { lanczos } from '@wengert/optim'
import { concatenate, matmul, random, tensor, type Tensor } from '@wengert/tensor'
import { tridiagonalEigen } from '../../src/krylov/tridiagonal.ts'
import { diagonal, randomOrthogonal, times } from '../support/matrices.ts'

const at = (...values: number[]): Float64Array => Float64Array.from(values)

describe('the tridiagonal eigenproblem', () => {
  test('of −1, 2, −1 has eigenvalues 2 − 2 cos(kπ/(n + 1)), with sines as vectors', () => {
    for (const n of [1, 2, 3, 10, 60]) {
      const { values, vectors } = tridiagonalEigen(
        new Float64Array(n).fill(2),
        new Float64Array(n - 1).fill(-1),
      )
      for (let k = 1; k <= n; k++) {
        expect(values[k - 1]).toBeCloseTo(2 - 2 * Math.cos((k * Math.PI) / (n + 1)), 13)
        const scale = Math.sqrt(2 / (n + 1))
        for (let i = 1; i <= n; i++) {
          const sine = scale * Math.sin((i * k * Math.PI) / (n + 1))
          const sign = Math.sign(vectors[k - 1][0])
          expect(sign * vectors[k - 1][i - 1]).toBeCloseTo(sine, 11)
        }
      }
    }
  })

  test('of a graded and of a split matrix', () => {
    expect(Array.from(tridiagonalEigen(at(3, 1, 2), at(0, 0)).values)).toEqual([1, 2, 3])
    // [[1, 1e-9], [1e-9, 1]] has 1 ± 1e-9.
    const { values } = tridiagonalEigen(at(1, 1), at(1e-9))
    expect(values[1] - values[0]).toBeCloseTo(2e-9, 15)
  })
})

describe('lanczos', () => {
  const eigenvalues = [-3, -1, 0.5, 2, 2.5, 10]
  const A = times(randomOrthogonal(6, 7), diagonal(eigenvalues))

  test('with n steps gives all eigenvalues and vectors', () => {
    const result = lanczos(A, 6)
    expect(result).toMatchObject({ status: 'invariant', success: true, steps: 6 })
    result.values.forEach((value, i) => {
      expect(value).toBeCloseTo(eigenvalues[i], 11)
      const v = result.vector(i)
      expect(v.norm().item()).toBeCloseTo(1, 12)
      expect(A(v).sub(v.mul(value)).norm().item()).toBeLessThan(1e-11)
    })
    expect(result.vector(-1).toArray()).toEqual(result.vector(5).toArray())
  })

  test('the tridiagonal matrix has the moments vᵀAᵏv of the start', () => {
    const start = tensor([1, 0, 0, 0, 0, 0])
    const { values, weights, steps } = lanczos(A, 6, { start, steps: 3 })
    expect(steps).toBe(3)
    let power = start
    // Gauss quadrature with 3 nodes is exact to degree 5.
    for (let k = 0; k <= 5; k++) {
      const moment = values.reduce((sum, value, i) => sum + weights[i] * value ** k, 0)
      expect(moment / start.dot(power).item()).toBeCloseTo(1, 11)
      power = A(power)
    }
  })

  test('each value has an eigenvalue within its bound, and the bounds are the residuals', () => {
    const { values, bounds, vector } = lanczos(A, 6, { steps: 4 })
    values.forEach((value, i) => {
      const distance = Math.min(...eigenvalues.map((lambda) => Math.abs(lambda - value)))
      expect(distance).toBeLessThanOrEqual(bounds[i] + 1e-12)
      const v = vector(i)
      expect(A(v).sub(v.mul(value)).norm().item()).toBeCloseTo(bounds[i], 11)
    })
  })

  test('makes no copies of eigenvalues: 300 of a matrix with one far away', () => {
    const n = 300
    const d = Float64Array.from({ length: n }, (_, i) => (i === n - 1 ? 1e6 : i / n))
    const { values, status } = lanczos((v: Tensor) => v.mul(tensor(d)), n, { steps: n })
    expect(['invariant', 'step-limit']).toContain(status)
    expect(values.filter((value) => value > 2).length).toBe(1)
    expect(values[0]).toBeCloseTo(0, 8)
  })

  test('a multiple eigenvalue appears once, and ends the process', () => {
    const B = times(randomOrthogonal(6, 9), diagonal([1, 1, 1, 4, 4, 9]))
    const { values, status } = lanczos(B, 6)
    expect(status).toBe('invariant')
    expect(values.length).toBe(3)
    ;[1, 4, 9].forEach((value, i) => expect(values[i]).toBeCloseTo(value, 11))
  })

  test('takes trees, and keys', () => {
    const T = ([a, b]: [Tensor, Tensor]): [Tensor, Tensor] => [a.mul(2), b.mul(-3)]
    const example: [number, Float64Array] = [0, new Float64Array(2)]
    const { values, vector } = lanczos<[Tensor, Tensor]>(T, example, { key: random.key(5) })
    expect(values[0]).toBeCloseTo(-3, 12)
    expect(values[1]).toBeCloseTo(2, 12)
    expect(Math.abs(vector(1)[0].item())).toBeCloseTo(1, 12)
  })

  test('says when A is not symmetric or not finite, and refuses bad options', () => {
    const M = tensor([
      [1, 5],
      [0, 2],
    ])
    expect(lanczos((v: Tensor) => matmul(M, v), 2)).toMatchObject({
      status: 'not-symmetric',
      success: false,
    })
    const skew = (v: Tensor): Tensor => concatenate([v.slice([1, 2]), v.slice([0, 1]).neg()])
    expect(lanczos(skew, 2).status).toBe('not-symmetric')
    expect(lanczos((v: Tensor) => v.mul(NaN), 2).status).toBe('non-finite')
    expect(() => lanczos(A, 0)).toThrow(/^lanczos: n is 0; give a positive integer, or a tree/)
    expect(() => lanczos(A, tensor([]))).toThrow(/^lanczos: n is a tree without elements; give/)
    expect(() => lanczos(A, 6, { steps: 0.5 })).toThrow(/steps is 0.5/)
    expect(() => lanczos(A, 6, { start: new Float64Array(6) })).toThrow(/length 0; give a finite/)
    expect(() => lanczos(A, 6).vector(6)).toThrow(/one below 6/)
  })
})
