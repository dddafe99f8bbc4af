import { describe, expect, expectTypeOf, test } from 'vitest'
import { basinHopping, minimize, type BasinHoppingState, type Method } from '@wengert/optim'
import { random, tensor, type Tensor } from '@wengert/tensor'
import { multimodal, rastrigin } from '../support/multimodal.ts'
import { problems } from '../support/problems.ts'

const start = tensor([3.2, -2.9])
const keys = [0, 1, 2].map((seed) => ({ seed, key: random.key(seed) }))

describe('with defaults, from three keys,', () => {
  test.each(multimodal)('the global minimum of $name is found', ({ f, x0, minimum, digits }) => {
    for (const { key } of keys) {
      expect(basinHopping(f, tensor([...x0]), { key }).value).toBeCloseTo(minimum, digits)
    }
  })

  test('a local search alone does not find them', () => {
    const found = multimodal.filter(({ f, x0, minimum }) => {
      const { value } = minimize(f, tensor([...x0]))
      return Math.abs(value - minimum) < 1e-3
    })
    expect(found.length).toBeLessThanOrEqual(1)
  })

  test.each([
    [5, 300],
    [10, 1000],
  ])('that of Rastrigin in %i dimensions is found in %i hops', (n, hops) => {
    const x0 = Float64Array.from({ length: n }, (_, i) => (i % 2 === 0 ? 3.2 : -2.9))
    for (const { key } of keys) {
      const callback = ({ lowest }: BasinHoppingState): boolean => lowest.value < 1e-9
      const result = basinHopping(rastrigin, x0, { key, hops, callback })
      expect(result.value).toBeLessThan(1e-9)
      expect(result).toMatchObject({ status: 'callback', success: true })
    }
  })

  // Hoare & Pal 1971; the Cambridge Cluster Database
  test('the icosahedron of 13 Lennard-Jones atoms is found', () => {
    const { f, x0 } = problems.find(({ name, n }) => name === 'LJ' && n === 39)!
    for (const { key } of keys) {
      const { value, success } = basinHopping(f, x0, { key })
      expect(value).toBeCloseTo(-44.326801, 5)
      expect(success).toBe(true)
    }
  })
})

describe('the result', () => {
  test('is a tree like the start, with an honest account', () => {
    interface P {
      a: Tensor
      b: Tensor
    }
    const f = ({ a, b }: P): Tensor => rastrigin(a).add(rastrigin(b))
    const result = basinHopping<P>(f, { a: tensor([1.1, 2.1]), b: 0.9 })
    expectTypeOf(result.x).toEqualTypeOf<P>()
    expect(result).toMatchObject({ success: true, status: 'converged', localStatus: 'converged' })
    expect(result.message).toBe(
      '100 hops were made. At the lowest point: The gradient passed its test.',
    )
    expect(result.iterations).toBe(100)
    expect(result.history.length).toBe(101)
    const values = result.history.map(({ value }) => value!)
    expect(result.value).toBe(Math.min(...values))
    // Rastrigin's minima differ by about 1.
    expect(result.hits).toBe(values.filter((value) => value < result.value + 0.1).length)
    expect(result.gradientNorm).toBeLessThan(1e-6)
    expect(f(result.x).item()).toBe(result.value)
  })

  test('counts what all local searches evaluated', () => {
    let calls = 0
    const f = (x: Tensor): Tensor => {
      calls++
      return rastrigin(x)
    }
    expect(basinHopping(f, start, { hops: 10 }).evaluations.value).toBe(calls)
  })

  test('is no success where the lowest point fails the gradient test', () => {
    const cusp = multimodal.find(({ name }) => name === 'Ackley, 2')!
    const result = basinHopping(cusp.f, tensor([...cusp.x0]))
    expect(result.status).toBe(result.localStatus)
    expect(result.localStatus).not.toBe('converged')
    expect(result.success).toBe(false)
  })

  test('with certify, knows the kind of the lowest point', () => {
    const { certificate } = basinHopping(rastrigin, start, { certify: true })
    expect(certificate.curvature?.kind).toBe('minimum')
    // Twice (1 + 20π²)
    expect(certificate.curvature?.smallest).toBeCloseTo(2 * (1 + 20 * Math.PI ** 2), 6)
  })
})

