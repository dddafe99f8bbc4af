import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  searchBacktracking,
  searchHagerZhang,
  searchMoreThuente,
  type LineSearch,
  type SearchResult,
} from '@wengert/optim'

interface LinePoint {
  readonly x: Float64Array
  readonly value: number
  readonly gradient: Float64Array
}

/** Searches along a function of one variable from 0. */
function search(
  line: LineSearch,
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
  return { result: line(evaluate, ({ gradient }) => gradient[0], start, first), trials }
}

function expectWolfe(f: (t: number) => number, slope: (t: number) => number, t: number): void {
  // Values within this are held to be equal.
  const noise = 4.1e-10 * Math.abs(f(0))
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

const wolfe: [string, LineSearch][] = [
  ['Hager & Zhang', searchHagerZhang],
  ['Moré & Thuente', searchMoreThuente],
]
const functions = [more1, more2, yanai(0.001, 0.001), yanai(0.01, 0.001), yanai(0.001, 0.01)]

describe.each(wolfe)('the search of %s', (_, line) => {
  describe.each(functions)('on %s', (_name, f, slope) => {
    test.each([1e-3, 1e-1, 1, 10, 1e3])('a first step of %d ends at a Wolfe point', (first) => {
      const { result, trials } = search(line, f, slope, first)
      expect(result.kind).toBe('found')
      if (result.kind === 'found') expectWolfe(f, slope, result.trial.step)
      expect(trials.length).toBeLessThan(40)
    })
  })

  test('finds Wolfe points of generated convex functions, whatever the first step', () => {
    const parameters = fc.record({
      at: fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
      power: fc.constantFrom(2, 4, 1.5),
      first: fc.double({ min: -6, max: 6, noNaN: true }).map((e) => 10 ** e),
    })
    fc.assert(
      fc.property(parameters, ({ at, power, first }) => {
        const f = (t: number): number => Math.abs(t - at) ** power
        const slope = (t: number): number =>
          power * Math.sign(t - at) * Math.abs(t - at) ** (power - 1)
        const { result } = search(line, f, slope, first)
        expect(result.kind).toBe('found')
        if (result.kind === 'found') expectWolfe(f, slope, result.trial.step)
      }),
    )
  })

  test('accepts by slopes where rounding hides the decrease', () => {
    const f = (t: number): number => 1e12 + (t - 1e-3) ** 2
    const { result, trials } = search(line, f, (t) => 2 * (t - 1e-3), 9e-4)
    expect(result.kind).toBe('found')
    expect(trials.length).toBe(1)
  })

  test('is not led astray by noise in the values', () => {
    let seed = 1
    const noise = (): number => 1e-11 * ((seed = (seed * 48271) % 2147483647) / 2147483647 - 0.5)
    const f = (t: number): number => 1 + 1e-13 * (t - 1) ** 2 + noise()
    const { result } = search(line, f, (t) => 2e-13 * (t - 1), 7)
    expect(result.kind).toBe('found')
    if (result.kind === 'found') expect(Math.abs(result.trial.step - 1)).toBeLessThan(0.9)
  })
})

describe.each([...wolfe, ['backtracking', searchBacktracking] as const])('%s', (_, line) => {
  test.each([NaN, Infinity])('backs away from a wall of %d', (wall) => {
    const f = (t: number): number => (t < 1e-3 ? (t - 5e-4) ** 2 : wall)
    const { result } = search(line, f, (t) => 2 * (t - 5e-4), 1)
    expect(result.kind).toBe('found')
  })

  test('decreases f on generated quartics with walls and plateaus', () => {
    const parameters = fc.record({
      wall: fc.double({ min: 1e-6, max: 1e3, noNaN: true }),
      wave: fc.double({ min: 0, max: 3, noNaN: true }),
      first: fc.double({ min: -4, max: 4, noNaN: true }).map((e) => 10 ** e),
    })
    fc.assert(
      fc.property(parameters, ({ wall, wave, first }) => {
        const f = (t: number): number => (t < wall ? Math.cos(wave * t) - t : NaN)
        const slope = (t: number): number => -wave * Math.sin(wave * t) - 1
        const { result } = search(line, f, slope, first)
        expect(result.kind).toBe('found')
        if (result.kind === 'found') expect(result.trial.value).toBeLessThan(f(0))
      }),
    )
  })

  test('fails when nothing lower is to be found', () => {
    const { result } = search(
      line,
      (t) => t,
      () => -1,
      1,
    )
    expect(result.kind).toBe('failed')
  })

  test('ends at a point that is good enough already', () => {
    const done = ({ x }: { x: Float64Array }): boolean => x[0] === 1e-6
    const evaluate = (t: number): LinePoint => ({
      x: Float64Array.of(t),
      value: (t - 1) ** 2,
      gradient: Float64Array.of(2 * (t - 1)),
    })
    const slopeAt = ({ gradient }: LinePoint): number => gradient[0]
    const result = line(evaluate, slopeAt, { value: 1, slope: -2 }, 1e-6, { done })
    expect(result).toMatchObject({ kind: 'found', trial: { step: 1e-6 } })
  })
})

test.each(wolfe)('%s say when the function decreases without bound', (_, line) => {
  const { result } = search(
    line,
    (t) => -t,
    () => -1,
    1,
  )
  expect(result.kind).toBe('unbounded')
})

test('backtracking takes the first step that decreases f enough, however short', () => {
  const { result, trials } = search(
    searchBacktracking,
    (t) => (t - 1) ** 2,
    (t) => 2 * (t - 1),
    1e-9,
  )
  expect(result).toMatchObject({ kind: 'found', trial: { step: 1e-9 } })
  expect(trials).toEqual([1e-9])
})
