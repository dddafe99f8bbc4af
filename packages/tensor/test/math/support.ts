/**
 * The laws of a lane function: the emitted code gives the host's bits, and these are within some units
 * in the last place of the exact value.
 */
import { expect, test } from 'vitest'
import type { LaneFunction } from '../../src/emitter.ts'
import { escapes, evaluateLanes, operations, resetCounts } from './evaluate-lanes.ts'
import { ulps, type Exact } from './exact.ts'

const float = new Float64Array(1)
const word = new BigUint64Array(float.buffer)

/** Reproducible 32-bit numbers (Marsaglia's xorshift). */
export function generator(seed: number): () => number {
  let state = seed
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
}

/** The double some places further on. */
export function step(x: number, places: number): number {
  float[0] = x
  word[0] += BigInt(places)
  return float[0]
}

const special = [
  0,
  5e-324,
  1e-310,
  2.2250738585072014e-308,
  2e-16,
  0.5,
  0.75,
  1,
  1.5,
  2,
  3,
  4,
  5,
  10,
  1e3,
  1e16,
  1e22,
  1e300,
  Number.MAX_VALUE,
  Infinity,
  Math.PI,
  Math.PI / 2,
  Math.PI / 4,
  Math.SQRT2,
  Math.SQRT1_2,
  Math.LN2,
  Math.LN2 / 2,
  Math.E,
  2 ** 52,
  2 ** 53,
  2 ** 31,
  2 ** 1022,
  2 ** 1023,
]

/** Numbers of all kinds: special, near thresholds, of every exponent, and within the ranges. */
export function* inputs(
  count: number,
  ranges: readonly (readonly [number, number])[],
  thresholds: readonly number[] = [],
): Generator<number> {
  const next = generator(0x9e3779b9)
  yield NaN
  for (const x of [...special, ...thresholds]) {
    for (const at of [x, -x]) {
      yield at
      if (Number.isFinite(at)) for (let i = 1; i <= 8; i++) yield* [step(at, i), step(at, -i)]
    }
  }
  for (let i = 0; i < count; i++) {
    if (i % 4 === 0) {
      word[0] = (BigInt(next()) << 32n) | BigInt(next())
      yield float[0]
    } else {
      const [low, high] = ranges[i % ranges.length]
      yield low + (high - low) * ((next() + next() * 2 ** -32) * 2 ** -32)
    }
  }
}

const format = (x: number): string => (Object.is(x, -0) ? '-0' : String(x))

export interface Law {
  readonly f: LaneFunction
  /** Where most of the samples lie. */
  readonly ranges: readonly (readonly [number, number])[]
  /** Where the method changes. */
  readonly thresholds?: readonly number[]
  /** The exact value, or null where there is none: then the value is checked by `special`. */
  readonly exact: (x: number) => Exact | null
  /** Largest error, in ulp. */
  readonly within: number
  readonly special: readonly (readonly [x: number, y: number])[]
  /** Samples for the exact values; they take long. */
  readonly samples?: number
}

export function testLaneFunction(law: Law): void {
  const { f, ranges, thresholds, exact, within, special, samples = 4000 } = law

  test(`${f.name}: the emitted code gives the bits of the host`, () => {
    const differing: string[] = []
    for (const x of inputs(120_000, ranges, thresholds)) {
      const host = f.scalar(x)
      const emitted = evaluateLanes(f, x)
      if (!Object.is(host, emitted)) {
        differing.push(`${f.name}(${format(x)}): host ${format(host)}, lanes ${format(emitted)}`)
      }
    }
    expect(differing.slice(0, 10)).toEqual([])
  })

  test(`${f.name}: within ${within} ulp`, () => {
    let worst = 0
    let place = 0
    for (const x of inputs(samples, ranges, thresholds)) {
      const value = exact(x)
      if (value === null) continue
      const error = ulps(f.scalar(x), value)
      if (!(error <= worst)) [worst, place] = [error, x]
    }
    report(f, `${worst.toFixed(3)} ulp at ${place}`, ranges[0][0] * 0.3 + ranges[0][1] * 0.7)
    expect(worst, `at ${place}`).toBeLessThanOrEqual(within)
  })

  test.each(special)(`${f.name}(%d) is exactly %d`, (x, y) => {
    expect(f.scalar(x)).toBe(y)
    expect(evaluateLanes(f, x)).toBe(y)
  })
}

/** With WENGERT_ULPS set, prints what a change of a function should be compared by. */
export function report(f: LaneFunction, error: string, ...typical: number[]): void {
  if (process.env.WENGERT_ULPS === undefined) return
  resetCounts()
  evaluateLanes(f, ...typical)
  process.stderr.write(`${f.name}: ${error}; ${operations} operations, ${escapes} escapes\n`)
}
