/**
 * Law cases for operations on stacks of matrices, none diagonal or symmetric. A matrix is made of
 * chosen singular values or eigenvalues, well apart, and of rotations: by any angle, or by small ones
 * where a factorization chooses by size or sign (pivots, reflections, the order of eigenvalues), so that
 * no difference step changes the choice.
 */
import fc from 'fast-check'
import { tensor, type Tensor } from '@wengert/tensor'
import { allPrimitives, bindMany } from '@wengert/tensor/internal'
import type { LawCase } from './cases.ts'

type Cases = fc.Arbitrary<LawCase>
type Matrix = readonly (readonly number[])[]

const length = fc.integer({ min: 0, max: 3 })
const leads = fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 1 })
const spectrum = [1, 2.1, 3.3]

function number(low: number, high: number): fc.Arbitrary<number> {
  return fc.double({ min: low, max: high, noNaN: true }).map((x) => Math.round(x * 1e6) / 1e6)
}

function matrixOf(m: number, n: number, entry: fc.Arbitrary<number>): fc.Arbitrary<Matrix> {
  const row = fc.array(entry, { minLength: n, maxLength: n })
  return fc.array(row, { minLength: m, maxLength: m })
}

function product(a: Matrix, b: Matrix, columns: number): Matrix {
  return a.map((row) =>
    Array.from({ length: columns }, (_, j) => row.reduce((sum, x, k) => sum + x * b[k][j], 0)),
  )
}

function flipped(a: Matrix, n: number): Matrix {
  return Array.from({ length: n }, (_, j) => a.map((row) => row[j]))
}

/** A product of rotations in all coordinate planes, none of them by 0. */
function rotation(n: number, largest: number): fc.Arbitrary<Matrix> {
  const angle = fc.tuple(number(0.05, largest), fc.constantFrom(1, -1)).map(([x, sign]) => sign * x)
  return fc.array(angle, { minLength: 3, maxLength: 3 }).map((angles) => {
    let result: Matrix = Array.from({ length: n }, (_, i) =>
      Array.from({ length: n }, (_unused, j) => (i === j ? 1 : 0)),
    )
    const planes = [
      [0, 1],
      [0, 2],
      [1, 2],
    ].filter(([, q]) => q < n)
    planes.forEach(([p, q], k) => {
      const [c, s] = [Math.cos(angles[k]), Math.sin(angles[k])]
      result = result.map((row) =>
        row.map((x, j) =>
          j === p ? c * row[p] - s * row[q] : j === q ? s * row[p] + c * row[q] : x,
        ),
      )
    })
    return result
  })
}

/** m×n with singular values of the spectrum, in any order. */
function general(m: number, n: number, angle = 3): fc.Arbitrary<Matrix> {
  const values = fc.shuffledSubarray(spectrum, { minLength: 3 })
  return fc.tuple(rotation(m, angle), rotation(n, angle), values).map(([left, right, s]) => {
    const scaled = right.map((row, i) => row.map((x) => x * (i < m ? s[i] : 0)))
    const zeros = new Array<number>(n).fill(0)
    const padded = Array.from({ length: m }, (_, i) => scaled[i] ?? zeros)
    return product(left, padded, n)
  })
}

/** n×n, its symmetric part with these eigenvalues. */
function symmetric(n: number, angle: number, signs = false): fc.Arbitrary<Matrix> {
  const values = fc.shuffledSubarray(spectrum, { minLength: 3 })
  const sign = fc.constantFrom(1, signs ? -1 : 1)
  return fc
    .tuple(rotation(n, angle), values, sign, matrixOf(n, n, number(-0.5, 0.5)))
    .map(([q, s, flip, noise]) => {
      const scaled = q.map((row) => row.map((x, j) => x * s[j] * (j === 0 ? flip : 1)))
      return product(scaled, flipped(q, n), n).map((row, i) =>
        row.map((x, j) => x + noise[i][j] - noise[j][i]),
      )
    })
}

function shuffledRows(a: fc.Arbitrary<Matrix>): fc.Arbitrary<Matrix> {
  return a.chain((rows) => fc.shuffledSubarray([...rows], { minLength: rows.length }))
}

/** A stack of matrices of one size. */
function stackOf(
  lead: readonly number[],
  m: number,
  n: number,
  matrix: fc.Arbitrary<Matrix>,
): fc.Arbitrary<Tensor> {
  const count = lead.reduce((a, b) => a * b, 1)
  return fc
    .array(matrix, { minLength: count, maxLength: count })
    .map((list) => tensor(Float64Array.from(list.flat(2)), { shape: [...lead, m, n] }))
}

/** An operation on one stack of square matrices, without params. */
function square(matrix: (n: number) => fc.Arbitrary<Matrix>): Cases {
  return fc
    .tuple(leads, length)
    .chain(([lead, n]) => stackOf(lead, n, n, matrix(n)))
    .map((a) => ({ operands: [a], params: {} }))
}

/** The same of any shape. */
function anyShape(matrix: (m: number, n: number) => fc.Arbitrary<Matrix>): Cases {
  return fc
    .tuple(leads, length, length)
    .chain(([lead, m, n]) => stackOf(lead, m, n, matrix(m, n)))
    .map((a) => ({ operands: [a], params: {} }))
}

/** Matrices and right sides, the matrices shared along the right sides' first axis or not. */
function systems(
  matrix: (n: number) => fc.Arbitrary<Matrix>,
): fc.Arbitrary<readonly [a: Tensor, b: Tensor]> {
  const width = fc.integer({ min: 0, max: 2 })
  return fc.tuple(leads, leads, length, width).chain(([outer, lead, n, k]) => {
    const right = matrixOf(n, k, number(-2, 2))
    return fc.tuple(stackOf(lead, n, n, matrix(n)), stackOf([...outer, ...lead], n, k, right))
  })
}

/** Any entries off the diagonal, which is away from 0. */
function solidDiagonal(n: number): fc.Arbitrary<Matrix> {
  return matrixOf(n, n, number(-1, 1)).map((rows) =>
    rows.map((row, i) => row.with(i, Math.sign(row[i] || 1) * (1.5 + Math.abs(row[i])))),
  )
}

const flags = fc.record({
  lower: fc.boolean(),
  transpose: fc.boolean(),
  unitDiagonal: fc.boolean(),
})

export const matrixCases: { readonly [name: string]: Cases } = {
  cholesky: square((n) => symmetric(n, 3)),
  triangularSolve: fc
    .tuple(systems(solidDiagonal), flags)
    .map(([operands, params]) => ({ operands, params })),
  lu: anyShape((m, n) => shuffledRows(general(m, n, 0.2))),
  ldu: square((n) => shuffledRows(general(n, n, 0.2))),
  qr: anyShape((m, n) => general(m, n, 0.4)),
  eigh: square((n) => symmetric(n, 0.35, true)),
  svd: anyShape((m, n) => general(m, n, 0.35)),
  pinv: anyShape(general).map(({ operands }) => ({ operands, params: { rcond: 1e-6 } })),
  solve: fc
    .tuple(
      systems((n) => general(n, n)),
      fc.boolean(),
    )
    .map(([[a, b], transpose]) => {
      const lu = allPrimitives().find(({ name }) => name === 'lu')!
      return { operands: [a, ...bindMany(lu, [a], {}), b], params: { transpose } }
    }),
}
