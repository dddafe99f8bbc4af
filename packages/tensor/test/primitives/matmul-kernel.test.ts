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

test('float32: sums are rounded once, at the end, for every order of the axes', () => {
  const column = [2 ** 24, 1, 1, -(2 ** 24)]
  for (const order of axisOrders) {
    for (const columns of [1, 2]) {
      const lengths = { batch: 1, free: columns, depth: 4 }
      const data = new Float32Array(4 * columns)
      const right = layout(lengths, order, data)
      for (let j = 0; j < columns; j++) {
        column.forEach((x, k) => (data[j * right.freeStride + k * right.depthStride] = x))
      }
      for (const other of axisOrders) {
        const left = layout({ batch: 1, free: 3, depth: 4 }, other, new Float32Array(12).fill(1))
        const actual = new Float32Array(3 * columns)
        multiplyMatrices(left, right, actual)
        expect([...actual]).toEqual(Array.from({ length: 3 * columns }, () => 2))
      }
    }
  }
})
