import { describe, expect, test } from 'vitest'
import { minimize } from '@wengert/optim'
import { softplus, tensor, type Tensor } from '@wengert/tensor'
import { problems, rosenbrock } from './support/problems.ts'

const start = tensor([-1.2, 1])

describe('the certificate', () => {
  test('has the gradient, absolute and relative to the start', () => {
    const { certificate, gradientNorm, history } = minimize(rosenbrock, start)
    expect(certificate.gradientNorm).toBe(gradientNorm)
    expect(certificate.relativeGradientNorm).toBe(gradientNorm / history[0].gradientNorm)
    expect(certificate).toMatchObject({ curvature: null, suggestion: null })
  })

  test('on request has the extreme eigenvalues of the Hessian', () => {
    const { certificate, evaluations } = minimize(rosenbrock, start, { certify: true })
    // The Hessian at (1, 1) is [[802, −400], [−400, 200]].
    const { kind, smallest, largest } = certificate.curvature!
    expect(kind).toBe('minimum')
    expect(largest).toBeCloseTo(501 + Math.sqrt(501 ** 2 - 400), 3)
    expect(smallest).toBeCloseTo(400 / (501 + Math.sqrt(501 ** 2 - 400)), 3)
    expect(certificate.suggestion).toBeNull()
    expect(evaluations).toEqual(minimize(rosenbrock, start).evaluations)
  })

  test('tells a saddle that a run has ended at, and names the way on', () => {
    // From (1, 0) the gradient has no part in the direction that goes down.
    const f = (x: Tensor): Tensor => x.at(0).square().sub(x.at(1).square()).add(x.at(1).pow(4))
    const { certificate, status } = minimize(f, tensor([1, 0]), { certify: true })
    expect(status).toBe('converged')
    expect(certificate.curvature).toMatchObject({ kind: 'saddle' })
    expect(certificate.curvature!.smallest).toBeCloseTo(-2, 6)
    expect(certificate.suggestion).toMatch(/no minimum.*trust-krylov/)
    const left = minimize(f, tensor([1, 0]), { method: 'trust-krylov', certify: true })
    expect(left.value).toBeCloseTo(-0.25, 10)
    expect(left.certificate.curvature!.kind).toBe('minimum')
  })

  test('tells parameters that are not determined', () => {
    const f = (x: Tensor): Tensor => x.sum().sub(1).square()
    const { certificate } = minimize(f, tensor([1, 2]), { certify: true })
    expect(certificate.curvature!.kind).toBe('flat')
    expect(certificate.suggestion).toMatch(/not determined/)
  })

  const endless: [name: string, (x: Tensor) => Tensor][] = [
    ['exp(x)', (x) => x.exp().sum()],
    ['1 / x', (x) => x.reciprocal().sum()],
    ['ln(1 + exp(−x)), far from its 0', (x) => softplus(x.neg()).sum()],
  ]
  test.each(endless)('tells that %s has its least value at infinity', (_, f) => {
    for (const method of ['l-bfgs', 'newton-cg', 'bfgs'] as const) {
      const { status, certificate } = minimize(f, tensor([1, 2]), { method, certify: true })
      expect(status).toBe('converged')
      expect(certificate.curvature!.kind).toBe('minimum')
      expect(certificate.suggestion).toMatch(/does not rise .* or at infinity/)
    }
  })

  test('says nothing of it at the minima of published problems', () => {
    for (const { f, x0, name } of problems.filter(({ n }) => n <= 10)) {
      const { status, certificate } = minimize(f, x0, { method: 'newton-cg', certify: true })
      if (status !== 'converged' || certificate.curvature!.kind !== 'minimum') continue
      expect(certificate.suggestion, name).toBeNull()
    }
  })

  test.each([1e-13, 1e-10, 1e-7])('measures noise of relative size %d within an order', (size) => {
    let state = 1
    const noisy = (x: Tensor): Tensor => {
      state = (state * 48271) % 2147483647
      return rosenbrock(x)
        .add(1)
        .mul(1 + size * (state / 2147483647 - 0.5))
    }
    const { certificate } = minimize(noisy, start, { certify: true })
    // Uniform on a unit interval: standard deviation 1/√12
    const deviation = size / Math.sqrt(12)
    expect(certificate.noiseFloor).toBeGreaterThan(deviation / 10)
    expect(certificate.noiseFloor).toBeLessThan(deviation * 10)
  })

  test('suggests what to try when the run stopped short', () => {
    const few = minimize(rosenbrock, start, { maxIterations: 2 })
    expect(few.certificate.suggestion).toMatch(/^Resume from `state` with a higher limit/)
    const steep = minimize((x: Tensor) => x.sum(), start)
    expect(steep.certificate.suggestion).toMatch(/^Bound the parameters/)
    const f = (x: Tensor): Tensor =>
      x
        .mul(tensor([1e8, 1e-2]))
        .square()
        .sum()
        .exp()
    const badly = minimize(f, tensor([1e-8, 1]), { maxIterations: 1, method: 'gradient-descent' })
    expect(badly.certificate.suggestion).toMatch(
      /^The parameters range from .* divide each by its typical size/,
    )
  })
})
