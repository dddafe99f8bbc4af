import { describe, expect, test } from 'vitest'
import { minimize, type Method, type Result, type Status } from '@wengert/optim'
import { tensor, type Tensor } from '@wengert/tensor'
import { problems } from './support/problems.ts'

const methods: Method[] = [
  'l-bfgs',
  'newton-cg',
  'trust-ncg',
  'bfgs',
  'nonlinear-cg',
  'newton',
  'l-bfgs-b',
  'trust-krylov',
  'gradient-descent',
]
const chosen = ['ROSENBR', 'BEALE', 'HELIX', 'WOODS', 'BROWNDEN'].map((name) =>
  problems.find((problem) => problem.name === name)!,
)
/** Those with a line search. */
const searching: readonly Method[] = [
  'l-bfgs',
  'newton-cg',
  'bfgs',
  'newton',
  'nonlinear-cg',
  'gradient-descent',
]
const searches = ['more-thuente', 'hager-zhang', 'backtracking'] as const

/** Lehmer's generator: fractions in (0, 1). */
function fractions(seed: number): () => number {
  let state = (seed * 7919 + 1) % 2147483647
  return () => (state = (state * 48271) % 2147483647) / 2147483647
}

type Fault = (f: (x: Tensor) => Tensor, random: () => number) => (x: Tensor) => Tensor
const faults: { readonly [name: string]: Fault } = {
  throws: (f, random) => (x) => {
    if (random() < 0.05) throw new RangeError('out of range')
    return f(x)
  },
  'is NaN': (f, random) => (x) => (random() < 0.2 ? f(x).mul(NaN) : f(x)),
  'is infinite': (f, random) => (x) => (random() < 0.2 ? f(x).add(Infinity) : f(x)),
  'is −infinite': (f, random) => (x) => (random() < 0.02 ? f(x).sub(Infinity) : f(x)),
  'is noisy': (f, random) => (x) => f(x).mul(1 + 1e-10 * (random() - 0.5)),
  'is unbounded below': (f) => (x) => f(x).neg(),
  'is undefined in half of space': (f, random) => {
    const wall = 3 * random()
    return (x) => ((x.peek() as number[])[0] > wall ? f(x).mul(NaN) : f(x))
  },
}
const statuses: { readonly [name: string]: readonly Status[] } = {
  throws: ['objective-error', 'converged'],
  // −f has stationary points too, at which a run may end, and its slopes overflow before it does.
  'is unbounded below': [
    'unbounded',
    'iteration-limit',
    'converged',
    'small-step',
    'noise-floor',
    'line-search-failed',
  ],
}
const casesEach = Math.ceil(1000 / Object.keys(faults).length)

describe.each(Object.keys(faults))('where f %s', (name) => {
  test(`${casesEach} generated runs end by themselves, with the best finite point and an honest status`, () => {
    for (let seed = 0; seed < casesEach; seed++) {
      const { f, x0 } = chosen[seed % chosen.length]
      const method = methods[seed % methods.length]
      const random = fractions(seed)
      let calls = 0
      let least = Infinity
      const faulty = faults[name](f, random)
      const watched = (x: Tensor): Tensor => {
        // The start is sound: a fault there is the caller's to see.
        const y = calls++ === 0 ? f(x) : faulty(x)
        const value = y.peek() as number
        if (Number.isFinite(value)) least = Math.min(least, value)
        return y
      }
      const where = `${method}, case ${seed}`
      let result: Result<Tensor> | null = null
      expect(() => {
        result = minimize(watched, x0, {
          method,
          ...(searching.includes(method) ? { lineSearch: searches[seed % 3] } : {}),
          maxIterations: 400,
        })
      }, where).not.toThrow()
      const { x, value, status, success, gradientNorm } = result!
      expect(Number.isFinite(value), where).toBe(true)
      expect(Array.from(x.data).every(Number.isFinite), where).toBe(true)
      expect(success, where).toBe(status === 'converged')
      if (success)
        expect(gradientNorm, where).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(value)))
      else expect(value, where).toBe(least)
      if (name in statuses) expect(statuses[name], where).toContain(status)
    }
  })
})

test('a fault at the start is the caller’s own error', () => {
  const f = (): Tensor => {
    throw new RangeError('mine')
  }
  for (const method of methods)
    expect(() => minimize(f, tensor([1]), { method })).toThrow(RangeError)
})
