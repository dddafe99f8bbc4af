import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { minimize, type Method, type SolverState } from '@wengert/optim'
import { tensor, type Tensor } from '@wengert/tensor'
import { problems } from './support/problems.ts'

const methods: Method[] = [
  'l-bfgs',
  'bfgs',
  'newton-cg',
  'trust-ncg',
  'trust-krylov',
  'newton',
  'nonlinear-cg',
  'l-bfgs-b',
]
const names = ['ROSENBR', 'BEALE', 'HELIX', 'WOODS', 'ALLINITU', 'ENGVAL2']
const chosen = names.map((name) => problems.find((problem) => problem.name === name)!)

/** Powers of four, and their square roots, scale without rounding: the iterates must be the same bits. */
const powers = fc.integer({ min: -20, max: 20 }).map((e) => 4 ** e)

function iterates(f: (x: Tensor) => Tensor, x0: Float64Array, method: Method): Float64Array[] {
  const states: SolverState[] = []
  minimize(f, x0, {
    method,
    maxIterations: 12,
    gradientTolerance: 0,
    callback: (state) => void states.push(state),
  })
  return states.map(({ x }) => x)
}

describe.each(methods)('the iterates of %s', (method) => {
  test('do not depend on the units of f', () => {
    fc.assert(
      fc.property(fc.constantFrom(...chosen), powers, ({ f, x0 }, c) => {
        expect(iterates((x) => f(x).mul(c), x0, method)).toEqual(iterates(f, x0, method))
      }),
      { numRuns: 12 },
    )
  })

  test('scale with the units of x', () => {
    fc.assert(
      fc.property(fc.constantFrom(...chosen), powers, ({ f, x0 }, s) => {
        const scaled = iterates(
          (x) => f(x.div(s)),
          x0.map((x) => x * s),
          method,
        )
        expect(scaled.map((x) => x.map((value) => value / s))).toEqual(iterates(f, x0, method))
      }),
      { numRuns: 12 },
    )
  })

  test('are moved only by rounding when a constant is added to f', () => {
    fc.assert(
      fc.property(fc.constantFrom(...chosen), fc.constantFrom(-100, 10), ({ f, x0 }, c) => {
        const moved = iterates((x) => f(x).add(c), x0, method)
        const plain = iterates(f, x0, method)
        const difference = (k: number): number =>
          Math.max(...plain[k].map((value, i) => Math.abs(value - moved[k][i]))) /
          Math.max(1, ...plain[k].map(Math.abs))
        for (let k = 0; k < 6; k++) expect(difference(k)).toBeLessThan(1e-6)
      }),
      { numRuns: 6 },
    )
  })
})

describe('convergence is not faked', () => {
  const { f, x0 } = problems.find(({ name, n }) => name === 'SROSENBR' && n === 10)!

  test.each(methods)('%s: f · 1e-10 and f · 1e10', (method) => {
    for (const c of [1e-10, 1e10]) {
      const result = minimize((x: Tensor) => f(x).mul(c), x0, { method })
      for (const x of result.x.data) expect(x).toBeCloseTo(1, 3)
    }
  })

  test.each(methods)('%s: x · 1e6 and x · 1e-6', (method) => {
    for (const s of [1e-6, 1e6]) {
      const result = minimize(
        (x: Tensor) => f(x.div(s)),
        x0.map((x) => x * s),
        { method },
      )
      for (const x of result.x.data) expect(x / s).toBeCloseTo(1, 3)
    }
  })
})

test('a start at zero has a first step all the same', () => {
  const result = minimize(
    (x: Tensor) =>
      x
        .sub(tensor([3, 4]))
        .square()
        .sum(),
    tensor([0, 0]),
  )
  expect(result.status).toBe('converged')
})
