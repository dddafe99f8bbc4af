import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { searchLine, type SearchResult } from '@wengert/optim'

interface LinePoint {
  readonly x: Float64Array
  readonly value: number
  readonly gradient: Float64Array
}

/** Searches along a function of one variable from 0. */
function search(
  f: (t: number) => number,
  slope: (t: number) => number,
  first: number,
): { result: SearchResult<LinePoint>; trials: number[] } {
  const trials: number[] = []
  const evaluate = (t: number): LinePoint => {
    trials.push(t)
    return { x: Float64Array.of(t), value: f(t), gradient: Float64Array.of(slope(t)) }
  }
  const start = { value: f(0), slope: slope(0) }
  return { result: searchLine(evaluate, ({ gradient }) => gradient[0], start, first), trials }
}

function expectWolfe(f: (t: number) => number, slope: (t: number) => number, t: number): void {
  const noise = 1e-13 * Math.abs(f(0))
  expect(f(t)).toBeLessThanOrEqual(f(0) + 1e-4 * t * slope(0) + noise)
  expect(Math.abs(slope(t))).toBeLessThanOrEqual(0.9 * Math.abs(slope(0)))
}

// The test functions of Moré & Thuente, ACM TOMS 20 (1994), section 5.
const beta = 2
const more1: [string, (t: number) => number, (t: number) => number] = [
  '−t / (t² + 2)',
  (t) => -t / (t * t + beta),
  (t) => (t * t - beta) / (t * t + beta) ** 2,
]
const more2: typeof more1 = [
  '(t + 0.004)⁵ − 2 (t + 0.004)⁴',
  (t) => (t + 0.004) ** 5 - 2 * (t + 0.004) ** 4,
  (t) => 5 * (t + 0.004) ** 4 - 8 * (t + 0.004) ** 3,
]
const yanai = (b1: number, b2: number): typeof more1 => {
  const gamma = (b: number): number => Math.sqrt(1 + b * b) - b
  const part = (b: number, u: number): number => Math.sqrt(u * u + b * b)
  return [
    `Yanai's function, β = ${b1}, ${b2}`,
    (t) => gamma(b1) * part(b2, 1 - t) + gamma(b2) * part(b1, t),
    (t) => (gamma(b1) * (t - 1)) / part(b2, 1 - t) + (gamma(b2) * t) / part(b1, t),
  ]
}

describe.each([more1, more2, yanai(0.001, 0.001), yanai(0.01, 0.001), yanai(0.001, 0.01)])(
  'on %s',
  (_, f, slope) => {
    test.each([1e-3, 1e-1, 1, 10, 1e3])('a first step of %d ends at a Wolfe point', (first) => {
      const { result, trials } = search(f, slope, first)
      expect(result.kind).toBe('found')
      if (result.kind === 'found') expectWolfe(f, slope, result.trial.step)
      expect(trials.length).toBeLessThan(40)
    })
  },
)

describe('the line search', () => {
  test('finds Wolfe points of generated convex functions, whatever the first step', () => {
    const parameters = fc.record({
      at: fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
      power: fc.constantFrom(2, 4, 1.5),
      first: fc.double({ min: -4, max: 4, noNaN: true }).map((e) => 10 ** e),
    })
    fc.assert(
      fc.property(parameters, ({ at, power, first }) => {
        const f = (t: number): number => Math.abs(t - at) ** power
        const slope = (t: number): number =>
          power * Math.sign(t - at) * Math.abs(t - at) ** (power - 1)
        const { result } = search(f, slope, first)
        expect(result.kind).toBe('found')
        if (result.kind === 'found') expectWolfe(f, slope, result.trial.step)
      }),
    )
  })

  test('backs away from a wall of NaN or infinity', () => {
    for (const wall of [NaN, Infinity]) {
      const f = (t: number): number => (t < 1e-3 ? (t - 5e-4) ** 2 : wall)
      const { result } = search(f, (t) => 2 * (t - 5e-4), 1)
      expect(result.kind).toBe('found')
    }
  })

  test('says when the function decreases without bound', () => {
    expect(
      search(
        (t) => -t,
        () => -1,
        1,
      ).result.kind,
    ).toBe('unbounded')
  })

  test('fails when nothing lower is to be found', () => {
    expect(
      search(
        (t) => t,
        () => -1,
        1,
      ).result.kind,
    ).toBe('failed')
  })

  test('accepts by slopes where rounding hides the decrease', () => {
    const f = (t: number): number => 1e12 + (t - 1e-3) ** 2
    const { result, trials } = search(f, (t) => 2 * (t - 1e-3), 9e-4)
    expect(result.kind).toBe('found')
    expect(trials.length).toBe(1)
  })
})
