import fc from 'fast-check'
import { expect, test } from 'vitest'
import { multiplyMatrices, type MatrixLayout } from '../../src/primitives/matmul-kernel.ts'

const length = fc.integer({ min: 0, max: 4 })
const arrays = [Float64Array, Float32Array, Int32Array] as const

type Axis = 'batch' | 'free' | 'depth'
const axisOrders: readonly (readonly Axis[])[] = [
  ['batch', 'free', 'depth'],
  ['batch', 'depth', 'free'],
  ['free', 'batch', 'depth'],
  ['free', 'depth', 'batch'],
  ['depth', 'batch', 'free'],
  ['depth', 'free', 'batch'],
]

/** A packed array with the axes in the given order in memory. */
function layout(
  lengths: { readonly [A in Axis]: number },
  order: readonly Axis[],
  data: MatrixLayout['data'],
): MatrixLayout {
  const stride = (axis: Axis): number =>
    order.slice(order.indexOf(axis) + 1).reduce((product, inner) => product * lengths[inner], 1)
  return {
    data,
    batches: lengths.batch,
    free: lengths.free,
    depth: lengths.depth,
    batchStride: stride('batch'),
    freeStride: stride('free'),
    depthStride: stride('depth'),
  }
}

function integers(n: number): fc.Arbitrary<number[]> {
  return fc.array(fc.integer({ min: -9, max: 9 }), { minLength: n, maxLength: n })
}

function read(m: MatrixLayout, b: number, i: number, k: number): number {
  return m.data[b * m.batchStride + i * m.freeStride + k * m.depthStride]
}

test.each(arrays)('%o: every order of the axes in memory gives the triple loop', (TypedArray) => {
  const order = fc.constantFrom(...axisOrders)
  const cases = fc
    .record({
      batch: length,
      rows: length,
      depth: length,
      columns: length,
      left: order,
      right: order,
    })
    .chain((c) => {
      return fc.record({
        c: fc.constant(c),
        a: integers(c.batch * c.rows * c.depth),
        b: integers(c.batch * c.columns * c.depth),
      })
    })
  fc.assert(
    fc.property(cases, ({ c, ...lists }) => {
      const [a, b] = [TypedArray.from(lists.a), TypedArray.from(lists.b)]
      const left = layout({ batch: c.batch, free: c.rows, depth: c.depth }, c.left, a)
      const right = layout({ batch: c.batch, free: c.columns, depth: c.depth }, c.right, b)
      const actual = new TypedArray(c.batch * c.rows * c.columns)
      multiplyMatrices(left, right, actual)
      const expected: number[] = []
      for (let n = 0; n < c.batch; n++) {
        for (let i = 0; i < c.rows; i++) {
          for (let j = 0; j < c.columns; j++) {
            let total = 0
            for (let k = 0; k < c.depth; k++) total += read(left, n, i, k) * read(right, n, j, k)
            expected.push(total)
          }
        }
      }
      expect([...actual]).toEqual(expected)
    }),
    { numRuns: 300 },
  )
})

/** The sum of some products, in the order that the kernel's documentation states. */
function blockedSum(
  products: readonly number[],
  phases: number,
  round: (x: number) => number,
): number {
  let total = 0
  for (let first = 0; first < products.length; first += 256) {
    const sums = [0, 0, 0, 0]
    products.slice(first, first + 256).forEach((term, k) => {
      sums[k % phases] = round(sums[k % phases] + round(term))
    })
    total = round(total + round(round(sums[0] + sums[2]) + round(sums[1] + sums[3])))
  }
  return total
}

test.each([
  [Float64Array, (x: number) => x],
  [Float32Array, Math.fround],
] as const)('%o: one order of rounding for every order of the axes', (TypedArray, round) => {
  const sizes = [
    [1, 1, 600],
    [3, 1, 255],
    [1, 3, 513],
    [2, 3, 300],
    [2, 2, 5],
  ]
  for (const [rows, columns, depth] of sizes) {
    const numbers = (n: number, seed: number) =>
      TypedArray.from(Array.from({ length: n }, (_, i) => Math.sin(seed + i) * 10 ** (i % 3)))
    for (const first of axisOrders) {
      for (const second of axisOrders) {
        const left = layout({ batch: 2, free: rows, depth }, first, numbers(2 * rows * depth, 1))
        const right = layout(
          { batch: 2, free: columns, depth },
          second,
          numbers(2 * columns * depth, 7),
        )
        const actual = new TypedArray(2 * rows * columns)
        multiplyMatrices(left, right, actual)
        const phases = rows === 1 || columns === 1 ? 4 : 1
        const expected = Array.from(actual, (_, at) => {
          const j = at % columns
          const i = Math.floor(at / columns) % rows
          const b = Math.floor(at / columns / rows)
          const products = Array.from(
            { length: depth },
            (_, k) => read(left, b, i, k) * read(right, b, j, k),
          )
          return blockedSum(products, phases, round)
        })
        expect([...actual]).toEqual(expected)
      }
    }
  }
})
