/**
 * The functions of float32 in float32 arithmetic, against the float64 ones, which are right to 2⁻⁵² and
 * tested against 200-bit integers. That emitted code has the same bits is tested with all primitives.
 */
import { describe, expect, test } from 'vitest'
import type { LaneFunction } from '../../src/emitter.ts'
import { expFunction } from '../../src/math/exp.ts'
import { logFunction } from '../../src/math/log.ts'
import { sigmoidFunction } from '../../src/math/sigmoid.ts'
import { tanhFunction } from '../../src/math/tanh.ts'

const word = new Uint32Array(1)
const float = new Float32Array(word.buffer)

/** Float32 numbers evenly over all bit patterns, infinities and NaN among them. */
function* patterns(step: number): Generator<number> {
  for (let bits = 0; bits < 2 ** 32; bits += step) {
    word[0] = bits
    yield float[0]
  }
}

function* between(low: number, high: number, count: number): Generator<number> {
  for (let i = 0; i <= count; i++) yield Math.fround(low + ((high - low) * i) / count)
}

/** The distance of y from the exact value in units of the last place of float32. */
function ulps(y: number, exact: number): number {
  if (y === exact || (y !== y && exact !== exact)) return 0
  const rounded = Math.fround(exact)
  if (!Number.isFinite(rounded) || !Number.isFinite(y)) return y === rounded ? 0 : Infinity
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(rounded))), -126)
  return Math.abs(y - exact) / 2 ** (exponent - 23)
}

interface Law {
  readonly f: LaneFunction
  readonly within: number
  readonly ranges: readonly (readonly [number, number])[]
}

const laws: readonly Law[] = [
  {
    f: expFunction,
    within: 1.05,
    ranges: [
      [-1, 1],
      [-104.5, 89.5],
    ],
  },
  {
    f: logFunction,
    within: 0.9,
    ranges: [
      [0.3, 3],
      [0.99, 1.01],
      [0, 1e-38],
    ],
  },
  {
    f: sigmoidFunction,
    within: 1.9,
    ranges: [
      [-3, 3],
      [-105, 20],
    ],
  },
  {
    f: tanhFunction,
    within: 1.75,
    ranges: [
      [-1, 1],
      [-0.3, 0.3],
      [-10.5, 10.5],
    ],
  },
]

describe.each(laws)('$f.name of float32', ({ f, within, ranges }) => {
  test(`within ${within} ulp, and a float32`, () => {
    let worst = 0
    let place = 0
    let notSingle = 0
    const all = [patterns(12_289), ...ranges.map(([low, high]) => between(low, high, 200_000))]
    for (const some of all) {
      for (const x of some) {
        const y = f.single!.scalar(x)
        if (!Object.is(Math.fround(y), y)) notSingle++
        const error = ulps(y, f.scalar(x))
        if (!(error <= worst)) [worst, place] = [error, x]
      }
    }
    expect(notSingle).toBe(0)
    expect(worst, `at ${place}`).toBeLessThanOrEqual(within)
  })
})

test.each<[LaneFunction, number, number]>([
  [expFunction, 0, 1],
  [expFunction, -0, 1],
  [expFunction, Infinity, Infinity],
  [expFunction, -Infinity, 0],
  [expFunction, 1, Math.fround(Math.E)],
  [expFunction, -103.9, 2 ** -149],
  [logFunction, 0, -Infinity],
  [logFunction, -0, -Infinity],
  [logFunction, 1, 0],
  [logFunction, -1, NaN],
  [logFunction, -Infinity, NaN],
  [logFunction, Infinity, Infinity],
  [logFunction, 2 ** -149, Math.fround(-149 * Math.LN2)],
  [sigmoidFunction, 0, 0.5],
  [sigmoidFunction, Infinity, 1],
  [sigmoidFunction, -Infinity, 0],
  [tanhFunction, 0, 0],
  [tanhFunction, -0, -0],
  [tanhFunction, 2 ** -149, 2 ** -149],
  [tanhFunction, 10, 1],
  [tanhFunction, -Infinity, -1],
])('the float32 function of %o at %d is exactly %d', (f, x, y) => {
  expect(f.single!.scalar(x)).toBe(y)
})
