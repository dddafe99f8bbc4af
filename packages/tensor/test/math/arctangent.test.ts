import { describe, expect, test } from 'vitest'
import { atan2Function, atanFunction } from '../../src/math/arctangent.ts'
import { evaluateLanes } from './evaluate-lanes.ts'
import { exactAtan2, fixed, placesFor, ulps } from './exact.ts'
import { exactValues } from './exact-values.ts'
import { inputs, report, testLaneFunction } from './support.ts'

describe('the inverse of the tangent', () => {
  testLaneFunction({
    f: atanFunction,
    ranges: [
      [-2, 2],
      [-10, 10],
      [-1e9, 1e9],
      [-1e-3, 1e-3],
    ],
    thresholds: [7 / 16, 11 / 16, 16 / 7, 16 / 11, 2 ** 60],
    exact: exactValues.atan,
    within: 1,
    special: [
      [0, 0],
      [-0, -0],
      [5e-324, 5e-324],
      [NaN, NaN],
      [Infinity, Math.PI / 2],
      [-Infinity, -Math.PI / 2],
    ],
  })
})

/** Points whose coordinates are from all over, and of comparable size. */
function* points(count: number): Generator<readonly [y: number, x: number]> {
  const some = [...inputs(0, [])].filter((_, i) => i % 17 < 2)
  for (const y of some) for (const x of some) yield [y, x]
  const many = [
    ...inputs(
      count,
      [
        [-2, 2],
        [-1, 1],
        [-1e3, 1e3],
      ],
      [2 ** 900, 2 ** -900],
    ),
  ]
  for (let i = 0; i < many.length; i++) {
    const y = many[i]
    const x = many[(i * 7919) % many.length]
    yield [y, x]
    yield [y, y * x]
  }
}

describe('the angle of a point', () => {
  const f = atan2Function

  test('the emitted code gives the bits of the host', () => {
    const differing: string[] = []
    for (const [y, x] of points(50_000)) {
      const host = f.scalar(y, x)
      const emitted = evaluateLanes(f, y, x)
      if (!Object.is(host, emitted)) differing.push(`(${y}, ${x}): ${host}, ${emitted}`)
    }
    expect(differing.slice(0, 10)).toEqual([])
  })

  test('within an ulp and a quarter', () => {
    let worst = 0
    let place: readonly number[] = []
    for (const [y, x] of points(500)) {
      if (!Number.isFinite(x) || !Number.isFinite(y) || x === 0 || y === 0) continue
      // An angle far below the least number rounds to 0; the digits for it would be thousands.
      const p = Math.min(placesFor(y, x) + 1100, 3000)
      if (fixed(y, p) === 0n || fixed(x, p) === 0n) continue
      const angle = exactAtan2(fixed(y, p), fixed(x, p), p)
      const error = ulps(f.scalar(y, x), { digits: angle, places: p })
      if (!(error <= worst)) [worst, place] = [error, [y, x]]
    }
    report(f, `${worst.toFixed(3)} ulp at ${place.join()}`, 1, 2)
    expect(worst, `at ${place.join()}`).toBeLessThanOrEqual(1.25)
  })

  test('at the origin and infinity, as IEEE 754 has it', () => {
    const values = [0, -0, 1, -1, Infinity, -Infinity, NaN]
    for (const y of values) {
      for (const x of values) {
        expect(f.scalar(y, x), `${y}, ${x}`).toBe(Math.atan2(y, x))
        expect(evaluateLanes(f, y, x), `${y}, ${x}`).toBe(Math.atan2(y, x))
      }
    }
  })
})
