import { expect, test } from 'vitest'
import { bfgs, inverseHessianOf, lbfgs, newtonCg, trustNcg, type SolverState } from '@wengert/optim'
import { tensor, type Tensor } from '@wengert/tensor'

/** ½ xᵀAx with A = [[4, 1], [1, 3]], whose inverse is [[3, −1], [−1, 4]] / 11. */
const quadratic = (x: Tensor): Tensor =>
  x.dot(tensor([4, 1, 1, 3], { shape: [2, 2] }).matmul(x)).mul(0.5)

test.each([bfgs, lbfgs])('on a quadratic, the matrix learnt is A⁻¹ in the end', (solver) => {
  const states = [...solver(quadratic, tensor([2, -1]), { gradientTolerance: 1e-12 })]
  const h = inverseHessianOf(JSON.parse(JSON.stringify(states.at(-1))) as SolverState)
  const columns = [h(Float64Array.of(1, 0)), h(Float64Array.of(0, 1))]
  const expected = [3 / 11, -1 / 11, -1 / 11, 4 / 11]
  columns.flatMap((c) => [...c]).forEach((x, i) => expect(x).toBeCloseTo(expected[i], 4))
})

test.each([bfgs, lbfgs])('it satisfies the secant condition H y = s of the last step', (solver) => {
  const f = (x: Tensor): Tensor =>
    x
      .square()
      .sub(1)
      .square()
      .sum()
      .add(x.at(0).mul(x.at(1)))
  const states = [...solver(f, tensor([2, -0.3]))]
  expect(inverseHessianOf(states[0])(Float64Array.of(3, 4))).toEqual(Float64Array.of(3, 4))
  for (let k = 1; k < states.length; k++) {
    const [from, to] = [states[k - 1], states[k]]
    const s = to.x.map((x, i) => x - from.x[i])
    const y = to.gradient.map((g, i) => g - from.gradient[i])
    if (s[0] * y[0] + s[1] * y[1] <= 0) continue
    const hy = inverseHessianOf(to)(y)
    hy.forEach((x, i) => expect(Math.abs(x - s[i])).toBeLessThan(1e-8 * to.stepNorm))
  }
})

test('a state of a method that keeps no matrix is refused', () => {
  const [first] = [...newtonCg(quadratic, tensor([1, 1]))]
  expect(() => inverseHessianOf(first)).toThrow(/^inverseHessianOf: method is newton-cg; give/)
})

test('no step of trust-ncg is longer than the radius of the state before it', () => {
  const rosenbrock = (x: Tensor): Tensor => {
    const [a, b] = [x.at(0), x.at(1)]
    return b.sub(a.square()).square().mul(100).add(a.sub(1).square())
  }
  const states = [...trustNcg(rosenbrock, tensor([-1.2, 1]), { preconditioner: 'none' })]
  expect(states[0].radius).toBe(null)
  const bounded = states.filter(({ radius }) => radius !== null)
  expect(bounded.length).toBeGreaterThan(5)
  for (let k = 1; k < states.length; k++) {
    const radius = states[k - 1].radius ?? Infinity
    expect(states[k].stepNorm).toBeLessThanOrEqual(radius * (1 + 1e-12))
  }
})
