// The iterates of solvers: a single rounding before them that differed would show here.
import * as optim from '../../packages/optim/dist/index.js'
import { tensor } from '../../packages/tensor/dist/index.js'
import { definite, rosenbrock, spread } from './inputs.mjs'

/** What a solver returns and all states on the way. */
const recorded = (solve) => {
  const states = []
  const { x } = solve(({ x, value, gradient }) => {
    states.push(tensor(x), tensor(value), tensor(gradient))
  })
  return [x, ...states]
}

const minimisers = ['gradient-descent', 'l-bfgs', 'newton-cg', 'trust-ncg'].map((method) => ({
  name: `iterates of ${method}`,
  inputs: (dtype) => [spread([8], dtype, 4)],
  f: (x0) =>
    recorded((callback) => optim.minimize(rosenbrock, x0, { method, callback, maxIterations: 60 })),
}))

/** A decay fitted to 30 points. */
const fits = ['linear', 'huber', 'soft-l1', 'cauchy', 'tukey'].map((loss) => ({
  name: `least squares, ${loss}`,
  inputs: (dtype) => [spread([30], dtype), spread([30], dtype, 2), tensor([0.5, 0.1], { dtype })],
  f: (t, noise, start) => {
    const y = t.mul(-0.7).exp().mul(2).add(noise.mul(0.2))
    const residual = (p) =>
      p
        .at(0)
        .mul(t.mul(p.at(1)).exp())
        .sub(y)
    return recorded((callback) => optim.leastSquares(residual, start, { loss, callback }))
  },
}))

const linear = {
  name: 'linear solvers',
  inputs: (dtype) => [definite(20, dtype), spread([20], dtype), spread([25, 20], dtype, 3)],
  f: (A, b, B) => {
    const times = (v) => A.matmul(v)
    const { values, weights } = optim.lanczos(times, b, { steps: 12 })
    return [
      optim.cg(times, b).x,
      optim.minres(times, b).x,
      optim.gmres(times, b).x,
      optim.lsmr((v) => B.matmul(v), B.matmul(b).add(1), { x0: b }).x,
      tensor(values),
      tensor(weights),
    ]
  },
}

/** Solvers read values, and cannot be traced. */
export const solvers = [...minimisers, ...fits, linear].map((program) => ({
  ...program,
  traceable: false,
}))
