/** Log-determinants and spectra against matrices whose eigenvalues are known in closed form. */
import { describe, expect, test } from 'vitest'
import { hessianLogdet, OptimizationError, spectrum } from '@wengert/optim'
import { arange, eye, matmul, random, tensor, zeros, type Tensor } from '@wengert/tensor'

/** The second difference matrix: eigenvalues 2 − 2 cos(kπ/(n+1)), determinant n + 1. */
const differences = (x: Tensor): Tensor =>
  x
    .slice([1])
    .sub(x.slice([0, -1]))
    .square()
    .sum()
    .add(x.at(0).square())
    .add(x.at(-1).square())
    .mul(0.5)
const eigenvalue = (k: number, n: number): number => 2 - 2 * Math.cos((k * Math.PI) / (n + 1))

describe('hessianLogdet', () => {
  test('exactly: det of the second differences is n + 1', () => {
    expect(hessianLogdet(differences, zeros([60])).value).toBeCloseTo(Math.log(61), 11)
  })

  test('a shift is added to the diagonal', () => {
    const f = (x: Tensor): Tensor => x.square().sum().mul(0.5)
    expect(hessianLogdet(f, zeros([5]), { shift: 2 }).value).toBeCloseTo(5 * Math.log(3), 12)
  })

  test('an estimate’s interval holds the exact value, at its level over 40 keys', () => {
    const n = 200
    const exact = Array.from({ length: n }, (_, i) => Math.log(eigenvalue(i + 1, n) + 0.1)).reduce(
      (a, b) => a + b,
    )
    const runs = 40
    let covered = 0
    for (let run = 0; run < runs; run++) {
      const key = random.key(run)
      const options = { probes: 12, steps: 30, shift: 0.1, key, level: 0.9 }
      const { lower, upper, truncation } = hessianLogdet(differences, zeros([n]), options)
      expect(truncation).toBeLessThan(0.1)
      if (lower <= exact && exact <= upper) covered++
    }
    expect(covered / runs).toBeGreaterThan(0.9 - 3 * Math.sqrt((0.9 * 0.1) / runs))
  })

  test('from few steps the quadrature’s own error is in the interval', () => {
    const options = { probes: 20, steps: 4, shift: 1e-3, key: random.key(1) }
    const few = hessianLogdet(differences, zeros([200]), options)
    const many = hessianLogdet(differences, zeros([200]), { ...options, steps: 100 })
    expect(few.value).toBeGreaterThan(many.value)
    expect(few.truncation).toBeGreaterThan(many.truncation)
    expect(few.lower).toBeLessThan(many.value)
  })

  test.each([{}, { probes: 3 }])('a saddle is refused, %o', (options) => {
    const f = (x: Tensor): Tensor =>
      x
        .square()
        .mul(tensor([1, -1]))
        .sum()
    const run = (): unknown => hessianLogdet(f, zeros([2]), options)
    expect(run).toThrow(OptimizationError)
    expect(run).toThrow(/hessianLogdet: the matrix is not positive definite/)
  })
})

