/** A state goes on with its own function only: of another its memory, and the least value seen, would be lies. */
import { describe, expect, test } from 'vitest'
import {
  basinHopping,
  leastSquares,
  minimize,
  OptimizationError,
  type Method,
} from '@wengert/optim'
import { tensor, type Tensor } from '@wengert/tensor'
import { rosenbrock } from './support/problems.ts'

const methods: Method[] = ['l-bfgs', 'newton-cg', 'trust-ncg', 'bfgs', 'l-bfgs-b', 'nonlinear-cg']
const start = tensor([-1.2, 1])

describe.each(methods)('a state of %s', (method) => {
  const { state } = minimize(rosenbrock, start, { method, maxIterations: 3 })

  test('is refused by another function', () => {
    const shifted = (x: Tensor): Tensor => rosenbrock(x).add(5)
    const run = (): unknown => minimize(shifted, start, { method, resume: state })
    expect(run).toThrow(OptimizationError)
    expect(run).toThrow(
      /^minimize: at the state to resume the value was .*, and is .* now; resume with the same function, or start from its x/,
    )
  })

  test('goes on with the same, rounded otherwise', () => {
    const rounded = (x: Tensor): Tensor => rosenbrock(x).add(1e3).sub(1e3)
    const { status } = minimize(rounded, start, { method, resume: state })
    expect(['converged', 'noise-floor']).toContain(status)
  })
})

test('a state of leastSquares is refused by other residuals, and by another loss', () => {
  const residual = (x: Tensor): Tensor => x.exp().sub(tensor([5, 3]))
  const { state } = leastSquares(residual, tensor([0, 0]), { maxIterations: 2 })
  const others = (x: Tensor): Tensor => x.exp().sub(tensor([5, 4]))
  for (const run of [
    () => leastSquares(others, tensor([0, 0]), { resume: state }),
    () => leastSquares(residual, tensor([0, 0]), { resume: state, loss: 'cauchy' }),
  ]) {
    expect(run).toThrow(/^leastSquares: at the state to resume the value was/)
  }
})

test('a state of basinHopping is refused by another function', () => {
  const f = (x: Tensor): Tensor => x.cos().sum().neg().add(x.square().sum().div(50))
  const { state } = basinHopping(f, start, { hops: 3 })
  expect(basinHopping(f, start, { hops: 5, resume: state }).iterations).toBe(5)
  expect(() => basinHopping((x) => f(x).add(5), start, { hops: 5, resume: state })).toThrow(
    /^basinHopping: at the state to resume the value was .*, and is .* now/,
  )
})
