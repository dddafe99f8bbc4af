import { describe, expect, test } from 'vitest'
import { lbfgsB, leastSquares, minimize, type Method, type SolverState } from '@wengert/optim'
import { tensor, type Tensor } from '@wengert/tensor'
import { boundedProblems } from './support/problems.ts'

const methods: Method[] = ['l-bfgs-b', 'newton-cg']
// The published minimum of CVXBQP1, n = 1000, in CUTE is 0.225225E+05.
const known: { readonly [instance: string]: number } = { 'CVXBQP1 1000': 22522.5 }

describe.each(boundedProblems)(
  '$name, n = $n',
  ({ name, n, f, x0, lower, upper, fStar, local }) => {
    test.each(methods)('%s ends at a minimum within the bounds', (method) => {
      const bounds = { lower: lower!, upper: upper! }
      const result = minimize(f, x0, { method, bounds })
      expect(result.status).toBe('converged')
      const { data } = result.x
      const gradient = result.gradient.data
      let projected = 0
      Array.from(data).forEach((x, i) => {
        expect(x).toBeGreaterThanOrEqual(bounds.lower[i])
        expect(x).toBeLessThanOrEqual(bounds.upper[i])
        const moved = Math.min(bounds.upper[i], Math.max(bounds.lower[i], x - gradient[i]))
        projected = Math.max(projected, Math.abs(moved - x))
      })
      expect(projected).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(result.value)))
      const minima = [fStar ?? known[`${name} ${n}`], ...local].filter(
        (value) => value !== undefined,
      )
      const near = (minimum: number): boolean =>
        Math.abs(result.value - minimum) <= 1e-5 * Math.max(1, Math.abs(minimum))
      if (minima.length > 0) expect(minima.some(near), `value ${result.value}`).toBe(true)
    })
  },
)

const bowl = (x: Tensor): Tensor =>
  x
    .sub(tensor([3, -3, 0.5]))
    .square()
    .sum()

describe('bounds', () => {
  test('may be numbers, and the default method with them is l-bfgs-b', () => {
    const result = minimize(bowl, tensor([9, 9, 9]), { bounds: { lower: 0, upper: 2 } })
    expect(result.state.method).toBe('l-bfgs-b')
    expect(Array.from(result.x.data)).toEqual([2, 0, expect.closeTo(0.5, 9)])
    expect(result.gradientNorm).toBeLessThan(1e-8)
    expect(result.certificate.gradientNorm).toBe(result.gradientNorm)
  })

  interface P {
    a: Tensor
    b: Tensor
  }

  test('may be a tree, on one side only, and hold a parameter', () => {
    const f = ({ a, b }: P): Tensor => a.sub(1).square().add(b.sub(a).square())
    const result = minimize<P>(f, { a: 0, b: 0 }, { bounds: { upper: { a: 0.25, b: Infinity } } })
    expect(result.x.a.item()).toBe(0.25)
    expect(result.x.b.item()).toBeCloseTo(0.25, 9)
    const held = minimize(bowl, tensor([1, 1, 1]), {
      bounds: { lower: tensor([1, -9, -9]), upper: tensor([1, 9, 9]) },
    })
    expect(held.status).toBe('converged')
    expect(held.x.data[0]).toBe(1)
    expect(held.x.data[1]).toBeCloseTo(-3, 9)
  })

  const square = ({ a, b }: P): Tensor => a.square().add(b.square())

  test('are matched to parameters by key, whatever the order', () => {
    const lower = { b: 0.5, a: 0.25 }
    for (const method of methods) {
      const { x } = minimize<P>(square, { a: 1, b: 2 }, { method, bounds: { lower } })
      expect([x.a.item(), x.b.item()]).toEqual([0.25, 0.5])
    }
    const residual = ({ a, b }: P): Tensor[] => [a, b]
    const { x } = leastSquares<P, Tensor[]>(residual, { a: 1, b: 2 }, { bounds: { lower } })
    expect([x.a.item(), x.b.item()]).toEqual([0.25, 0.5])
  })

  test('a number in a tree is the bound of all elements of its leaf', () => {
    const f = ({ a, b }: P): Tensor => a.square().sum().add(b.square())
    const start = { a: tensor([1, 2, 3]), b: 2 }
    const { x } = minimize<P>(f, start, { bounds: { lower: { a: 0.25, b: -Infinity } } })
    expect(x.a.toArray()).toEqual([0.25, 0.25, 0.25])
    expect(x.b.item()).toBeCloseTo(0, 7)
  })

  test('of another structure or other shapes are refused', () => {
    const bounded = (lower: unknown): unknown =>
      minimize<P>(square, { a: 1, b: 2 }, { bounds: { lower: lower as number } })
    expect(() => bounded({ b: 1, c: 2 })).toThrow(
      'minimize: the lower bound has another structure than the start point; give a number or a tree like the start.',
    )
    expect(() => bounded([1, 2])).toThrow(/another structure/)
    expect(() => bounded({ a: 1 })).toThrow(/another structure/)
    const vector = (upper: Tensor): unknown =>
      minimize(bowl, tensor([1, 1, 1]), { bounds: { upper } })
    expect(() => vector(tensor([[1, 2, 3]]))).toThrow(
      'minimize: the upper bound has a leaf of shape [1, 3] where the start point has [3]; give a number or a tree like the start.',
    )
  })

  test('between which there is no number are refused', () => {
    for (const bounds of [
      { lower: Infinity },
      { upper: -Infinity },
      { lower: NaN },
      { lower: 2, upper: 1 },
    ]) {
      expect(() => minimize(bowl, tensor([1, 1, 1]), { bounds })).toThrow(
        /^minimize: the bounds of element 0 are/,
      )
    }
  })

  test('without any, l-bfgs-b is a method for free parameters', () => {
    const result = minimize(bowl, tensor([1, 1, 1]), { method: 'l-bfgs-b' })
    expect(result.status).toBe('converged')
    expect(result.value).toBeLessThan(1e-12)
  })

  test.each(methods)('%s with bounds goes on from a state with the same steps', (method) => {
    const { f, x0, lower, upper } = boundedProblems.find(({ name }) => name === 'HS38')!
    const bounds = { lower: lower!, upper: upper! }
    const states: SolverState[] = []
    minimize(f, x0, { method, bounds, callback: (state) => void states.push(state) })
    const copy = JSON.parse(JSON.stringify(states[6])) as SolverState
    const rest: SolverState[] = []
    minimize(f, x0, { method, bounds, resume: copy, callback: (state) => void rest.push(state) })
    const iterates = (list: SolverState[]): number[][] => list.map(({ x }) => Array.from(x))
    expect(iterates(rest)).toEqual(iterates(states.slice(6)))
  })

  test('say what is wrong with them', () => {
    const run = (bounds: object, method?: Method) => () =>
      minimize(bowl, tensor([1, 1, 1]), { bounds, method })
    expect(run({ lower: 2, upper: 1 })).toThrow(
      /^minimize: the bounds of element 0 are \[2, 1\]; give a lower bound that is not above the upper/,
    )
    expect(run({ lower: tensor([1, 2]) })).toThrow(
      /^minimize: the lower bound has a leaf of shape \[2\] where the start point has \[3\]/,
    )
    expect(run({ lower: 0 }, 'bfgs')).toThrow(
      /^minimize: bfgs takes no bounds; use l-bfgs-b or newton-cg/,
    )
    expect(() => [...lbfgsB(bowl, tensor([1, 1, 1]), { bounds: { lower: NaN } })]).toThrow(
      /bounds of element 0/,
    )
  })
})
