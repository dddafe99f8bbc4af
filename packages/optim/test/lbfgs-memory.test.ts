import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LbfgsMemory } from '../src/lbfgs-memory.ts'
import { dot } from '../src/vector.ts'

type Matrix = number[][]

/** The BFGS update of the inverse Hessian, Nocedal & Wright (6.17), written out densely. */
function bfgs(H: Matrix, s: Float64Array, y: Float64Array): Matrix {
  const rho = 1 / dot(s, y)
  const n = s.length
  const V = H.map((_, i) => H.map((_row, j) => (i === j ? 1 : 0) - rho * y[i] * s[j]))
  const product = (A: Matrix, B: Matrix): Matrix =>
    A.map((row) =>
      Array.from({ length: n }, (_, j) => row.reduce((sum, a, k) => sum + a * B[k][j], 0)),
    )
  const Vt = V.map((_, i) => V.map((row) => row[i]))
  return product(product(Vt, H), V).map((row, i) =>
    row.map((value, j) => value + rho * s[i] * s[j]),
  )
}

test('the two loops are the dense BFGS formula from γI', () => {
  const vectors = fc.integer({ min: 1, max: 5 }).chain((n) => {
    const vector = fc
      .array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: n, maxLength: n })
      .map((list) => Float64Array.from(list))
    return fc.tuple(fc.array(fc.tuple(vector, vector), { minLength: 1, maxLength: 4 }), vector)
  })
  fc.assert(
    fc.property(vectors, ([steps, g]) => {
      const pairs = steps
        .map(([s, t]) => ({ s, y: s.map((x, i) => x * (1 + i) + 0.1 * t[i]) }))
        .filter(({ s, y }) => dot(s, y) > 1e-3)
      fc.pre(pairs.length > 0)
      const memory = new LbfgsMemory(10)
      for (const { s, y } of pairs) expect(memory.add(s, y)).toBe(true)
      const { s, y } = pairs[pairs.length - 1]
      const gamma = dot(s, y) / dot(y, y)
      let H: Matrix = Array.from({ length: g.length }, (_, i) =>
        Array.from({ length: g.length }, (_x, j) => (i === j ? gamma : 0)),
      )
      for (const pair of pairs) H = bfgs(H, pair.s, pair.y)
      const expected = H.map((row) => row.reduce((sum, h, j) => sum + h * g[j], 0))
      const scale = Math.max(1, ...H.flat().map(Math.abs))
      memory
        .apply(g)
        .forEach((value, i) => expect(Math.abs(value - expected[i])).toBeLessThan(1e-9 * scale))
    }),
  )
})

test('a pair without positive curvature is left out, the oldest gives way to the newest', () => {
  const memory = new LbfgsMemory(2)
  const at = (...values: number[]): Float64Array => Float64Array.from(values)
  expect(memory.add(at(1, 0), at(-1, 0))).toBe(false)
  expect(memory.isEmpty).toBe(true)
  for (const k of [1, 2, 3]) memory.add(at(k, 0), at(k, 0))
  expect(memory.contents.map(({ s }) => s[0])).toEqual([2, 3])
})
