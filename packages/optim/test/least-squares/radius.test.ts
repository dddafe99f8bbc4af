import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { stepOfRadius } from '../../src/least-squares/radius.ts'
import { norm, type Vector } from '../../src/vector.ts'

/** The damped step of a diagonal J: pᵢ = −σᵢ rᵢ / (σᵢ² + λ dᵢ²). */
const damped =
  (sigma: readonly number[], r: readonly number[], d: readonly number[]) =>
  (lambda: number): Vector =>
    Float64Array.from(sigma, (s, i) => (-s * r[i]) / (s * s + lambda * d[i] * d[i]))

const numbers = (min: number, max: number) =>
  fc.array(
    fc.integer({ min: 100 * min, max: 100 * max }).map((k) => 10 ** (k / 100)),
    { minLength: 3, maxLength: 3 },
  )

describe('the step of a radius', () => {
  test('has the length of the radius to a tenth, or is the undamped step inside', () => {
    fc.assert(
      fc.property(
        numbers(-2, 1),
        numbers(-2, 2),
        numbers(-1, 1),
        fc.integer({ min: -40, max: 40 }),
        (sigma, r, d, exponent) => {
          const radius = 10 ** (exponent / 10)
          const at = damped(sigma, r, d)
          const slope = norm(Float64Array.from(sigma, (s, i) => (s * r[i]) / d[i]))
          const { p, lambda, length } = stepOfRadius(at, Float64Array.from(d), radius, slope)
          expect(p).toEqual(at(lambda))
          expect(length).toBeCloseTo(norm(p.map((value, i) => value * d[i])), 12)
          if (lambda > 0) expect(length).toBeGreaterThanOrEqual(0.9 * radius)
          expect(length).toBeLessThanOrEqual(1.1 * radius)
        },
      ),
      { numRuns: 500 },
    )
  })

  test('takes few solutions', () => {
    const at = damped([1, 1e-3, 1e-6], [1, 1, 1], [1, 1, 1])
    const counts = [1e5, 1e3, 10, 1, 0.1].map((radius) => {
      let count = 0
      const counted = (lambda: number): Vector => {
        count++
        return at(lambda)
      }
      stepOfRadius(counted, Float64Array.of(1, 1, 1), radius, 1)
      return count
    })
    expect(Math.max(...counts)).toBeLessThanOrEqual(8)
  })
})