describe('the walk', () => {
  const walk = (state: BasinHoppingState): number[] => [...state.x, ...state.lowest.x, state.hits]

  test('depends on the key alone', () => {
    const run = (seed: number): unknown =>
      basinHopping(rastrigin, start, { hops: 10, key: random.key(seed) }).history
    expect(run(1)).toEqual(run(1))
    expect(run(1)).not.toEqual(run(2))
  })

  test('goes on from any state as if it had not stopped, through structuredClone or JSON', () => {
    const states: BasinHoppingState[] = []
    basinHopping(rastrigin, start, { hops: 30, callback: (state) => void states.push(state) })
    for (const at of [0, 7, 20]) {
      for (const copy of [
        structuredClone(states[at]),
        JSON.parse(JSON.stringify(states[at])) as BasinHoppingState,
      ]) {
        const rest: BasinHoppingState[] = []
        const options = { hops: 30, callback: (state: BasinHoppingState) => void rest.push(state) }
        const { success } = basinHopping(rastrigin, start, { ...options, resume: copy })
        expect(rest.map(walk)).toEqual(states.slice(at).map(walk))
        expect(success).toBe(true)
      }
    }
  })

  test('is the same after an interruption within a hop', () => {
    const whole = basinHopping(rastrigin, start, { hops: 20 })
    const cut = basinHopping(rastrigin, start, { hops: 20, maxEvaluations: 100 })
    expect(cut.status).toBe('evaluation-limit')
    expect(cut.iterations).toBeLessThan(20)
    const rest = basinHopping(rastrigin, start, { hops: 20, resume: cut.state })
    expect(rest.value).toBe(whole.value)
    expect(rest.state.x).toEqual(whole.state.x)
  })

  test.each([1e-20, 1e20])('does not depend on units: f · %s, x · 1000', (c) => {
    const scaled = (x: Tensor): Tensor => rastrigin(x.div(1024)).mul(2 ** Math.round(Math.log2(c)))
    const plain = basinHopping(rastrigin, start, { hops: 20 })
    const other = basinHopping(scaled, start.mul(1024), { hops: 20 })
    expect(other.history.map(({ accepted }) => accepted)).toEqual(
      plain.history.map(({ accepted }) => accepted),
    )
    expect(other.x.div(1024).sub(plain.x).abs().max().item()).toBeLessThan(1e-6)
  })

  test('climbs where the temperature allows it, and only there', () => {
    const climbs = (temperature: number): number => {
      const values: number[] = []
      const callback = ({ value }: BasinHoppingState): void => void values.push(value)
      basinHopping(rastrigin, start, { hops: 50, temperature, callback })
      return values.filter((value, i) => value > values[i - 1] + 1e-6).length
    }
    expect(climbs(0)).toBe(0)
    expect(climbs(10)).toBeGreaterThan(5)
  })

  test('is as wide as it is told', () => {
    const narrow = basinHopping(rastrigin, start, { stepSize: 0.01 })
    expect(narrow.hits).toBe(101)
    // The second parameter stays at the minimum −2.98 where the first local search took it.
    const { x } = basinHopping(rastrigin, start, { stepSize: tensor([2, 0]) })
    expect(x.data[0]).toBeCloseTo(0, 6)
    expect(x.data[1]).toBeCloseTo(-2.98486, 4)
  })

  test('widens its steps while it only falls back', () => {
    const { state } = basinHopping((x: Tensor) => x.square().sum(), start)
    expect(state.stepSizes[0]).toBeGreaterThan(1.6)
  })

  test('stays within bounds, and finds the lowest minimum there', () => {
    let outside = 0
    const f = (x: Tensor): Tensor => {
      for (const value of x.peek() as number[]) if (value < 0.5 || value > 4) outside++
      return rastrigin(x)
    }
    const { x, success } = basinHopping(f, tensor([3.2, 2.1]), { bounds: { lower: 0.5, upper: 4 } })
    expect(outside).toBe(0)
    expect(success).toBe(true)
    for (const value of x.data) expect(Math.round(value)).toBe(1)
  })

  test('leaves a parameter fixed whose bounds are equal', () => {
    const bounds = { lower: tensor([-5, -2.9]), upper: tensor([5, -2.9]) }
    const { x } = basinHopping(rastrigin, start, { bounds })
    expect(Math.abs(x.data[0])).toBeLessThan(1e-6)
    expect(x.data[1]).toBe(-2.9)
  })

  test('passes over places where f is not finite', () => {
    const f = (x: Tensor): Tensor =>
      x
        .log()
        .mul(0)
        .sum()
        .add(rastrigin(x.sub(1)))
    const { value, history } = basinHopping(f, tensor([4.2, 5.1]))
    expect(history.some((hop) => hop.value === null)).toBe(true)
    expect(value).toBeCloseTo(0, 9)
  })

  test.each(['newton-cg', 'trust-ncg', 'bfgs'] as Method[])(
    'is on the minima of %s too',
    (method) => {
      expect(basinHopping(rastrigin, start, { method }).value).toBeCloseTo(0, 9)
    },
  )
})

