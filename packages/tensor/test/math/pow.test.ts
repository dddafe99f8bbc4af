import { describe, expect, test } from 'vitest'
import { powFunction } from '../../src/math/pow.ts'
import { evaluateLanes } from './evaluate-lanes.ts'
import { exactExp, exactLog, fixed, placesFor, ulps } from './exact.ts'
import { generator, inputs, report, step } from './support.ts'

const special = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  2,
  -2,
  3,
  -3,
  0.1,
  -0.1,
  1e300,
  -1e300,
  2 ** 53,
  -(2 ** 53),
  2 ** 500,
  1e-310,
  -1e-310,
  5e-324,
  -5e-324,
  Infinity,
  -Infinity,
  NaN,
  step(1, 1),
  step(1, -1),
  1e17,
  7.5,
  1.5,
  1023,
  1024,
  -1022,
  -1074,
  -1075,
]

/** Bases and exponents with powers of all sizes. */
function* pairs(count: number): Generator<readonly [x: number, y: number]> {
  for (const x of special) for (const y of special) yield [x, y]
  const next = generator(0x2545f491)
  const unit = (): number => (next() + next() * 2 ** -32) * 2 ** -32
  for (const x of inputs(count / 4, [
    [0.5, 2],
    [0, 100],
    [-10, 10],
    [0.999, 1.001],
  ])) {
    yield [x, 4 * unit() - 2]
    yield [x, Math.round(20 * unit() - 10)]
    // A result anywhere between underflow and overflow, and a little beyond.
    yield [x, (2200 * unit() - 1100) / Math.log2(Math.abs(x))]
  }
}

describe('pow', () => {
  const f = powFunction

  test('the emitted code gives the bits of the host', () => {
    const differing: string[] = []
    for (const [x, y] of pairs(150_000)) {
      const host = f.scalar(x, y)
      const emitted = evaluateLanes(f, x, y)
      if (!Object.is(host, emitted)) differing.push(`(${x}, ${y}): ${host}, ${emitted}`)
    }
    expect(differing.slice(0, 10)).toEqual([])
  })

  test('within an ulp', () => {
    let worst = 0
    let place: readonly number[] = []
    for (const [x, y] of pairs(4000)) {
      const size = Math.abs(y * Math.log2(Math.abs(x)))
      if (!(size < 1090 && size > 0) || Math.abs(y) > 2 ** 60) continue
      const value = f.scalar(Math.abs(x), y)
      const p = placesFor(x, y)
      const log = exactLog(fixed(Math.abs(x), p), p)
      const error = ulps(value, exactExp((log * fixed(y, p)) >> BigInt(p), p))
      if (!(error <= worst)) [worst, place] = [error, [x, y]]
    }
    report(f, `${worst.toFixed(3)} ulp at ${place.join()}`, 1.7, 2.5)
    expect(worst, `at ${place.join()}`).toBeLessThanOrEqual(1)
  })

  test('is exact where powers of small integers are', () => {
    for (let x = -20; x <= 20; x++) {
      for (let y = 0, power = 1; y <= 12 && Math.abs(power) <= 2 ** 53; y++, power *= x) {
        expect(f.scalar(x, y), `${x}, ${y}`).toBe(power)
      }
    }
  })

  test('has the special cases of IEEE 754: of ECMAScript, but that 1 to any power is 1, and −1 to ±∞', () => {
    for (const x of special) {
      for (const y of special) {
        const isOne = x === 1 || (x === -1 && Math.abs(y) === Infinity)
        const reference = isOne ? 1 : x ** y
        const plain = Number.isFinite(reference) && reference !== 0
        const value = f.scalar(x, y)
        if (plain) expect(Math.abs(value / reference - 1), `${x}, ${y}`).toBeLessThan(1e-12)
        else expect(value, `${x}, ${y}`).toBe(reference)
      }
    }
  })
})