describe('hessianLogdet of a matrix that rounding alone makes definite', () => {
  const formOf =
    (S: Tensor) =>
    (x: Tensor): Tensor =>
      x.dot(matmul(S, x)).mul(0.5)
  /** B Bᵀ of rank 4, of 5. */
  const singular = (seed: number): Tensor => {
    const B = random.normal(random.key(seed), [5, 4])
    return matmul(B, B.transpose())
  }
  const refused = (S: Tensor, options = {}): void =>
    expect(() => hessianLogdet(formOf(S), zeros([S.shape[0]]), options)).toThrow(
      /hessianLogdet: the matrix is not positive definite/,
    )

  // Cholesky's last pivot is then as often positive as not.
  test.each([{}, { probes: 10 }])('singular: %o', (options) => {
    for (let seed = 0; seed < 20; seed++) refused(singular(seed), options)
  })

  test.each([{}, { probes: 10 }])('with an eigenvalue of −1e-18: %o', (options) => {
    for (let seed = 0; seed < 20; seed++) {
      const u = random.normal(random.key(1000 + seed), [5]).mul(1e-9)
      refused(singular(seed).sub(u.reshape([5, 1]).mul(u)), options)
    }
  })

  test('where the last pivot is not small: the null vector has hardly a part there', () => {
    // Null vector (1, −1, 1e-5): pivots 1, …, then rounding over 1e-10.
    for (let seed = 0; seed < 20; seed++) {
      const B = random.normal(random.key(seed), [3, 3])
      const v = tensor([1, -1, 1e-5])
      const unit = v.div(v.norm())
      const P = eye(3).sub(unit.reshape([3, 1]).mul(unit))
      const C = matmul(P, B)
      refused(matmul(C, C.transpose()))
    }
  })

  test('but small units are no singularity', () => {
    const S = tensor([
      [1e-20, 0.5],
      [0.5, 1e20],
    ])
    expect(hessianLogdet(formOf(S), zeros([2])).value).toBeCloseTo(Math.log(0.75), 12)
    refused(S, { probes: 10 })
  })
})

describe('spectrum', () => {
  test('all eigenvalues where there are few', () => {
    const { values, weights, exact, bounds } = spectrum(differences, zeros([50]))
    expect(exact).toBe(true)
    values.forEach((value, i) => expect(value).toBeCloseTo(eigenvalue(i + 1, 50), 12))
    expect(weights.reduce((a, b) => a + b)).toBeCloseTo(1, 12)
    expect(bounds).toEqual([0, 0])
  })

  test('extremes and density of 2000 eigenvalues spread evenly over [−1, 3]', () => {
    const n = 2000
    const d = arange(n)
      .mul(4 / (n - 1))
      .sub(1)
    const f = (x: Tensor): Tensor => x.square().mul(d).sum().mul(0.5)
    const result = spectrum(f, zeros([n]), { key: random.key(5), width: 0.1 })
    expect(result.exact).toBe(false)
    expect(result.products).toBe(800)
    expect(result.smallest).toBeCloseTo(-1, 2)
    expect(result.largest).toBeCloseTo(3, 2)
    const { at, value } = result.density
    const step = at[1] - at[0]
    expect(value.reduce((a, b) => a + b) * step).toBeCloseTo(1, 2)
    // The density of an even spread over a length of 4 is ¼.
    at.forEach((t, i) => {
      if (t > -0.7 && t < 2.7) expect(Math.abs(value[i] - 0.25)).toBeLessThan(0.03)
    })
  })

  test.each([1e-6, 0.01, 0.3, 5])('a density of width %d has the integral 1', (width) => {
    const d = tensor([1, 2, 2, 5])
    const f = (x: Tensor): Tensor => x.square().mul(d).sum().mul(0.5)
    for (const points of [50, 200]) {
      const { at, value } = spectrum(f, zeros([4]), { width, points }).density
      const step = at[1] - at[0]
      expect(value.reduce((a, b) => a + b) * step).toBeCloseTo(1, 12)
      // Half of the eigenvalues are 2.
      const near = value.filter((_, i) => Math.abs(at[i] - 2) < 0.5 + 3 * width)
      if (width < 0.1) expect(near.reduce((a, b) => a + b) * step).toBeCloseTo(0.5, 2)
    }
  })

  test('the density is the Gaussian’s, where that is wide', () => {
    const f = (x: Tensor): Tensor => x.square().sum()
    const { at, value } = spectrum(f, zeros([3]), { width: 0.5, points: 400 }).density
    const gauss = (t: number): number =>
      Math.exp(-((t - 2) ** 2) / 0.5) / (0.5 * Math.sqrt(2 * Math.PI))
    at.forEach((t, i) => {
      if (Math.abs(t - 2) < 1.4) expect(value[i]).toBeCloseTo(gauss(t), 4)
    })
  })

  test('a function that is not smooth at x is named', () => {
    const f = (x: Tensor): Tensor => x.sqrt().sum()
    expect(() => spectrum(f, zeros([3]))).toThrow(/spectrum: the Hessian at x is unusable/)
  })
})
