import { describe, expect, test } from 'vitest'
import { truncatedCg } from '../src/steihaug.ts'
import { dot, norm, scaled } from '../src/vector.ts'

const at = (...values: number[]): Float64Array => Float64Array.from(values)
const diagonal =
  (...d: number[]) =>
  (v: Float64Array): Float64Array =>
    v.map((x, i) => x * d[i])
const options = { relativeResidual: 1e-12, maxIterations: 20 }

describe('truncated conjugate gradients', () => {
  test('reach the Newton step −H⁻¹g inside a large radius', () => {
    const { p, end } = truncatedCg(diagonal(1, 4, 9), at(1, 1, 1), { ...options, radius: 100 })
    expect(end).toBe('residual')
    ;[-1, -1 / 4, -1 / 9].forEach((value, i) => expect(p[i]).toBeCloseTo(value, 12))
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

  test('need one product with the inverse Hessian as preconditioner', () => {
    const precondition = diagonal(1, 1 / 4, 1 / 9)
    const step = truncatedCg(diagonal(1, 4, 9), at(1, 1, 1), { ...options, precondition })
    expect(step.iterations).toBe(1)
    expect(step.p[2]).toBeCloseTo(-1 / 9, 14)
  })

  test('measure the radius in the norm of the preconditioner', () => {
    const M = diagonal(2, 5, 7)
    const precondition = diagonal(1 / 2, 1 / 5, 1 / 7)
    for (const radius of [0.1, 0.3, 0.5]) {
      const step = truncatedCg(diagonal(1, 40, 9), at(1, 1, 1), {
        ...options,
        radius,
        precondition,
      })
      expect(step.end).toBe('boundary')
      expect(Math.sqrt(dot(step.p, M(step.p)))).toBeCloseTo(radius, 12)
      expect(step.path.length).toBeCloseTo(radius, 12)
    }
  })

  test('leave a path whose model decrease is that of the quadratic', () => {
    const H = diagonal(1, 4, 9, 16, 25, 36)
    const g = at(1, 1, 1, 1, 1, 1)
    const { path } = truncatedCg(H, g, options)
    for (let part = 0.05; part <= 1; part += 0.05) {
      const { p, decrease } = path.at(part * path.length)
      expect(decrease).toBeCloseTo(-dot(g, p) - 0.5 * dot(p, H(p)), 12)
    }
    expect(path.at(path.length).p[5]).toBeCloseTo(-1 / 36, 12)
  })

  test('sample pairs of directions and products, evenly over the run', () => {
    const H = diagonal(...Array.from({ length: 40 }, (_, i) => 1 + i))
    const g = new Float64Array(40).fill(1)
    const { pairs, iterations } = truncatedCg(H, g, { ...options, maxIterations: 40, sample: 6 })
    expect(iterations).toBeGreaterThan(20)
    expect(pairs.length).toBeGreaterThanOrEqual(3)
    expect(pairs.length).toBeLessThanOrEqual(6)
    for (const { s, y } of pairs) expect(y).toEqual(H(s))
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