describe('a run ends', () => {
  test('at its limits and interruptions, with the lowest minimum', () => {
    const none = basinHopping(rastrigin, start, { hops: 0 })
    expect(none).toMatchObject({ iterations: 0, success: true, status: 'converged', hits: 1 })
    expect(none.value).toBe(minimize(rastrigin, start).value)
    const few = basinHopping(rastrigin, start, { maxEvaluations: 60 })
    expect(few).toMatchObject({ status: 'evaluation-limit', success: true })
    expect(few.evaluations.value).toBe(60)
    expect(few.message).toMatch(/maxEvaluations/)
    const soon = basinHopping(rastrigin, start, { maxMilliseconds: 0 })
    expect(soon).toMatchObject({ status: 'time-limit', success: false, localStatus: 'time-limit' })
    const idle = basinHopping((x: Tensor) => x.square().sum(), start, { patience: 7 })
    expect(idle).toMatchObject({ status: 'converged', iterations: 7, hits: 8 })
  })

  test('when callback or signal say so, the signal within a local search too', () => {
    const result = basinHopping(rastrigin, start, { callback: ({ iteration }) => iteration === 3 })
    expect(result).toMatchObject({ status: 'callback', iterations: 3, success: true })
    let asked = 0
    const signal = {
      get aborted(): boolean {
        return ++asked > 50
      },
    }
    const aborted = basinHopping(rastrigin, start, { signal })
    expect(aborted).toMatchObject({ status: 'aborted', success: true })
    expect(aborted.evaluations.value).toBeLessThanOrEqual(51)
  })

  test('with what a callback throws', () => {
    const callback = (): void => {
      throw new RangeError('mine')
    }
    expect(() => basinHopping(rastrigin, start, { callback })).toThrow(RangeError)
  })

  test('when f throws, with what it threw and the lowest minimum', () => {
    let calls = 0
    const f = (x: Tensor): Tensor => {
      if (++calls > 60) throw new RangeError('mine')
      return rastrigin(x)
    }
    const result = basinHopping(f, start)
    expect(result).toMatchObject({ status: 'objective-error', success: true })
    expect(result.cause).toBeInstanceOf(RangeError)
  })

  test('where f decreases without bound', () => {
    const { status, success } = basinHopping((x: Tensor) => x.sum(), start)
    expect([status, success]).toEqual(['unbounded', false])
  })
})

describe('bad input throws at the call', () => {
  type Case = [title: string, options: Parameters<typeof basinHopping<Tensor>>[2], message: RegExp]
  const cases: Case[] = [
    ['negative hops', { hops: -1 }, /^basinHopping: hops is -1; give a number from 0/],
    ['a temperature that is no number', { temperature: NaN }, /^basinHopping: temperature is NaN/],
    ['a negative step', { stepSize: -1 }, /^basinHopping: stepSize is -1; give finite numbers/],
    [
      'steps of another size',
      { stepSize: tensor([1]) },
      /^basinHopping: stepSize has a leaf of shape \[1\]/,
    ],
    ['an unknown method', { method: 'simplex' as Method }, /^basinHopping: method is simplex/],
    ["an option of SciPy's", { niter: 3 } as never, /^basinHopping: there is no option niter/],
    ['a key that is none', { key: tensor([1.5]) }, /^basinHopping: key is float64\[1\]/],
    ['a bad limit', { maxEvaluations: -1 }, /^basinHopping: maxEvaluations is -1/],
  ]
  test.each(cases)('%s', (_, options, message) => {
    expect(() => basinHopping(rastrigin, start, options)).toThrow(message)
  })

  test('a state of another problem, and a start that is not finite', () => {
    const { state } = basinHopping(rastrigin, start, { hops: 1 })
    expect(() => basinHopping(rastrigin, tensor([1, 2, 3]), { resume: state })).toThrow(
      /^basinHopping: the state to resume has 2 parameters, the start 3/,
    )
    expect(() => basinHopping(rastrigin, tensor([NaN, 1]))).toThrow(
      /^basinHopping: element 0 of the start is NaN/,
    )
  })
})
