import { describe, expect, test } from 'vitest'
import { truncatedCg } from '../src/steihaug.ts'
import { norm, scaled } from '../src/vector.ts'

const at = (...values: number[]): Float64Array => Float64Array.from(values)
const diagonal =
  (...d: number[]) =>
  (v: Float64Array): Float64Array =>
    v.map((x, i) => x * d[i])
const options = { relativeResidual: 1e-12, maxIterations: 20 }

describe('truncated conjugate gradients', () => {
  test('reach the Newton step −H⁻¹g inside a large radius, and know H p', () => {
    const { p, hp, end } = truncatedCg(diagonal(1, 4, 9), at(1, 1, 1), { ...options, radius: 100 })
    expect(end).toBe('residual')
    ;[-1, -1 / 4, -1 / 9].forEach((value, i) => expect(p[i]).toBeCloseTo(value, 12))
    hp.forEach((value) => expect(value).toBeCloseTo(-1, 12))
  })

  test('stop at the boundary', () => {
    const { p, end } = truncatedCg(diagonal(1, 1), at(3, 4), { ...options, radius: 2 })
    expect(end).toBe('boundary')
    expect(norm(p)).toBeCloseTo(2, 14)
    expect(p[0] / p[1]).toBeCloseTo(0.75, 14)
  })

  test('follow negative curvature to the boundary', () => {
    const { p, end, direction } = truncatedCg(diagonal(1, -2), at(0.1, 1), {
      ...options,
      radius: 5,
    })
    expect(end).toBe('negative-curvature')
    expect(norm(p)).toBeCloseTo(5, 12)
    expect(direction).not.toBeNull()
  })

  test('without a radius reverse the sign of negative curvature into a descent direction', () => {
    const g = at(0, 2)
    const { p } = truncatedCg(diagonal(1, -4), g, options)
    expect(p).toEqual(at(0, -0.5))
  })

  test('the curvature test does not depend on the units of f', () => {
    for (const scale of [1e-100, 1, 1e100]) {
      const H = diagonal(1, 1e-3)
      const scaledH = (v: Float64Array): Float64Array => scaled(scale, H(v))
      const { p, end } = truncatedCg(scaledH, scaled(scale, at(1, 1)), options)
      expect(end).toBe('residual')
      expect(p[1]).toBeCloseTo(-1000, 6)
    }
  })
})
