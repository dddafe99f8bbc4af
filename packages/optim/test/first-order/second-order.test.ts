/** adahessian and sophia on quadratics of known diagonal: what Hutchinson must find, and the steps from it. */
import { describe, expect, test } from 'vitest'
import { compile, grad, hvp, valueAndGrad } from '@wengert/autodiff'
import {
  adahessian,
  applyUpdates,
  sophia,
  type GradientTransformation,
  type OptimizerState,
} from '@wengert/optim'
import { matmul, random, tensor, zeros, type Tensor } from '@wengert/tensor'

const d = [0.5, 3, 40, -2]
const curvatures = tensor(d)
const quadratic = (x: Tensor): Tensor => x.square().mul(curvatures).sum().mul(0.5)
const start = [1, -2, 0.5, 0.1]

function path(optimizer: GradientTransformation, steps: number): number[][] {
  const step = compile((x: Tensor, state: OptimizerState): [Tensor, OptimizerState] => {
    const [updates, next] = optimizer.update(grad(quadratic)(x), state, x, {
      hvp: (v) => hvp(quadratic, x, v),
    })
    return [applyUpdates(x, updates), next]
  })
  let x = tensor(start)
  let state = optimizer.init(x)
  return Array.from({ length: steps }, () => {
    ;[x, state] = step(x, state as never)
    return [...x.data]
  })
}

/** The same path of one element: on a diagonal quadratic z ∘ H z is the curvature whatever the signs. */
function reference(theta: number, step: (g: number, t: number, theta: number) => number) {
  let at = theta
  return (h: number, steps: number): number[] =>
    Array.from({ length: steps }, (_, t) => (at -= step(h * at, t + 1, at)))
}

test.each([1, 0.5])('adahessian with power %d follows its recurrence', (hessianPower) => {
  const found = path(adahessian(0.1, { hessianPower, epsilon: 1e-6 }), 25)
  d.forEach((h, i) => {
    let [m, v] = [0, 0]
    const expected = reference(start[i], (g, t) => {
      m = 0.9 * m + 0.1 * g
      v = 0.999 * v + 0.001 * h * h
      const root = Math.sqrt(v / (1 - 0.999 ** t)) ** hessianPower
      return (0.1 * m) / (1 - 0.9 ** t) / (root + 1e-6)
    })(h, 25)
    expected.forEach((value, t) => expect(found[t][i]).toBeCloseTo(value, 11))
  })
})

test('sophia follows its recurrence, with new curvature every 4th step', () => {
  const options = { every: 4, gamma: 0.5, weightDecay: 0.1, beta1: 0.9, beta2: 0.7 }
  const found = path(sophia(0.05, options), 25)
  d.forEach((curvature, i) => {
    let [m, h] = [0, 0]
    const expected = reference(start[i], (g, t, theta) => {
      m = 0.9 * m + 0.1 * g
      if ((t - 1) % 4 === 0) h = 0.7 * h + 0.3 * curvature
      const ratio = m / Math.max(0.5 * h, 1e-12)
      return 0.05 * (Math.min(1, Math.max(-1, ratio)) + 0.1 * theta)
    })(curvature, 25)
    expected.forEach((value, t) => expect(found[t][i]).toBeCloseTo(value, 11))
  })
})

test('on a dense quadratic the average of curvatures tends to the diagonal', () => {
  const A = random.normal(random.key(4), [6, 6])
  const H = matmul(A, A.transpose())
  const f = (x: Tensor): Tensor => x.dot(matmul(H, x)).mul(0.5)
  const optimizer = sophia(0, { every: 1, beta2: 0.999 })
  const x = zeros([6])
  const context = { hvp: (v: Tensor) => hvp(f, x, v) }
  const update = compile((state: OptimizerState) => optimizer.update(x, state, x, context)[1])
  let state = optimizer.init(x)
  const steps = 8000
  for (let i = 0; i < steps; i++) state = update(state as never)
  const [{ v }] = state as unknown as [{ v: Tensor }]
  for (let i = 0; i < 6; i++) {
    const offDiagonal = H.at(i).square().sum().item() - H.at(i).at(i).item() ** 2
    // An average with decay 0.999 has the variance of about 2000 samples.
    const deviation = Math.sqrt(offDiagonal / 2000)
    expect(Math.abs(v.data[i] - H.at(i).at(i).item())).toBeLessThan(4 * deviation)
  }
})

describe('both', () => {
  test.each([
    ['adahessian', adahessian(0.1)],
    ['sophia', sophia(0.1)],
  ])('%s without a Hessian–vector product says what to pass', (name, optimizer) => {
    const x = tensor([1])
    expect(() => optimizer.update(x, optimizer.init(x), x)).toThrow(
      `${name}: the update needs Hessian–vector products; pass { hvp`,
    )
  })

  test.each([
    ['adahessian', adahessian(0.5, { key: random.key(9) }), 1e-6],
    ['sophia', sophia(0.02, { every: 5, gamma: 1 }), 1e-3],
  ])('%s minimises an ill-conditioned quadratic', (_, optimizer, tolerance) => {
    const scales = tensor([1, 100, 10_000])
    const f = (x: Tensor): Tensor => x.square().mul(scales).sum()
    const step = compile((x: Tensor, state: OptimizerState): [Tensor, OptimizerState, Tensor] => {
      const [value, g] = valueAndGrad(f)(x)
      const [updates, next] = optimizer.update(g, state, x, { hvp: (v) => hvp(f, x, v) })
      return [applyUpdates(x, updates), next, value]
    })
    let x = tensor([1, 1, 1])
    let state = optimizer.init(x)
    for (let i = 0; i < 400; i++) [x, state] = step(x, state as never)
    expect(x.abs().max().item()).toBeLessThan(tolerance)
  })
})
